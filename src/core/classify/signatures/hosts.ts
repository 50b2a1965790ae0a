import type { Signature } from "./signature.ts";

/** xAI and the inference hosts that sell by token. */
export const HOST_SIGNATURES: readonly Signature[] = [
	{
		id: "xai-free-usage",
		kind: "window",
		scope: "target",
		code: ["free-usage-exhausted"],
		example: {
			provider: "xai",
			status: 429,
			body: { code: "subscription:free-usage-exhausted", error: "Usage resets over a rolling 24-hour window." },
		},
		source: "opencode-quota xai fixtures (2026-08)",
	},
	{
		id: "xai-free-usage-text",
		kind: "window",
		scope: "target",
		provider: ["xai"],
		text: /\bused all the included free usage for model\b/,
		example: { text: `xai API error (429): 429 "You've used all the included free usage for model grok-code-fast-1."` },
		source: "opencode-quota xai fixtures (2026-08)",
	},
	{
		id: "xai-token",
		kind: "auth",
		scope: "account",
		code: ["bad-credentials", "unauthenticated"],
		example: {
			provider: "xai",
			status: 403,
			body: { code: "unauthenticated:bad-credentials", error: "The OAuth2 access token could not be validated." },
		},
		source: "CLIProxyAPI executor tests (2026)",
	},
	{
		id: "cerebras-queue",
		kind: "overload",
		scope: "target",
		code: ["queue_exceeded"],
		example: {
			provider: "cerebras",
			status: 429,
			body: {
				message: "We're experiencing high traffic right now.",
				type: "too_many_requests_error",
				code: "queue_exceeded",
			},
		},
		source: "Cerebras docs: errors (2026)",
	},
	{
		id: "cerebras-rate",
		kind: "rate",
		scope: "account",
		provider: ["cerebras"],
		status: [429],
		example: {
			status: 429,
			body: {
				message: "Tokens per minute limit exceeded",
				type: "too_many_tokens_error",
				code: "token_quota_exceeded",
				retry_after_seconds: 59,
			},
		},
		source: "Cerebras docs: rate limits; earendil-works/pi#7134",
	},
	{
		// The type is that of a spending limit although a limit per minute is meant.
		id: "together-rate",
		kind: "rate",
		scope: "account",
		provider: ["together"],
		status: [429],
		example: {
			status: 429,
			body: {
				error: {
					message: "You have been rate limited. Your rate limit is 60 queries per minute.",
					type: "credit_limit",
				},
			},
		},
		source: "togethercomputer/MoA#27",
	},
	{
		id: "together-balance",
		kind: "balance",
		scope: "account",
		provider: ["together"],
		code: ["credit_limit"],
		example: { status: 402, body: { error: { message: "Credit limit exceeded.", type: "credit_limit" } } },
		source: "Together docs: error codes",
	},
	{
		id: "fireworks-suspended",
		kind: "balance",
		scope: "account",
		provider: ["fireworks"],
		status: [412],
		example: { status: 412, body: { error: { message: "Account test is suspended.", code: "PRECONDITION_FAILED" } } },
		source: "Fireworks docs: inference error codes",
	},
	{
		id: "worker-exhausted",
		kind: "overload",
		scope: "target",
		status: ["5xx", "none"],
		text: /^resourceexhausted\b/,
		example: {
			provider: "nvidia",
			status: 500,
			body: { error: { message: "ResourceExhausted: Worker local total request limit reached", code: 500 } },
		},
		source: "pi-ai 0.87.1 retry list",
	},
	{
		id: "vercel-card",
		kind: "balance",
		scope: "account",
		text: /\brequires a valid credit card\b|\bfree credits temporarily have restricted access\b/,
		example: {
			provider: "vercel-ai-gateway",
			status: 403,
			body: {
				error: {
					message: "AI Gateway requires a valid credit card on file to service requests.",
					type: "customer_verification_required",
				},
			},
		},
		source: "vercel/ai issues (2026)",
	},
	{
		id: "litellm-budget",
		kind: "balance",
		scope: "account",
		text: /\bexceededbudget\b|\bbudget has been exceeded\b/,
		example: {
			provider: "litellm",
			status: 400,
			body: {
				error: {
					message: "Budget has been exceeded! Current cost: 10.5, Max budget: 10.0",
					type: "budget_exceeded",
					code: "400",
				},
			},
		},
		source: "LiteLLM docs: budgets",
	},
];
