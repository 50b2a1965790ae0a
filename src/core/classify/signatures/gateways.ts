import type { Signature } from "../signature.ts";

const OPENROUTER = ["openrouter"] as const;
const OPENROUTER_DOCS = "OpenRouter docs: errors, limits (2026-08)";
const OPENCODE = ["opencode"] as const;
const OPENCODE_ISSUES = "anomalyco/opencode issues; ltmoerdani/opencode-copilot-chat#221 (2026)";

/** OpenRouter and OpenCode, which pass on other vendors' failures beside their own. */
export const GATEWAY_SIGNATURES: readonly Signature[] = [
	{
		id: "openrouter-free-per-day",
		kind: "window",
		scope: "family",
		family: "free",
		provider: OPENROUTER,
		text: /\bfree-models-per-day\b/,
		example: {
			status: 429,
			body: { error: { code: 429, message: "Rate limit exceeded: free-models-per-day. Add 10 credits." } },
		},
		source: "Gitlawb/openclaude#936 (2026)",
	},
	{
		id: "openrouter-free-per-minute",
		kind: "rate",
		scope: "family",
		family: "free",
		provider: OPENROUTER,
		text: /\bfree-models-per-min\b/,
		example: { status: 429, body: { error: { code: 429, message: "Rate limit exceeded: free-models-per-min." } } },
		source: OPENROUTER_DOCS,
	},
	{
		// The balance is positive; running requests fill the budget and it empties by itself.
		id: "openrouter-in-flight",
		kind: "rate",
		scope: "account",
		provider: OPENROUTER,
		code: ["in_flight_budget_exhausted", "openrouter_in_flight_budget"],
		example: {
			status: 402,
			body: {
				error: {
					code: 402,
					message: "Too many requests in flight.",
					metadata: { limit_source: "openrouter_in_flight_budget" },
				},
			},
		},
		source: OPENROUTER_DOCS,
	},
	{
		id: "openrouter-caps",
		kind: "balance",
		scope: "account",
		provider: OPENROUTER,
		code: [
			"payment_required",
			"openrouter_credits",
			"openrouter_key_limit",
			"openrouter_guardrail_budget",
			"openrouter_workspace_budget",
		],
		example: {
			status: 403,
			body: {
				error: {
					code: 403,
					message: "Key limit exceeded (total limit).",
					metadata: { limit_source: "openrouter_key_limit" },
				},
			},
		},
		source: OPENROUTER_DOCS,
	},
	{
		id: "openrouter-key-limit",
		kind: "balance",
		scope: "account",
		text: /\bkey limit exceeded\b/,
		example: {
			provider: "openrouter",
			status: 403,
			body: {
				error: {
					code: 403,
					message: "Key limit exceeded (total limit). Manage it using https://openrouter.ai/settings/keys",
				},
			},
		},
		source: "MCPJam/inspector#1287 (2026-01); RooCodeInc/Roo-Code#515 (2025-01)",
	},
	{
		id: "openrouter-region",
		kind: "entitlement",
		scope: "target",
		provider: OPENROUTER,
		code: ["region_restricted", "privacy_restricted"],
		example: {
			status: 404,
			body: {
				error: {
					code: 404,
					message: "No endpoints found.",
					availability: { code: "privacy_restricted", retryable: false },
				},
			},
		},
		source: OPENROUTER_DOCS,
	},
	{
		id: "openrouter-capacity",
		kind: "overload",
		scope: "target",
		provider: OPENROUTER,
		code: [
			"capacity_exhausted",
			"temporarily_unavailable",
			"provider_overloaded",
			"provider_unavailable",
			"availability-retryable",
		],
		example: {
			status: 429,
			body: {
				error: {
					code: 429,
					message: "All providers for this model are currently rate limited",
					availability: { code: "capacity_exhausted", retryable: true, retry_after: 20 },
				},
			},
		},
		source: OPENROUTER_DOCS,
	},
	{
		id: "openrouter-no-endpoint",
		kind: "model",
		scope: "target",
		provider: OPENROUTER,
		code: [
			"no_endpoints",
			"model_not_found",
			"wrong_endpoint",
			"model_deprecated",
			"model_unavailable_upstream",
			"constraint_filtered",
			"free_variant_ended",
			"not_found",
		],
		example: {
			status: 404,
			body: {
				error: { code: 404, message: "No endpoints found for foo/bar.", availability: { code: "no_endpoints" } },
			},
		},
		source: OPENROUTER_DOCS,
	},
	{
		id: "openrouter-moderation",
		kind: "policy",
		scope: "request",
		provider: OPENROUTER,
		status: [400, 403, "none"],
		text: /\binput (?:was )?flagged\b|\brequires moderation\b/,
		example: {
			status: 403,
			body: {
				error: { code: 403, message: "Input flagged", metadata: { reasons: ["violence"], flagged_input: "..." } },
			},
		},
		source: OPENROUTER_DOCS,
	},
	{
		id: "openrouter-upstream-limit",
		kind: "overload",
		scope: "target",
		provider: OPENROUTER,
		status: [429],
		text: /^provider returned error\b|\btemporarily rate-limited upstream\b/,
		example: {
			status: 429,
			body: {
				error: {
					code: 429,
					message: "Provider returned error",
					metadata: {
						raw: "qwen/qwen3-coder is temporarily rate-limited upstream. Please retry shortly.",
						provider_name: "Chutes",
					},
				},
			},
		},
		source: OPENROUTER_DOCS,
	},
	{
		// After a 200 the upstream's limit arrives as a chunk, and pi keeps only these words of it.
		id: "openrouter-upstream-limit-in-stream",
		kind: "overload",
		scope: "target",
		provider: OPENROUTER,
		status: ["none"],
		text: /^(?:upstream )?rate limit exceeded\b/,
		example: { text: "Rate limit exceeded" },
		source: OPENROUTER_DOCS,
	},
	{
		id: "opencode-go-window",
		kind: "window",
		scope: "account",
		code: ["gousagelimiterror"],
		example: {
			provider: "opencode-go",
			status: 429,
			body: {
				type: "error",
				error: { type: "GoUsageLimitError", message: "Weekly usage limit reached. It will reset in 5 days 10 hours." },
			},
		},
		source: OPENCODE_ISSUES,
	},
	{
		id: "opencode-free-window",
		kind: "window",
		scope: "family",
		family: "free",
		code: ["freeusagelimiterror"],
		example: {
			provider: "opencode",
			status: 429,
			body: {
				type: "error",
				error: { type: "FreeUsageLimitError", message: "Rate limit exceeded. Please try again later." },
			},
		},
		source: OPENCODE_ISSUES,
	},
	{
		id: "opencode-credits",
		kind: "balance",
		scope: "account",
		provider: OPENCODE,
		code: ["creditserror"],
		example: {
			status: 401,
			body: {
				type: "error",
				error: { type: "CreditsError", message: "Insufficient balance. Manage your billing here." },
			},
		},
		source: OPENCODE_ISSUES,
	},
	{
		id: "opencode-model",
		kind: "model",
		scope: "target",
		provider: OPENCODE,
		code: ["modelerror"],
		example: {
			status: 401,
			body: { type: "error", error: { type: "ModelError", message: "Model foo is not supported" } },
		},
		source: "leookun/cursor-byok#94 (2026-07)",
	},
	{
		id: "opencode-entitlement",
		kind: "entitlement",
		scope: "account",
		provider: OPENCODE,
		code: ["entitlementerror"],
		example: { status: 403, body: { type: "error", error: { type: "EntitlementError", message: "No Go plan." } } },
		source: OPENCODE_ISSUES,
	},
	{
		id: "opencode-upstream",
		kind: "overload",
		scope: "target",
		provider: OPENCODE,
		status: [429, "5xx", "none"],
		text: /^error from provider\b/,
		example: {
			provider: "opencode-go",
			status: 429,
			body: {
				type: "error",
				error: { type: "error", message: "Error from provider (Console Go): Upstream request failed" },
			},
		},
		source: OPENCODE_ISSUES,
	},
];
