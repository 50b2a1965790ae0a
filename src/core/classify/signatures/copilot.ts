import type { Signature } from "../signature.ts";

const COPILOT = ["github-copilot"] as const;

/** GitHub Copilot: the code decides, since 402, 403 and 429 mean several things. */
export const COPILOT_SIGNATURES: readonly Signature[] = [
	{
		id: "copilot-extension-blocked",
		kind: "entitlement",
		scope: "account",
		provider: COPILOT,
		code: ["extension_blocked"],
		example: {
			status: 429,
			body: { error: { message: "Extension blocked", code: "extension_blocked", type: "rate_limit_error" } },
		},
		source: "microsoft/vscode-copilot-chat chatMLFetcher (2026-03)",
	},
	{
		id: "copilot-account-limits",
		kind: "window",
		scope: "account",
		provider: COPILOT,
		code: ["user_global_rate_limited", "user_weekly_rate_limited", "agent_mode_limit_exceeded"],
		example: {
			status: 429,
			body: { error: { message: "Please wait 3 hours 43 minutes.", code: "user_global_rate_limited:pro_plus" } },
		},
		source: "microsoft/vscode#311788; vscode-copilot-chat commonTypes (2026-03)",
	},
	{
		id: "copilot-model-limit",
		kind: "rate",
		scope: "target",
		provider: COPILOT,
		code: ["user_model_rate_limited"],
		example: {
			status: 429,
			body: { error: { message: "You've hit the rate limit for this model.", code: "user_model_rate_limited:pro" } },
		},
		source: "vscode-copilot-chat commonTypes (2026-03)",
	},
	{
		id: "copilot-upstream",
		kind: "overload",
		scope: "target",
		provider: COPILOT,
		code: ["model_overloaded", "upstream_provider_rate_limit", "integration_rate_limited"],
		example: {
			status: 429,
			body: { error: { message: "Too many requests upstream.", code: "upstream_provider_rate_limit" } },
		},
		source: "vscode-copilot-chat commonTypes (2026-03)",
	},
	{
		id: "copilot-quota",
		kind: "window",
		scope: "account",
		provider: COPILOT,
		status: [402],
		example: { status: 402, body: { error: { message: "You have no quota", code: "quota_exceeded" } } },
		source: "microsoft/vscode-copilot-release#13468; vscode-copilot-chat commonTypes",
	},
	{
		id: "copilot-quota-code",
		kind: "window",
		scope: "account",
		provider: COPILOT,
		code: ["quota_exceeded", "free_quota_exceeded", "overage_limit_reached", "session_quota_exceeded"],
		example: { status: 429, body: { error: { message: "You have no quota", code: "free_quota_exceeded" } } },
		source: "vscode-copilot-chat commonTypes (2026-03)",
	},
	{
		id: "copilot-model",
		kind: "model",
		scope: "target",
		provider: COPILOT,
		code: ["model_not_supported"],
		example: {
			status: 400,
			body: { error: { message: "The requested model is not supported.", code: "model_not_supported" } },
		},
		source: "microsoft/vscode#282890; github/copilot-cli#2661 (2026-04)",
	},
	{
		id: "copilot-feature",
		kind: "entitlement",
		scope: "account",
		text: /\bnot authorized to use this copilot feature\b/,
		example: {
			provider: "github-copilot",
			status: 403,
			body: "unauthorized: not authorized to use this Copilot feature\n",
		},
		source: "github/copilot-cli#18 (2025-09)",
	},
	{
		// Copilot's short-lived token expires with either status.
		id: "copilot-token",
		kind: "auth",
		scope: "account",
		provider: COPILOT,
		status: [401, 403],
		example: { status: 403, body: { error: { message: "Access to this endpoint is forbidden.", code: "forbidden" } } },
		source: "vscode-copilot-chat chatMLFetcher (2026-03)",
	},
	{
		id: "copilot-filter",
		kind: "policy",
		scope: "request",
		provider: COPILOT,
		status: [422],
		example: { status: 422, body: { error: { message: "Filtered." } } },
		source: "vscode-copilot-chat chatMLFetcher status table (2026-03)",
	},
	{
		id: "copilot-client",
		kind: "entitlement",
		scope: "account",
		provider: COPILOT,
		status: [466],
		example: { status: 466, body: "client not supported\n" },
		source: "vscode-copilot-chat chatMLFetcher status table (2026-03)",
	},
	{
		id: "copilot-dependency",
		kind: "server",
		scope: "target",
		provider: COPILOT,
		status: [424, 499],
		example: { status: 424, body: { error: { message: "Failed dependency." } } },
		source: "vscode-copilot-chat chatMLFetcher status table (2026-03)",
	},
];
