import type { Signature } from "../signature.ts";

/** OpenAI with a key, through Azure, and with a ChatGPT plan (Codex). */
export const OPENAI_SIGNATURES: readonly Signature[] = [
	{
		id: "codex-not-included",
		kind: "entitlement",
		scope: "account",
		code: ["usage_not_included"],
		example: {
			provider: "openai-codex",
			status: 429,
			body: { error: { type: "usage_not_included", message: "Your plan does not include Codex.", plan_type: "free" } },
		},
		source: "openai/codex codex-rs api_bridge (2026-09)",
	},
	{
		id: "codex-usage-limit",
		kind: "window",
		scope: "account",
		code: ["usage_limit_reached"],
		example: {
			provider: "openai-codex",
			status: 429,
			body: {
				error: { type: "usage_limit_reached", message: "The usage limit has been reached", resets_at: 1795449072 },
			},
		},
		source: "openai/codex api_bridge_tests (2026-09); earendil-works/pi#4172",
	},
	{
		id: "codex-at-capacity",
		kind: "overload",
		scope: "target",
		text: /\bselected model is at capacity\b/,
		example: {
			provider: "openai-codex",
			status: 400,
			body: {
				error: {
					type: "invalid_request_error",
					message: "Selected model is at capacity. Please try a different model.",
				},
			},
		},
		source: "openai/codex#46142 (2026)",
	},
	{
		// These words mean a ChatGPT plan under any provider's name, and over a WebSocket "Codex error:" stands before them.
		// pi names the plan only when the answer did; a used-up window always carries a time, a missing entitlement does not.
		id: "codex-text-free-plan",
		kind: "entitlement",
		scope: "account",
		status: ["none"],
		text: /^(?:codex error: )?you have hit your chatgpt usage limit \((?:free|guest) plan\)\.?$/,
		example: { text: "You have hit your ChatGPT usage limit (free plan)." },
		source: "pi-ai 0.87.1, recorded",
	},
	{
		id: "codex-text-usage-limit",
		kind: "window",
		scope: "account",
		status: ["none"],
		text: /^(?:codex error: )?you have hit your chatgpt usage limit(?: \(|\. try again)/,
		example: { text: "You have hit your ChatGPT usage limit (plus plan). Try again in ~57 min." },
		source: "pi-ai 0.87.1, recorded",
	},
	{
		// The words pi puts in place of any other 429, a limit of seconds among them.
		id: "codex-text-any-429",
		kind: "rate",
		scope: "target",
		status: ["none"],
		text: /^(?:codex error: )?you have hit your chatgpt usage limit\.?$/,
		example: { text: "You have hit your ChatGPT usage limit." },
		source: "pi-ai 0.87.1, recorded",
	},
	{
		id: "codex-model-not-in-plan",
		kind: "entitlement",
		scope: "target",
		text: /\bmodel is not supported when using\b/,
		example: {
			provider: "openai-codex",
			status: 400,
			body: { detail: "The 'gpt-5' model is not supported when using Codex with a ChatGPT account." },
		},
		source: "openai/codex#17642, #26053 (2026-06)",
	},
	{
		id: "codex-workspace-deactivated",
		kind: "balance",
		scope: "account",
		code: ["deactivated_workspace"],
		example: { provider: "openai-codex", text: '{"detail":{"code":"deactivated_workspace"}}' },
		source: "openai/codex api_bridge (2026-09)",
	},
	{
		id: "codex-connection-limit",
		kind: "rate",
		scope: "account",
		code: ["websocket_connection_limit_reached"],
		example: { provider: "openai-codex", text: "websocket_connection_limit_reached: Too many connections" },
		source: "openai/codex codex-api (2026-09)",
	},
	{
		id: "responses-lost-previous",
		kind: "server",
		scope: "target",
		code: ["previous_response_not_found"],
		example: {
			provider: "openai",
			status: 400,
			body: { error: { code: "previous_response_not_found", message: "Previous response not found." } },
		},
		source: "openai/codex codex-api (2026-09)",
	},
	{
		// Over a WebSocket pi keeps only the message.
		id: "responses-text-lost-previous",
		kind: "server",
		scope: "target",
		status: ["none"],
		text: /^(?:codex error: )?previous response with id '[^']{0,100}' not found\b/,
		example: { text: "Codex error: Previous response with id 'resp_a' not found." },
		source: "OpenAI API docs: WebSocket mode (2026); pi-ai 0.87.1, recorded",
	},
	{
		// Told as a malformed request, but every model of this kind refuses until the organization is verified.
		id: "openai-organization-unverified",
		kind: "entitlement",
		scope: "target",
		text: /\borganization must be verified to\b/,
		example: {
			provider: "openai",
			status: 400,
			body: {
				error: {
					message:
						"Your organization must be verified to stream this model. Please go to: https://platform.openai.com/settings/organization/general and click on Verify Organization.",
					type: "invalid_request_error",
					param: "stream",
					code: "unsupported_value",
				},
			},
		},
		source: "Lamb-Project/lamb#54 (2025-10); OpenAI help center 10910291",
	},
	{
		id: "azure-content-filter",
		kind: "policy",
		scope: "request",
		code: ["content_filter", "responsibleaipolicyviolation", "cyber_policy", "content_policy_violation"],
		example: {
			provider: "azure-openai-responses",
			status: 400,
			body: { error: { code: "content_filter", message: "The response was filtered." } },
		},
		source: "openai/openai-python#331; Oaklight/argo-proxy#91 (2026-03); openai/codex codex-api (2026-09)",
	},
];
