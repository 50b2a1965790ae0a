import type { FailureKind, FailureScope } from "../../failure.ts";
import type { Signature, StatusMatch } from "./signature.ts";

interface StatusRow {
	readonly status: readonly StatusMatch[];
	readonly kind: FailureKind;
	readonly scope: FailureScope;
	readonly example: number;
}

const ROWS: readonly StatusRow[] = [
	{ status: [401, 498], kind: "auth", scope: "account", example: 401 },
	{ status: [402], kind: "balance", scope: "account", example: 402 },
	{ status: [403, 451], kind: "entitlement", scope: "account", example: 403 },
	{ status: [404, 410], kind: "model", scope: "target", example: 404 },
	{ status: [407, 511], kind: "network", scope: "target", example: 407 },
	{ status: [413], kind: "overflow", scope: "request", example: 413 },
	{ status: [429], kind: "rate", scope: "target", example: 429 },
	{ status: [503, 529], kind: "overload", scope: "target", example: 529 },
	{ status: [408, 409, 424, 425, 499, "5xx"], kind: "server", scope: "target", example: 524 },
	{ status: ["4xx"], kind: "request", scope: "request", example: 422 },
];

/** What the HTTP status alone says. */
export const STATUS_SIGNATURES: readonly Signature[] = [
	{
		// A page instead of an answer comes from something in between, whatever it claims.
		id: "html-page",
		kind: "server",
		scope: "target",
		status: [400, 403, 404, 405],
		isHtml: true,
		example: { status: 403, body: "<html><head><title>403 Forbidden</title></head><body></body></html>" },
		source: "Cloudflare and nginx error pages",
	},
	...ROWS.map(
		({ status, kind, scope, example }): Signature => ({
			id: `status-${example}`,
			kind,
			scope,
			status,
			example: { status: example, body: "", text: `${example} status code (no body)` },
			source: "RFC 9110; error docs of Anthropic, OpenAI, Google",
		}),
	),
	{
		id: "redirect",
		kind: "server",
		scope: "target",
		status: [300, 301, 302, 303, 304, 307, 308],
		example: { status: 302, body: "" },
		source: "RFC 9110",
	},
];
