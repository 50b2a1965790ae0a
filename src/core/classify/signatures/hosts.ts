import type { Signature } from "../signature.ts";

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
		source: "oh-my-pi and CLIProxyAPI tests (2026)",
	},
	{
		id: "xai-free-usage-text",
		kind: "window",
		scope: "target",
		provider: ["xai"],
		text: /\bused all the included free usage for model\b/,
		example: { text: `xai API error (429): 429 "You've used all the included free usage for model grok-code-fast-1."` },
		source: "oh-my-pi and CLIProxyAPI tests (2026)",
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
		source: "CLIProxyAPI tests (2026)",
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
		source: "continuedev/continue#9800; earendil-works/pi#7134",
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
		source: "arlanrakh/talk-to-girlfriend-ai#6 (2026-01); Aider-AI/aider#4495 (2025-09)",
	},
	{
		id: "litellm-budget",
		kind: "balance",
		scope: "account",
		text: /\bexceededbudget\b|\bbudget has been exceeded\b|\bcrossed budget\b/,
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
		source: "BerriAI/litellm#14144 (2025-09), #22726 (2026-03)",
	},
];

const BEDROCK = "bedrock-converse-stream";

/** Amazon Bedrock: pi shows the exception's name or a phrase for it before the message. */
export const BEDROCK_SIGNATURES: readonly Signature[] = [
	{
		id: "bedrock-per-day",
		kind: "window",
		scope: "target",
		api: BEDROCK,
		text: /\btoo many tokens per day\b/,
		example: { text: "Throttling error: Too many tokens per day, please wait before trying again." },
		source: "pi-ai 0.87.1, recorded",
	},
	{
		id: "bedrock-throttling",
		kind: "rate",
		scope: "target",
		api: BEDROCK,
		text: /^(?:throttling error|throttlingexception)\b/,
		example: { text: "Throttling error: Too many tokens, please wait before trying again." },
		source: "pi-ai 0.87.1, recorded",
	},
	{
		id: "bedrock-quota",
		kind: "rate",
		scope: "account",
		api: BEDROCK,
		code: ["servicequotaexceededexception"],
		example: { text: "ServiceQuotaExceededException: Your request exceeds the service quota for your account." },
		source: "Amazon Bedrock API reference: InvokeModel errors",
	},
	{
		id: "bedrock-unavailable",
		kind: "overload",
		scope: "target",
		api: BEDROCK,
		text: /^(?:service unavailable|serviceunavailableexception|modelnotreadyexception)\b/,
		example: { text: "Service unavailable: Bedrock is unable to process your request." },
		source: "pi-ai 0.87.1, recorded",
	},
	{
		id: "bedrock-server",
		kind: "server",
		scope: "target",
		api: BEDROCK,
		text: /^(?:internal server error|model stream error|internalserverexception|modelerrorexception|modeltimeoutexception)\b/,
		example: { text: "Model stream error: The model stopped." },
		source: "Amazon Bedrock API reference: ConverseStream errors",
	},
	{
		id: "bedrock-access",
		kind: "entitlement",
		scope: "target",
		api: BEDROCK,
		code: ["accessdeniedexception"],
		example: { text: "AccessDeniedException: You don't have access to the model with the specified model ID." },
		source: "pi-ai 0.87.1, recorded",
	},
	{
		id: "bedrock-model",
		kind: "model",
		scope: "target",
		api: BEDROCK,
		code: ["resourcenotfoundexception"],
		example: { text: "ResourceNotFoundException: Could not resolve the model." },
		source: "Amazon Bedrock API reference: ConverseStream errors",
	},
	{
		id: "bedrock-credentials",
		kind: "auth",
		scope: "account",
		api: BEDROCK,
		text: /^(?:expiredtokenexception|unrecognizedclientexception|invalidsignatureexception|credentialsprovidererror)\b|\bcould not load credentials\b|\bsecurity token included in the request is\b/,
		example: { text: "Could not load credentials from any providers" },
		source: "AWS SDK error names",
	},
];
