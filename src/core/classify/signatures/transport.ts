import type { FailureKind, FailureScope } from "../../failure.ts";
import type { Signature, StatusMatch } from "../signature.ts";

const PI = "pi-ai 0.87.1, recorded";

/** Failures without an HTTP error answer: connections, broken streams, and error events that are only a sentence. */
export const TRANSPORT_SIGNATURES: readonly Signature[] = [
	{
		id: "stream-ended-early",
		kind: "empty",
		scope: "target",
		status: ["none"],
		text: /^[^\n]{0,60}\b(?:stream|request|response)\b[^\n]{0,20} ended (?:without|before)\b/,
		example: { text: "Anthropic stream ended before message_stop" },
		source: PI,
	},
	{
		id: "connection-failed",
		kind: "network",
		scope: "target",
		status: ["none"],
		connection: /^[A-Z]/,
		example: { text: "fetch failed", connectionError: "ECONNREFUSED" },
		source: "Node.js and undici error codes",
	},
	{
		id: "connection-words",
		kind: "network",
		scope: "target",
		status: ["none"],
		text: /^(?:connection error|connect(?:ion)? (?:refused|lost|closed|reset)|fetch failed|network error|network connection lost|failed to fetch|other side closed|socket hang up|the socket connection was closed|getaddrinfo)\b|^oauth refresh failed\b|^request ?(?:was )?timed? ?out\b|\bresponse headers timed out\b|^websocket (?:error|closed|connection)|^stream disconnected\b|^http2 request did not get a response\b|^client network socket disconnected\b|^premature close\b|^(?:headers|body|connect) timeout error\b/,
		example: { text: "Connection error." },
		source: PI,
	},
	{
		id: "socket-broke",
		kind: "network",
		scope: "target",
		status: ["none"],
		text: /^terminated\.?$/,
		example: { text: "terminated" },
		source: PI,
	},
	{
		id: "upstream-broke",
		kind: "server",
		scope: "target",
		status: ["none"],
		text: /\bprovider finish_reason: (?:network_error|error)\b|\bupstream connect error\b|\bunable to forward upstream stream\b|\bprovider returned error\b/,
		example: { provider: "zai", text: "Provider finish_reason: network_error" },
		source: PI,
	},
	{
		id: "server-words",
		kind: "server",
		scope: "target",
		status: ["none"],
		text: /^(?:codex error: )?(?:the server had an error|internal server error|an internal error has occurred|bad gateway|gateway time-?out|an error occurred while processing your request)\b|^an unknown error occurred\b/,
		example: { text: "The server had an error while processing your request. Sorry about that!" },
		source: PI,
	},
	{
		id: "broken-frame",
		kind: "server",
		scope: "target",
		status: ["none"],
		text: /^could not parse [^\n]{0,60}\bsse event\b|^invalid codex sse json\b|\bin json at position \d|^incomplete json segment\b|^unexpected (?:end of json|token)\b|^malformed json\b/,
		example: { text: "Incomplete JSON segment at the end" },
		source: PI,
	},
	{
		id: "broken-frame-named",
		kind: "server",
		scope: "target",
		status: ["none"],
		text: /^error reading response: (?:malformed|invalid)\b/,
		example: { text: "Error reading response: malformed server-sent event JSON." },
		source: "pi-ai 1.5.2, stream decoding",
	},
	{
		id: "overload-sentence",
		kind: "overload",
		scope: "target",
		status: ["none"],
		text: /^(?:codex error: )?(?:service (?:temporarily )?unavailable)\b/,
		example: { text: "Service temporarily unavailable" },
		source: PI,
	},
	{
		id: "too-large-sentence",
		kind: "overflow",
		scope: "request",
		status: ["none"],
		text: /^(?:request entity too large|payload too large|request exceeds the maximum size)\b/,
		example: { provider: "openai-codex", text: "Request entity too large" },
		source: PI,
	},
	{
		// pi's own retries gave up because the wait was too long for them; what the answer said is lost.
		id: "wait-too-long",
		kind: "rate",
		scope: "target",
		status: ["none"],
		text: /^server requested \d{1,9}(?:\.\d+)?s retry delay\b/,
		example: { provider: "openai-codex", text: "Server requested 2094s retry delay (max: 60s)" },
		source: PI,
	},
	{
		id: "invalid-request-sentence",
		kind: "request",
		scope: "request",
		status: ["none"],
		code: ["invalid_request_error", "invalid_argument", "invalid_parameter_error", "validation_error"],
		example: {
			text: '{"type":"error","error":{"type":"invalid_request_error","message":"messages: at least one message is required"}}',
		},
		source: "Anthropic error docs",
	},
	{
		id: "bedrock-validation",
		kind: "request",
		scope: "request",
		status: ["none"],
		text: /^(?:validation error|validationexception): /,
		example: { text: "Validation error: The model returned the following errors." },
		source: PI,
	},
];

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
		status: [400, 403, 404, 405, "none"],
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
