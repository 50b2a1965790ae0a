import type { Signature } from "../signature.ts";

/** Statuses under which a text may speak of a full context window; never 429. */
const SIZE_STATUSES = [400, 403, 413, 422, 500, "none"] as const;

interface OverflowRow {
	readonly id: string;
	readonly text: RegExp;
	readonly example: string;
	readonly source: string;
}

/** How vendors say that the conversation does not fit. */
const OVERFLOW_TEXTS: readonly OverflowRow[] = [
	{
		id: "prompt-too-long",
		text: /\bprompt (?:is )?too long\b/,
		example: "prompt is too long: 213462 tokens > 200000 maximum",
		source: "Anthropic error docs; z.ai error docs",
	},
	{
		id: "input-and-output-exceed-limit",
		text: /\binput length and [`'"]?max_tokens[`'"]? exceed context limit\b/,
		example:
			"input length and `max_tokens` exceed context limit: 178959 + 64000 > 200000, decrease input length or `max_tokens` and try again",
		source: "docker/docker-agent#569 (2025-10); anthropics/claude-code#228 (2025-02)",
	},
	{
		id: "exceeds-context-window",
		text: /\bexceeds the context window\b/,
		example: "Your input exceeds the context window of this model. Please adjust your input and try again.",
		source: "OpenAI Responses API error text",
	},
	{
		id: "exceeds-maximum-context-length",
		text: /\bexceeds (?:the )?(?:model'?s )?maximum context length\b/,
		example: "Input length (265330) exceeds model's maximum context length (262144).",
		source: "LiteLLM and vLLM error text, pi-ai 0.87.1 overflow list",
	},
	{
		id: "maximum-context-length-is",
		text: /\bmaximum context length is \d{1,9} tokens\b/,
		example: "This model's maximum context length is 131072 tokens. However, you requested 140000 tokens.",
		source: "OpenAI, DeepSeek and OpenRouter error text",
	},
	{
		id: "input-token-count",
		text: /\binput token count\b[^\n]{0,40}\bexceeds the maximum\b/,
		example: "The input token count (1196265) exceeds the maximum number of tokens allowed (1048575).",
		source: "Gemini API error text",
	},
	{
		id: "maximum-prompt-length",
		text: /\bmaximum prompt length is \d/,
		example: "This model's maximum prompt length is 131072 but the request contains 537812 tokens.",
		source: "xAI error text",
	},
	{
		id: "reduce-the-messages",
		text: /\breduce the length of the messages\b/,
		example: "Please reduce the length of the messages or completion.",
		source: "Groq error text",
	},
	{
		id: "allowed-input-length",
		text: /\bexceeds (?:the )?maximum allowed input length of [\d,]{1,12} tokens?\b/,
		example: "Input length 140000 exceeds the maximum allowed input length of 131072 tokens.",
		source: "Poolside through OpenRouter, pi-ai 0.87.1 overflow list",
	},
	{
		id: "longer-than-context-length",
		text: /\bis longer than the model'?s context length\b/,
		example: "The input (140000 tokens) is longer than the model's context length (131072 tokens).",
		source: "Together error text",
	},
	{
		id: "prompt-token-count",
		text: /\bprompt token count of \d{1,9} exceeds the limit\b/,
		example: "prompt token count of 140000 exceeds the limit of 128000",
		source: "GitHub Copilot error text",
	},
	{
		id: "available-context-size",
		text: /\bexceeds the available context size\b/,
		example: "the request exceeds the available context size, try increasing it",
		source: "llama.cpp server error text",
	},
	{
		id: "greater-than-context-length",
		text: /\bgreater than the context length\b/,
		example: "tokens to keep from the initial prompt is greater than the context length",
		source: "LM Studio error text",
	},
	{
		id: "window-exceeds-limit",
		text: /\bcontext window exceeds limit\b/,
		example: "invalid params, context window exceeds limit (2013)",
		source: "MiniMax error text",
	},
	{
		id: "model-token-limit",
		text: /\bexceeded model token limit\b|\btotal message size \d{1,9} exceeds limit\b/,
		example: "Invalid request: Your request exceeded model token limit: 262144 (requested: 291351)",
		source: "Kimi Code docs: error reference",
	},
	{
		id: "too-large-for-model",
		text: /\btoo large for model with \d{1,9} maximum context length\b/,
		example: "Prompt contains 140000 tokens, too large for model with 131072 maximum context length",
		source: "Mistral error text",
	},
	{
		id: "configured-context-size",
		text: /\bbut the configured context size is [\d,]{1,12} tokens?\b/,
		example: "Prompt has 140000 tokens, but the configured context size is 131072 tokens",
		source: "DS4 server, pi-ai 0.87.1 overflow list",
	},
	{
		id: "input-too-long-for-model",
		text: /\binput is too long for requested model\b/,
		example: "Validation error: Input is too long for requested model.",
		source: "Amazon Bedrock error text",
	},
	{
		id: "range-of-input-length",
		text: /\brange of input length should be\b/,
		example: "Range of input length should be [1, 98304]",
		source: "DashScope error text",
	},
	{
		id: "stopped-at-window",
		text: /\bmodel_context_window_exceeded\b/,
		example: "Provider finish_reason: model_context_window_exceeded",
		source: "z.ai and Anthropic stop reason, pi-ai 0.87.1",
	},
	{
		id: "too-many-tokens",
		text: /^(?!throttling error)(?:[^\n]{0,120} )?(?:too many tokens|token limit exceeded)\b(?!,? please wait| per )/,
		example: "Bad request: too many tokens in the prompt",
		source: "pi-ai 0.87.1 overflow list",
	},
];

/** The conversation does not fit the context window. */
export const OVERFLOW_SIGNATURES: readonly Signature[] = [
	{
		id: "overflow-code",
		kind: "overflow",
		scope: "request",
		status: SIZE_STATUSES,
		code: [
			"context_length_exceeded",
			"request_too_large",
			"model_max_prompt_tokens_exceeded",
			"payload_too_large",
			"exceed_context_size_error",
		],
		example: {
			provider: "openrouter",
			status: 400,
			body: { error: { code: 400, message: "Too big.", metadata: { error_type: "context_length_exceeded" } } },
		},
		source: "OpenAI error codes; OpenRouter docs: error types (2026-08)",
	},
	...OVERFLOW_TEXTS.map(
		({ id, text, example, source }): Signature => ({
			id: `overflow-${id}`,
			kind: "overflow",
			scope: "request",
			status: SIZE_STATUSES,
			text,
			example: { text: example },
			source,
		}),
	),
	{
		// pi loses Cerebras' error bodies, which have no `error` field.
		id: "cerebras-without-body",
		kind: "overflow",
		scope: "request",
		provider: ["cerebras"],
		status: [400, 413],
		text: /^$/,
		example: { status: 400, body: "", text: "400 status code (no body)" },
		source: "pi-ai 0.87.1 overflow list",
	},
];
