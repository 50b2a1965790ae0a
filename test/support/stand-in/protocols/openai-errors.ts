import type { HttpProblem } from "../protocol.ts";

interface OpenAiError {
	readonly message: string;
	readonly type?: string;
	readonly param?: string | null;
	readonly code?: string | number | null;
}

const ERRORS: Readonly<Record<number, OpenAiError>> = {
	400: {
		message:
			"This model's maximum context length is 128000 tokens. However, your messages resulted in 140211 tokens. Please reduce the length of the messages.",
		type: "invalid_request_error",
		param: "messages",
		code: "context_length_exceeded",
	},
	401: {
		message: "Incorrect API key provided. You can find your API key at https://platform.openai.com/account/api-keys.",
		type: "invalid_request_error",
		param: null,
		code: "invalid_api_key",
	},
	// OpenAI itself has no 402; this is how OpenRouter says it.
	402: { message: "Insufficient credits. Add more using https://openrouter.ai/settings/credits", code: 402 },
	403: {
		message: "Country, region, or territory not supported",
		type: "request_forbidden",
		param: null,
		code: "unsupported_country_region_territory",
	},
	408: { message: "Request timed out", type: "timeout", param: null, code: null },
	413: {
		message: "Request entity too large",
		type: "invalid_request_error",
		param: null,
		code: "request_too_large",
	},
	500: {
		message: "The server had an error while processing your request. Sorry about that!",
		type: "server_error",
		param: null,
		code: null,
	},
	503: {
		message:
			"That model is currently overloaded with other requests. You can retry your request, or contact us through our help center at help.openai.com if the error persists.",
		type: "server_error",
		param: null,
		code: null,
	},
	529: { message: "Overloaded", type: "overloaded_error", param: null, code: null },
};

const QUOTA: OpenAiError = {
	message:
		"You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.",
	type: "insufficient_quota",
	param: null,
	code: "insufficient_quota",
};

/** The error body of OpenAI and of those who copy it. Source: platform.openai.com, "Error codes". */
export function openAiErrorBody(problem: HttpProblem): object {
	return { error: describe(problem) };
}

/** The body of the 400 for a request that OpenAI does not take as it is. */
export function openAiRefusal(message: string): object {
	return { error: { message, type: "invalid_request_error", param: null, code: null } };
}

function describe({ status, model, isQuotaExhausted }: HttpProblem): OpenAiError {
	if (isQuotaExhausted) return QUOTA;
	if (status === 404) {
		const message = `The model \`${model}\` does not exist or you do not have access to it.`;
		return { message, type: "invalid_request_error", param: null, code: "model_not_found" };
	}
	if (status === 429) {
		const message = `Rate limit reached for ${model} in organization org-abc on tokens per min (TPM): Limit 30000, Used 28450, Requested 4000. Please try again in 4.9s.`;
		return { message, type: "tokens", param: null, code: "rate_limit_exceeded" };
	}
	const type = status < 500 ? "invalid_request_error" : "server_error";
	return ERRORS[status] ?? { message: "The request failed.", type, param: null, code: null };
}
