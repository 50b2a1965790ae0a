import type { FinishReason, FrameWriter, Protocol, ToolCall, UsageFigures } from "../protocol.ts";
import { freshId, modelInBody, splitText, sseFrame } from "../sse.ts";
import { RESPONSES_RULES } from "../validation/openai-responses.ts";
import { bindToReasoning, sign } from "../validation/sign.ts";
import { openAiErrorBody, openAiRefusal } from "./openai-errors.ts";

/** OpenAI's Responses API. Source: platform.openai.com, "Responses, Streaming events". */
export const openAiResponses: Protocol = {
	api: "openai-responses",
	basePath: "/v1",
	modelOf: (path, body) => (path === "/v1/responses" ? modelInBody(body) : undefined),
	rules: RESPONSES_RULES,
	refusal: openAiRefusal,
	errorBody: openAiErrorBody,
	startFrames: startResponsesFrames,
};

interface OpenItem {
	readonly kind: "reasoning" | "message";
	readonly id: string;
	text: string;
}

function wireUsage(usage: UsageFigures): object {
	const inputTokens = usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
	return {
		input_tokens: inputTokens,
		input_tokens_details: { cached_tokens: usage.cacheReadTokens, cache_write_tokens: usage.cacheWriteTokens },
		output_tokens: usage.outputTokens,
		output_tokens_details: { reasoning_tokens: usage.reasoningTokens },
		total_tokens: inputTokens + usage.outputTokens,
	};
}

/** Begins one streamed answer of this API, which the ChatGPT plan's backend speaks too. */
export function startResponsesFrames(model: string, usage: UsageFigures): FrameWriter {
	const response = { id: freshId("resp_"), object: "response", created_at: Math.floor(Date.now() / 1000), model };
	const output: object[] = [];
	let sequence = -1;
	let open: OpenItem | undefined;
	let reasoningId: string | undefined;

	const event = (type: string, fields: object): string => {
		sequence += 1;
		return sseFrame({ type, sequence_number: sequence, ...fields }, type);
	};
	const position = () => ({ output_index: output.length });
	/** The id of a new item. What comes right after reasoning may only come back with it. */
	const itemId = (prefix: string): string => {
		const id = freshId(prefix);
		if (reasoningId !== undefined) bindToReasoning(id, reasoningId);
		reasoningId = undefined;
		return id;
	};
	const closeItem = (): string => {
		if (open === undefined) return "";
		const events = open.kind === "reasoning" ? reasoningEnd(open, model) : messageEnd(open);
		const frames = events.map(([type, fields]) => event(type, { ...position(), ...fields })).join("");
		output.push(finishedItem(open, model));
		open = undefined;
		return frames;
	};
	const openItem = (kind: OpenItem["kind"]): string => {
		if (open?.kind === kind) return "";
		const closing = closeItem();
		open = { kind, id: itemId(kind === "reasoning" ? "rs_" : "msg_"), text: "" };
		if (kind === "reasoning") reasoningId = open.id;
		const events = kind === "reasoning" ? reasoningStart(open) : messageStart(open);
		return closing + events.map(([type, fields]) => event(type, { ...position(), ...fields })).join("");
	};
	const say = (kind: OpenItem["kind"], pieces: readonly string[]): string[] =>
		pieces.map((delta) => {
			const opening = openItem(kind);
			if (open === undefined) return opening;
			open.text += delta;
			const [type, at] = kind === "reasoning" ? SUMMARY_DELTA : TEXT_DELTA;
			return opening + event(type, { item_id: open.id, ...position(), ...at, delta });
		});

	return {
		handshake() {
			const pending = { ...response, status: "in_progress", output: [], usage: null };
			return [event("response.created", { response: pending }) + event("response.in_progress", { response: pending })];
		},
		thinking: (pieces) => say("reasoning", pieces),
		text: (pieces) => say("message", pieces),
		toolCall({ name, arguments: input, id = freshId("call_") }: ToolCall) {
			const item = { id: itemId("fc_"), type: "function_call", call_id: id, name };
			const json = JSON.stringify(input);
			const started = { ...item, status: "in_progress", arguments: "" };
			const finished = { ...item, status: "completed", arguments: json };
			const opening = closeItem() + event("response.output_item.added", { ...position(), item: started });
			const at = { item_id: item.id, ...position() };
			const deltas = splitText(json, 3).map((delta) =>
				event("response.function_call_arguments.delta", { ...at, delta }),
			);
			const done = event("response.function_call_arguments.done", { ...at, arguments: json });
			const closing = done + event("response.output_item.done", { ...position(), item: finished });
			output.push(finished);
			return [opening, ...deltas, closing];
		},
		finish(reason) {
			const closing = closeItem();
			const { type, ...status } = ENDINGS[reason];
			return [closing + event(type, { response: { ...response, ...status, output, usage: wireUsage(usage) } })];
		},
		errorFrame() {
			const error = { code: "server_error", message: "The server had an error while processing your request." };
			return [event("response.failed", { response: { ...response, status: "failed", error, output, usage: null } })];
		},
		rawFrame: (data) => sseFrame(data, "response.output_text.delta"),
	};
}

type EventBody = readonly [type: string, fields: object];

const SUMMARY_DELTA = ["response.reasoning_summary_text.delta", { summary_index: 0 }] as const;
const TEXT_DELTA = ["response.output_text.delta", { content_index: 0 }] as const;

const ENDINGS: Readonly<Record<FinishReason, { type: string; status: string; incomplete_details: object | null }>> = {
	stop: { type: "response.completed", status: "completed", incomplete_details: null },
	toolUse: { type: "response.completed", status: "completed", incomplete_details: null },
	length: { type: "response.incomplete", status: "incomplete", incomplete_details: { reason: "max_output_tokens" } },
	filter: { type: "response.incomplete", status: "incomplete", incomplete_details: { reason: "content_filter" } },
};

function reasoningStart({ id }: OpenItem): EventBody[] {
	const part = { type: "summary_text", text: "" };
	return [
		["response.output_item.added", { item: { id, type: "reasoning", summary: [] } }],
		["response.reasoning_summary_part.added", { item_id: id, summary_index: 0, part }],
	];
}

function reasoningEnd(item: OpenItem, model: string): EventBody[] {
	const at = { item_id: item.id, summary_index: 0 };
	return [
		["response.reasoning_summary_text.done", { ...at, text: item.text }],
		["response.reasoning_summary_part.done", { ...at, part: { type: "summary_text", text: item.text } }],
		["response.output_item.done", { item: finishedItem(item, model) }],
	];
}

function messageStart({ id }: OpenItem): EventBody[] {
	const item = { id, type: "message", status: "in_progress", role: "assistant", content: [] };
	const part = { type: "output_text", text: "", annotations: [] };
	return [
		["response.output_item.added", { item }],
		["response.content_part.added", { item_id: id, content_index: 0, part }],
	];
}

function messageEnd(item: OpenItem): EventBody[] {
	const at = { item_id: item.id, content_index: 0 };
	const part = { type: "output_text", text: item.text, annotations: [] };
	return [
		["response.output_text.done", { ...at, text: item.text }],
		["response.content_part.done", { ...at, part }],
		["response.output_item.done", { item: finishedItem(item, "") }],
	];
}

function finishedItem({ kind, id, text }: OpenItem, model: string): object {
	if (kind === "reasoning") {
		return {
			id,
			type: "reasoning",
			summary: [{ type: "summary_text", text }],
			encrypted_content: sign("openai", model, text),
		};
	}
	const content = [{ type: "output_text", text, annotations: [] }];
	return { id, type: "message", status: "completed", role: "assistant", content };
}
