import type { FinishReason, FrameWriter, HttpProblem, Protocol, ToolCall, UsageFigures } from "../protocol.ts";
import { freshId } from "../sse.ts";
import { GOOGLE_RULES, signedContent } from "../validation/google-generative-ai.ts";
import { sign } from "../validation/sign.ts";

/** Google's Gemini API. Source: ai.google.dev, "Generating content" and "Troubleshooting". */
export const googleGenerativeAi: Protocol = {
	api: "google-generative-ai",
	basePath: "/v1beta",
	modelOf(path) {
		const id = /^\/v1beta\/models\/(.+):streamGenerateContent$/.exec(path)?.[1];
		return id === undefined ? undefined : decodeURIComponent(id);
	},
	rules: GOOGLE_RULES,
	refusal: (message) => ({ error: { code: 400, message, status: "INVALID_ARGUMENT" } }),
	errorBody,
	startFrames,
};

const ERRORS: Readonly<Record<number, readonly [status: string, message: string]>> = {
	400: ["INVALID_ARGUMENT", "The input token count (1196265) exceeds the maximum number of tokens allowed (1048575)."],
	401: ["UNAUTHENTICATED", "Request had invalid authentication credentials."],
	402: ["FAILED_PRECONDITION", "Billing account disabled"],
	403: ["PERMISSION_DENIED", "Permission denied on resource project x."],
	408: ["DEADLINE_EXCEEDED", "Request timeout"],
	413: ["INVALID_ARGUMENT", "Request payload size exceeds the limit: 20971520 bytes."],
	429: ["RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota)."],
	500: [
		"INTERNAL",
		"An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting",
	],
	503: ["UNAVAILABLE", "The model is overloaded. Please try again later."],
	529: ["UNAVAILABLE", "Overloaded"],
};

const QUOTA =
	"You exceeded your current quota, please check your plan and billing details. For more information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits.";

function errorBody(problem: HttpProblem): object {
	const [status, message] = describe(problem);
	const { retryAfterSeconds } = problem;
	if (retryAfterSeconds === undefined) return { error: { code: problem.status, message, status } };
	const retryInfo = { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: `${retryAfterSeconds}s` };
	return { error: { code: problem.status, message, status, details: [retryInfo] } };
}

function describe({ status, model, isQuotaExhausted }: HttpProblem): readonly [status: string, message: string] {
	if (isQuotaExhausted) return ["RESOURCE_EXHAUSTED", QUOTA];
	if (status === 404) {
		return [
			"NOT_FOUND",
			`models/${model} is not found for API version v1beta, or is not supported for generateContent.`,
		];
	}
	return ERRORS[status] ?? (status < 500 ? ["INVALID_ARGUMENT", "Invalid request"] : ["UNKNOWN", "Unknown error"]);
}

const FINISH_REASONS: Readonly<Record<FinishReason, string>> = {
	stop: "STOP",
	// Gemini has no reason of its own for tool calls.
	toolUse: "STOP",
	length: "MAX_TOKENS",
	filter: "SAFETY",
};

function wireUsage(usage: UsageFigures): object {
	const promptTokenCount = usage.inputTokens + usage.cacheReadTokens;
	return {
		promptTokenCount,
		cachedContentTokenCount: usage.cacheReadTokens,
		candidatesTokenCount: usage.outputTokens - usage.reasoningTokens,
		thoughtsTokenCount: usage.reasoningTokens,
		totalTokenCount: promptTokenCount + usage.outputTokens,
	};
}

/** Gemini separates its frames with CRLF. */
function frame(data: string): string {
	return `data: ${data}\r\n\r\n`;
}

function startFrames(model: string, usage: UsageFigures): FrameWriter {
	const tail = { modelVersion: model, responseId: freshId("") };
	let hasCalled = false;
	/** The first of several calls at once carries the signature. */
	const signed = (part: Readonly<Record<string, unknown>>): object => {
		const isFirst = !hasCalled;
		hasCalled = true;
		return isFirst ? { ...part, thoughtSignature: sign("google", model, signedContent(part)) } : part;
	};
	const chunk = (part: object): string => {
		const candidate = { content: { parts: [part], role: "model" }, index: 0 };
		return frame(JSON.stringify({ candidates: [candidate], ...tail }));
	};
	return {
		handshake: () => [],
		thinking: (pieces) => pieces.map((text) => chunk({ text, thought: true })),
		text: (pieces) => pieces.map((text) => chunk({ text })),
		toolCall: ({ name, arguments: args, id }: ToolCall) => [
			chunk(signed({ functionCall: { name, args, ...(id === undefined ? {} : { id }) } })),
		],
		finish(reason) {
			const candidate = { content: { role: "model" }, finishReason: FINISH_REASONS[reason], index: 0 };
			return [frame(JSON.stringify({ candidates: [candidate], usageMetadata: wireUsage(usage), ...tail }))];
		},
		errorFrame: () => [frame(JSON.stringify(errorBody({ status: 503, model, isQuotaExhausted: false })))],
		rawFrame: frame,
	};
}
