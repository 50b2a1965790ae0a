import type { FinishReason, FrameWriter, Protocol, ToolCall, UsageFigures } from "../protocol.ts";
import { freshId, modelInBody, splitText, sseFrame } from "../sse.ts";
import { COMPLETIONS_RULES } from "../validation/openai-completions.ts";
import { openAiErrorBody, openAiRefusal } from "./openai-errors.ts";

/** OpenAI's Chat Completions API, which most other providers copy. Source: platform.openai.com, "Chat Completions, Streaming". */
export const openAiCompletions: Protocol = {
	api: "openai-completions",
	basePath: "/v1",
	modelOf: (path, body) => (path === "/v1/chat/completions" ? modelInBody(body) : undefined),
	rules: COMPLETIONS_RULES,
	refusal: openAiRefusal,
	errorBody: openAiErrorBody,
	startFrames,
};

const FINISH_REASONS: Readonly<Record<FinishReason, string>> = {
	stop: "stop",
	length: "length",
	toolUse: "tool_calls",
	filter: "content_filter",
};

function wireUsage(usage: UsageFigures): object {
	const promptTokens = usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
	return {
		prompt_tokens: promptTokens,
		completion_tokens: usage.outputTokens,
		total_tokens: promptTokens + usage.outputTokens,
		// OpenAI reports reads alone; OpenRouter adds the writes under this name.
		prompt_tokens_details: { cached_tokens: usage.cacheReadTokens, cache_write_tokens: usage.cacheWriteTokens },
		completion_tokens_details: { reasoning_tokens: usage.reasoningTokens },
	};
}

function startFrames(model: string, usage: UsageFigures): FrameWriter {
	const head = {
		id: freshId("chatcmpl-"),
		object: "chat.completion.chunk",
		created: Math.floor(Date.now() / 1000),
		model,
	};
	let toolIndex = -1;

	const chunk = (delta: object, finishReason: string | null = null): string =>
		sseFrame({ ...head, choices: [{ index: 0, delta, finish_reason: finishReason }] });

	return {
		handshake: () => [chunk({ role: "assistant", content: "" })],
		// Not part of OpenAI's own API, but what DeepSeek and others send.
		thinking: (pieces) => pieces.map((piece) => chunk({ reasoning_content: piece })),
		text: (pieces) => pieces.map((piece) => chunk({ content: piece })),
		toolCall({ name, arguments: input, id = freshId("call_") }: ToolCall) {
			toolIndex += 1;
			const index = toolIndex;
			const opening = chunk({ tool_calls: [{ index, id, type: "function", function: { name, arguments: "" } }] });
			const pieces = splitText(JSON.stringify(input), 3);
			return [opening, ...pieces.map((piece) => chunk({ tool_calls: [{ index, function: { arguments: piece } }] }))];
		},
		finish: (reason) => [
			chunk({}, FINISH_REASONS[reason]) +
				sseFrame({ ...head, choices: [], usage: wireUsage(usage) }) +
				sseFrame("[DONE]"),
		],
		errorFrame: () => [sseFrame(openAiErrorBody({ status: 500, model, isQuotaExhausted: false })) + sseFrame("[DONE]")],
		rawFrame: (data) => sseFrame(data),
	};
}
