import type { Signature } from "../signature.ts";

/** Requests that one target refuses because of their size, although the conversation would fit. Asked before overflow. */
export const REQUEST_LIMIT_SIGNATURES: readonly Signature[] = [
	{
		id: "tokens-per-minute-too-small",
		kind: "request-limit",
		scope: "request",
		isPromptTooLarge: true,
		text: /\brequest too large for [^\n]{0,200}\b(?:tokens|requests|input tokens) per (?:min|minute|day)\b/,
		example: {
			provider: "groq",
			status: 413,
			body: {
				error: {
					message:
						"Request too large for model `llama-3.3-70b-versatile` in organization `org_test` service tier `on_demand` on tokens per minute (TPM): Limit 6000, Requested 14810, please reduce your message size and try again.",
					type: "tokens",
					code: "rate_limit_exceeded",
				},
			},
		},
		source: "continuedev/continue#10218 (2026-02)",
	},
	{
		id: "long-context-needs-extra-usage",
		kind: "request-limit",
		scope: "request",
		isPromptTooLarge: true,
		text: /\b(?:extra usage is|usage credits are) required for long context\b/,
		example: {
			provider: "anthropic",
			status: 429,
			body: {
				type: "error",
				error: { type: "rate_limit_error", message: "Usage credits are required for long context requests." },
			},
		},
		source: "anthropics/claude-code#29584 (2026-02)",
	},
	{
		id: "openrouter-affords-nothing",
		kind: "balance",
		scope: "account",
		text: /\bbut can only afford 0\b/,
		example: {
			provider: "openrouter",
			status: 402,
			body: {
				error: {
					code: 402,
					message:
						"This request requires more credits, or fewer max_tokens. You requested up to 32000 tokens, but can only afford 0.",
				},
			},
		},
		source: "anomalyco/opencode#12219 (2026-02)",
	},
	{
		id: "openrouter-cannot-afford-max-tokens",
		kind: "request-limit",
		scope: "request",
		text: /\brequires more credits, or fewer max_tokens\b/,
		example: {
			provider: "openrouter",
			status: 402,
			body: {
				error: {
					code: 402,
					message:
						"This request requires more credits, or fewer max_tokens. You requested up to 65536 tokens, but can only afford 1234.",
				},
			},
		},
		source: "can1357/oh-my-pi#9569 (2026-08); anomalyco/opencode#12219 (2026-05)",
	},
	{
		id: "openrouter-cannot-afford-prompt",
		kind: "request-limit",
		scope: "request",
		isPromptTooLarge: true,
		text: /\bprompt tokens limit exceeded: \d/,
		example: {
			provider: "openrouter",
			status: 402,
			body: { error: { code: 402, message: "Prompt tokens limit exceeded: 41230 > 20817. To increase, upgrade." } },
		},
		source: "anomalyco/opencode#12219 (2026-05)",
	},
	{
		id: "openrouter-size-codes",
		kind: "request-limit",
		scope: "request",
		provider: ["openrouter"],
		code: ["weight_exceeds_budget", "max_tokens_exceeded", "token_limit_exceeded", "string_too_long"],
		example: {
			status: 402,
			body: {
				error: {
					code: 402,
					message: "Request weight is too large.",
					metadata: { error_type: "weight_exceeds_budget" },
				},
			},
		},
		source: "OpenRouter docs: limits, error types (2026-08)",
	},
	{
		// The limit of something in between on the bytes of a body says nothing about the model's window.
		id: "proxy-body-limit",
		kind: "request-limit",
		scope: "request",
		isPromptTooLarge: true,
		status: [413],
		isHtml: true,
		example: {
			status: 413,
			body: "<html><head><title>413 Request Entity Too Large</title></head><body><center>nginx</center></body></html>",
		},
		source: "nginx, client_max_body_size",
	},
	{
		// Only texts of megabytes: a limit of 64 characters is about ids, and means a malformed request.
		id: "openai-text-too-long",
		kind: "request-limit",
		scope: "request",
		isPromptTooLarge: true,
		status: [400, "none"],
		text: /\bexpected a string with maximum length \d{6,9}\b/,
		example: {
			provider: "openai",
			status: 400,
			body: {
				error: {
					message:
						"Invalid 'input[0].content': string too long. Expected a string with maximum length 10485760, but got a string with length 62114761 instead.",
					type: "invalid_request_error",
					param: "input[0].content",
					code: "string_above_max_length",
				},
			},
		},
		source: "VectorlyApp/bluebox#31 (2025-11); gptscript-ai/clio#41 (2024-08)",
	},
	{
		id: "headers-too-large",
		kind: "request-limit",
		scope: "request",
		status: [431],
		example: { status: 431, body: "Request Header Fields Too Large" },
		source: "RFC 6585",
	},
];
