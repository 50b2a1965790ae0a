import type { FailureKind, FailureScope } from "../../failure.ts";
import type { HintRule, Signature } from "../signature.ts";

interface NumberedRow {
	readonly codes: readonly number[];
	readonly kind: FailureKind;
	readonly scope: FailureScope;
	readonly example: string;
	readonly hints?: HintRule;
}

/** z.ai and Zhipu send these as strings, nearly all of them with status 429. */
const ZAI_ROWS: readonly NumberedRow[] = [
	{ codes: [1000, 1001, 1002, 1003, 1004], kind: "auth", scope: "account", example: "Authentication Failed" },
	{ codes: [1110, 1111, 1112, 1121], kind: "entitlement", scope: "account", example: "Your account is locked" },
	{
		codes: [1113],
		kind: "balance",
		scope: "account",
		example: "Insufficient balance or no resource package. Please recharge.",
	},
	{ codes: [1211], kind: "model", scope: "target", example: "Unknown Model, please check the model code." },
	{ codes: [1210, 1212, 1213, 1214, 1215], kind: "request", scope: "request", example: "Invalid API parameter" },
	{ codes: [1220], kind: "entitlement", scope: "account", example: "You do not have permission to access this API" },
	{ codes: [1234], kind: "server", scope: "target", example: "Network error, please try again later" },
	{ codes: [1261], kind: "overflow", scope: "request", example: "Prompt too long" },
	{ codes: [1301], kind: "policy", scope: "request", example: "Potentially unsafe or sensitive content" },
	{ codes: [1302, 1303], kind: "rate", scope: "account", example: "High concurrency usage of this API" },
	{ codes: [1304], kind: "window", scope: "account", example: "Daily call limit reached", hints: "beijing-day" },
	{ codes: [1305, 1312], kind: "overload", scope: "target", example: "The API is overloaded, please try again later" },
	{
		codes: [1308, 1310, 1316],
		kind: "window",
		scope: "account",
		example: "Weekly/Monthly Limit Exhausted. Your limit will reset at 2026-11-28 09:44:51",
	},
	{ codes: [1311], kind: "entitlement", scope: "target", example: "Your plan does not include this model" },
	{ codes: [1309, 1313], kind: "entitlement", scope: "account", example: "Your GLM Coding Plan package has expired" },
];

/** MiniMax writes these in brackets at the end of the message or in `base_resp`; the HTTP status varies. */
const MINIMAX_ROWS: readonly NumberedRow[] = [
	{ codes: [1000, 1001, 1024, 1033], kind: "server", scope: "target", example: "unknown error" },
	{ codes: [1002, 1039], kind: "rate", scope: "account", example: "rate limit exceeded(RPM)" },
	{ codes: [1004, 2049], kind: "auth", scope: "account", example: "login fail" },
	{ codes: [1008], kind: "balance", scope: "account", example: "insufficient balance" },
	{ codes: [1026, 1027], kind: "policy", scope: "request", example: "input new_sensitive" },
	{
		codes: [2056],
		kind: "window",
		scope: "account",
		example: "usage limit exceeded, 5-hour usage limit reached, resets at 2026-11-23T15:00:00Z",
	},
	{ codes: [2064], kind: "overload", scope: "target", example: "The server cluster is currently under high load" },
	{ codes: [2013], kind: "request", scope: "request", example: "invalid params" },
];

const MISTRAL_ROWS: readonly NumberedRow[] = [
	{ codes: [1300], kind: "rate", scope: "account", example: "Rate limit exceeded" },
	{ codes: [3505], kind: "overload", scope: "target", example: "Service tier capacity exceeded for this model." },
];

interface Vendor {
	readonly name: string;
	readonly provider: readonly string[];
	readonly source: string;
	readonly exampleOf: (code: number, text: string) => Signature["example"];
}

function rowsOf(vendor: Vendor, rows: readonly NumberedRow[]): Signature[] {
	return rows.map(({ codes, kind, scope, example, hints }) => ({
		id: `${vendor.name}-${codes.join("-")}`,
		kind,
		scope,
		provider: vendor.provider,
		code: codes.map(String),
		...(hints === undefined ? {} : { hints }),
		example: vendor.exampleOf(Math.min(...codes), example),
		source: vendor.source,
	}));
}

/** Vendors whose errors are told apart by a number of their own. */
export const NUMBERED_SIGNATURES: readonly Signature[] = [
	...rowsOf(
		{
			name: "zai",
			provider: ["zai", "z-ai", "z.ai", "zhipu", "zhipuai", "bigmodel", "glm"],
			source: "z.ai docs: error codes (2026-08)",
			exampleOf: (code, message) => ({ status: 429, body: { error: { code: String(code), message } } }),
		},
		ZAI_ROWS,
	),
	...rowsOf(
		{
			name: "minimax",
			provider: ["minimax"],
			source: "MiniMax platform docs: error codes; MiniMax-AI/MiniMax-M2.7#36 (2026-05)",
			exampleOf: (code, message) => ({
				status: 500,
				body: { type: "error", error: { type: "api_error", message: `${message} (${code})` } },
			}),
		},
		MINIMAX_ROWS,
	),
	...rowsOf(
		{
			name: "mistral",
			provider: ["mistral"],
			source: "BerriAI/litellm#25078; raycast/extensions#31107 (2026-09)",
			exampleOf: (code, message) => ({ status: 429, body: { object: "error", message, code: String(code) } }),
		},
		MISTRAL_ROWS,
	),
];
