import type { Signature } from "../signature.ts";

/** What Anthropic says in its own words; rejected plan windows are read from its headers elsewhere. */
export const ANTHROPIC_SIGNATURES: readonly Signature[] = [
	{
		id: "anthropic-third-party-usage",
		kind: "balance",
		scope: "account",
		text: /\bdraw from your extra usage\b|\bout of extra usage\b/,
		example: {
			provider: "anthropic",
			status: 400,
			body: {
				type: "error",
				error: {
					type: "invalid_request_error",
					message: "Third-party apps now draw from your extra usage, not your plan limits.",
				},
			},
		},
		source: "earendil-works/pi#3012, #2943 (2026)",
	},
	{
		id: "anthropic-enforced-spend-limit",
		kind: "balance",
		scope: "account",
		code: ["enforced_spend_limit_reached"],
		// The tier's cap is lifted on the 1st, 00:00 UTC; the answer carries no time.
		hints: "utc-month",
		example: {
			provider: "anthropic",
			status: 429,
			body: {
				type: "error",
				error: {
					type: "rate_limit_error",
					message: "Spend limit reached.",
					details: { error_code: "enforced_spend_limit_reached" },
				},
			},
		},
		source: "Anthropic error docs (2026)",
	},
	{
		id: "anthropic-own-spend-limit",
		kind: "balance",
		scope: "account",
		text: /\breached your specified (?:workspace )?api usage limits?\b/,
		example: {
			provider: "anthropic",
			status: 400,
			body: {
				type: "error",
				error: {
					type: "invalid_request_error",
					message:
						"You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC.",
				},
			},
		},
		source: "anthropics/claude-code#2127 (2025-06), #38035 (2026-03)",
	},
	{
		id: "anthropic-plan-limit-text",
		kind: "window",
		scope: "account",
		text: /\byou(?:'|’)ve hit your (?:[\w-]{1,20} )?limit\b|\bclaude ai usage limit reached\b|\b(?:5-hour|session|weekly) limit reached\b/,
		example: { provider: "anthropic", text: "You've hit your limit · resets 8pm (Europe/Berlin)" },
		source: "anthropics/claude-code#21111 (2026-01), #79136 (2026-07)",
	},
	{
		id: "anthropic-token-revoked",
		kind: "auth",
		scope: "account",
		text: /\boauth token has been revoked\b/,
		example: {
			provider: "anthropic",
			status: 403,
			body: {
				type: "error",
				error: { type: "permission_error", message: "OAuth token has been revoked. Please obtain a new token." },
			},
		},
		source: "anthropics/claude-code#9635 (2025-10), #29497 (2026-02)",
	},
	{
		id: "anthropic-organization-disabled",
		kind: "entitlement",
		scope: "account",
		text: /\borganization has been disabled\b|\boauth authentication is currently not allowed for this organization\b/,
		example: {
			provider: "anthropic",
			status: 400,
			body: {
				type: "error",
				error: { type: "invalid_request_error", message: "This organization has been disabled." },
			},
		},
		source: "anthropics/claude-code#72457 (2026-06), #6312 (2025-08)",
	},
];
