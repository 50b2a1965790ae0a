import type { FinishReason, FrameWriter, HttpProblem, Protocol, ToolCall, UsageFigures } from "../protocol.ts";
import { freshId, modelInBody, splitText, sseFrame } from "../sse.ts";
import { ANTHROPIC_RULES } from "../validation/anthropic-messages.ts";
import { sign } from "../validation/sign.ts";

/** Anthropic's Messages API. Source of frames and errors: docs.claude.com, "Streaming Messages" and "Errors". */
export const anthropicMessages: Protocol = {
	api: "anthropic-messages",
	basePath: "",
	modelOf: (path, body) => (path === "/v1/messages" ? modelInBody(body) : undefined),
	rules: ANTHROPIC_RULES,
	refusal: (message) => ({ ...errorObject("invalid_request_error", message), request_id: freshId("req_") }),
	errorBody: (problem) => ({ ...errorObject(...describe(problem)), request_id: freshId("req_") }),
	startFrames,
};

const ERRORS: Readonly<Record<number, readonly [type: string, message: string]>> = {
	400: ["invalid_request_error", "prompt is too long: 213462 tokens > 200000 maximum"],
	401: ["authentication_error", "invalid x-api-key"],
	402: [
		"billing_error",
		"Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.",
	],
	403: ["permission_error", "Your API key does not have permission to use the specified resource."],
	408: ["timeout_error", "Request timed out"],
	413: ["request_too_large", "Request exceeds the maximum size"],
	429: [
		"rate_limit_error",
		"This request would exceed your organization's rate limit of 50,000 input tokens per minute.",
	],
	500: ["api_error", "Internal server error"],
	503: ["api_error", "Service unavailable"],
	529: ["overloaded_error", "Overloaded"],
};

const QUOTA = "You have reached your specified API usage limits. You will regain access on 2030-01-01 at 00:00 UTC.";

function describe({ status, model, isQuotaExhausted }: HttpProblem): readonly [type: string, message: string] {
	if (isQuotaExhausted) return ["rate_limit_error", QUOTA];
	if (status === 404) return ["not_found_error", `model: ${model}`];
	return ERRORS[status] ?? (status < 500 ? ["invalid_request_error", "Invalid request"] : ["api_error", "API error"]);
}

function errorObject(type: string, message: string): object {
	return { type: "error", error: { type, message } };
}

const STOP_REASONS: Readonly<Record<FinishReason, string>> = {
	stop: "end_turn",
	length: "max_tokens",
	toolUse: "tool_use",
	filter: "refusal",
};

function frame(event: { readonly type: string; readonly [field: string]: unknown }): string {
	return sseFrame(event, event.type);
}

function inputUsage(usage: UsageFigures): object {
	return {
		input_tokens: usage.inputTokens,
		cache_read_input_tokens: usage.cacheReadTokens,
		cache_creation_input_tokens: usage.cacheWriteTokens,
	};
}

function startFrames(model: string, usage: UsageFigures): FrameWriter {
	let index = -1;
	let thought = "";
	let openBlock: "none" | "thinking" | "text" | "tool" = "none";

	const closeBlock = (): string => {
		if (openBlock === "none") return "";
		const signature = { type: "signature_delta", signature: sign("anthropic", model, thought) };
		const last = openBlock === "thinking" ? frame({ type: "content_block_delta", index, delta: signature }) : "";
		thought = "";
		openBlock = "none";
		return last + frame({ type: "content_block_stop", index });
	};
	const openAs = (kind: "thinking" | "text" | "tool", block: object): string => {
		if (openBlock === kind && kind !== "tool") return "";
		const closing = closeBlock();
		openBlock = kind;
		index += 1;
		return closing + frame({ type: "content_block_start", index, content_block: block });
	};
	const delta = (delta: object): string => frame({ type: "content_block_delta", index, delta });

	return {
		handshake() {
			const message = {
				id: freshId("msg_"),
				type: "message",
				role: "assistant",
				model,
				content: [],
				stop_reason: null,
				stop_sequence: null,
				usage: { ...inputUsage(usage), output_tokens: 1 },
			};
			return [frame({ type: "message_start", message }) + frame({ type: "ping" })];
		},
		thinking: (pieces) =>
			pieces.map((thinking) => {
				const opening = openAs("thinking", { type: "thinking", thinking: "", signature: "" });
				thought += thinking;
				return opening + delta({ type: "thinking_delta", thinking });
			}),
		text: (pieces) =>
			pieces.map((text) => openAs("text", { type: "text", text: "" }) + delta({ type: "text_delta", text })),
		toolCall({ name, arguments: input, id = freshId("toolu_") }: ToolCall) {
			const opening = openAs("tool", { type: "tool_use", id, name, input: {} });
			const pieces = splitText(JSON.stringify(input), 3);
			return [opening, ...pieces.map((partial_json) => delta({ type: "input_json_delta", partial_json }))];
		},
		finish(reason) {
			const figures = {
				...inputUsage(usage),
				output_tokens: usage.outputTokens,
				output_tokens_details: { thinking_tokens: usage.reasoningTokens },
			};
			const stop = { stop_reason: STOP_REASONS[reason], stop_sequence: null };
			return [
				closeBlock() + frame({ type: "message_delta", delta: stop, usage: figures }) + frame({ type: "message_stop" }),
			];
		},
		errorFrame: () => [sseFrame(errorObject("overloaded_error", "Overloaded"), "error")],
		rawFrame: (data) => sseFrame(data, "content_block_delta"),
	};
}
