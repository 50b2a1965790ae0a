import type { Signature } from "../signature.ts";

/** Gemini API, Vertex and Code Assist: reasons and quota names in `error.details`. */
export const GOOGLE_SIGNATURES: readonly Signature[] = [
	{
		id: "google-model-capacity",
		kind: "overload",
		scope: "target",
		code: ["model_capacity_exhausted", "model_capacity_exceeded"],
		example: {
			provider: "google",
			status: 429,
			body: {
				error: {
					code: 429,
					message: "No capacity available for model gemini-3.1-flash-lite on the server",
					status: "RESOURCE_EXHAUSTED",
					details: [{ reason: "MODEL_CAPACITY_EXHAUSTED" }],
				},
			},
		},
		source: "google-gemini/gemini-cli#27548 (2026)",
	},
	{
		id: "google-credits",
		kind: "balance",
		scope: "account",
		code: ["insufficient_g1_credits_balance"],
		example: {
			provider: "google",
			status: 429,
			body: {
				error: {
					code: 429,
					message: "No credits left.",
					status: "RESOURCE_EXHAUSTED",
					details: [{ reason: "INSUFFICIENT_G1_CREDITS_BALANCE" }],
				},
			},
		},
		source: "google-gemini/gemini-cli googleQuotaErrors (2026)",
	},
	{
		id: "google-prepayment",
		kind: "balance",
		scope: "account",
		text: /\bprepayment credits are depleted\b|\bbilling account (?:is )?disabled\b|\bmonthly spending cap\b/,
		example: {
			provider: "google",
			status: 429,
			body: { error: { code: 429, message: "Your prepayment credits are depleted.", status: "RESOURCE_EXHAUSTED" } },
		},
		source: "Gemini API docs: billing (2026)",
	},
	{
		id: "google-quota-exhausted",
		kind: "window",
		scope: "target",
		code: ["quota_exhausted"],
		example: {
			provider: "google",
			status: 429,
			body: {
				error: {
					code: 429,
					message: "You have exhausted your capacity on this model. Your quota will reset after 9h22m20s.",
					status: "RESOURCE_EXHAUSTED",
					details: [{ reason: "QUOTA_EXHAUSTED", metadata: { quotaResetDelay: "33740.910400305s" } }],
				},
			},
		},
		source: "google-gemini/gemini-cli#29425 (2026-09)",
	},
	{
		id: "google-not-in-tier",
		kind: "entitlement",
		scope: "target",
		provider: ["google"],
		status: [429],
		text: /\bquota exceeded for metric\b[^\n]{0,200}\blimit: 0(?![\d.])/,
		// Google adds a retry time of seconds although the limit stays 0.
		hints: "none",
		example: {
			status: 429,
			body: {
				error: {
					code: 429,
					message:
						"Quota exceeded for metric: generate_content_free_tier_requests, limit: 0, model: gemini-3-pro\nPlease retry in 59.2s.",
					status: "RESOURCE_EXHAUSTED",
				},
			},
		},
		source: "google-gemini/gemini-cli issues (2026)",
	},
	{
		id: "google-per-day",
		kind: "window",
		scope: "target",
		provider: ["google"],
		codeLike: /perday|daily/,
		// Daily quotas return at midnight Pacific time although `retryDelay` names seconds.
		hints: "pacific-day",
		example: {
			status: 429,
			body: {
				error: {
					code: 429,
					message: "You exceeded your current quota. Please retry in 34.07s.",
					status: "RESOURCE_EXHAUSTED",
					details: [{ violations: [{ quotaId: "GenerateRequestsPerDayPerProjectPerModel-FreeTier" }] }],
				},
			},
		},
		source: "google-gemini/gemini-cli googleQuotaErrors tests (2026); Gemini API docs: rate limits",
	},
	{
		id: "google-rate",
		kind: "rate",
		scope: "target",
		provider: ["google"],
		status: [429, "none"],
		code: ["resource_exhausted", "rate_limit_exceeded", "ratelimitexceeded"],
		example: {
			status: 429,
			body: {
				error: { code: 429, message: "Resource has been exhausted (e.g. check quota).", status: "RESOURCE_EXHAUSTED" },
			},
		},
		source: "google-gemini/gemini-cli#1609",
	},
	{
		id: "google-key",
		kind: "auth",
		scope: "account",
		code: ["api_key_invalid"],
		example: {
			provider: "google",
			status: 400,
			body: {
				error: {
					code: 400,
					message: "API key not valid. Please pass a valid API key.",
					status: "INVALID_ARGUMENT",
					details: [{ reason: "API_KEY_INVALID" }],
				},
			},
		},
		source: "Gemini API docs: troubleshooting",
	},
	{
		id: "google-key-blocked",
		kind: "auth",
		scope: "account",
		provider: ["google"],
		status: [400, 401, 403],
		text: /\bapi key (?:was reported as leaked|not valid|expired)\b/,
		example: {
			status: 403,
			body: {
				error: {
					code: 403,
					message: "Your API key was reported as leaked. Please use another API key.",
					status: "PERMISSION_DENIED",
				},
			},
		},
		source: "Gemini API public issues (2026)",
	},
	{
		id: "google-account",
		kind: "entitlement",
		scope: "account",
		code: ["validation_required", "unsupported_client"],
		example: {
			provider: "google",
			status: 403,
			body: {
				error: {
					code: 403,
					message: "Verify your account.",
					status: "PERMISSION_DENIED",
					details: [{ reason: "VALIDATION_REQUIRED" }],
				},
			},
		},
		source: "google-gemini/gemini-cli code_assist (2026-06)",
	},
	{
		id: "google-location",
		kind: "entitlement",
		scope: "account",
		text: /\buser location is not supported\b|\bfree tier is not available in your country\b/,
		example: {
			provider: "google",
			status: 400,
			body: {
				error: { code: 400, message: "User location is not supported for the API use.", status: "FAILED_PRECONDITION" },
			},
		},
		source: "google-gemini/gemini-cli#24641 (2026-04)",
	},
	{
		id: "google-stopped",
		kind: "policy",
		scope: "request",
		text: /^provider stopped with: (?:(?:image_)?safety|recitation|prohibited_content|blocklist|spii|(?:image_)?prohibited_content|language)\b/,
		example: { provider: "google", text: "Provider stopped with: SAFETY" },
		source: "Gemini API reference: FinishReason",
	},
	{
		id: "google-broken-call",
		kind: "server",
		scope: "target",
		text: /^provider stopped with: /,
		example: { provider: "google", text: "Provider stopped with: MALFORMED_FUNCTION_CALL" },
		source: "Gemini API reference: FinishReason",
	},
];
