import { describe, expect, it } from "vitest";
import { createRecordingSink } from "../../../test/support/engine-builders.ts";
import type { AnswerMessage, StreamEvent } from "../ports.ts";
import { createHold } from "./hold-until-output.ts";

const NO_COST = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 };

const aMessage = (content: AnswerMessage["content"] = []): AnswerMessage => ({
	role: "assistant",
	content,
	api: "openai-completions",
	provider: "acme",
	model: "a",
	usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, totalTokens: 0, cost: NO_COST },
	stopReason: "pending",
	timestamp: 0,
});

const partial = aMessage();
const block = { contentIndex: 0, partial };
const start: StreamEvent = { type: "start", partial };
const toolCall = { type: "toolCall" as const, id: "1", name: "read", arguments: {} };
const EVENTS = {
	textStart: { type: "text_start", ...block },
	text: { type: "text_delta", delta: "Hi", ...block },
	noText: { type: "text_delta", delta: "", ...block },
	textEnd: { type: "text_end", content: "Hi", ...block },
	noTextEnd: { type: "text_end", content: "", ...block },
	thinkingStart: { type: "thinking_start", ...block },
	thinking: { type: "thinking_delta", delta: "hm", ...block },
	noThinking: { type: "thinking_delta", delta: "", ...block },
	thinkingEnd: { type: "thinking_end", content: "hm", ...block },
	toolStart: { type: "toolcall_start", ...block },
	toolDelta: { type: "toolcall_delta", delta: "{", ...block },
	toolEnd: { type: "toolcall_end", toolCall, ...block },
} satisfies Record<string, StreamEvent>;

describe("createHold", () => {
	it.each([
		["textStart", "held"],
		["noText", "held"],
		["noTextEnd", "held"],
		["text", "committed"],
		["textEnd", "committed"],
		["toolStart", "committed"],
		["toolDelta", "committed"],
		["toolEnd", "committed"],
		["thinkingStart", "live"],
		["thinking", "live"],
		["noThinking", "live"],
		["thinkingEnd", "live"],
	] as const)("takes %s after the start as %s", (name, state) => {
		const sink = createRecordingSink();
		const hold = createHold(sink, "output");

		expect(hold.accept(start)).toBe("held");
		expect(hold.accept(EVENTS[name])).toBe(state);
		expect(hold.isCommitted()).toBe(state === "committed");
		expect(sink.types()).toBe(state === "held" ? "" : `start ${EVENTS[name].type}`);
	});

	it.each([
		["thinkingStart", "live"],
		["noThinking", "live"],
		["thinking", "committed"],
	] as const)("takes %s as %s where thinking commits", (name, state) => {
		const hold = createHold(createRecordingSink(), "thinking");
		hold.accept(start);

		expect(hold.accept(EVENTS[name])).toBe(state);
	});

	it("shows what it held in order at the commit, and everything after it", () => {
		const sink = createRecordingSink();
		const hold = createHold(sink, "output");
		for (const event of [start, EVENTS.textStart, EVENTS.noText, EVENTS.text, EVENTS.thinking]) hold.accept(event);

		expect(sink.types()).toBe("start text_start text_delta text_delta thinking_delta");
	});

	it("holds thinking that comes after something it holds, so that the order stays", () => {
		const sink = createRecordingSink();
		const hold = createHold(sink, "output");
		for (const event of [start, EVENTS.textStart, EVENTS.thinking]) hold.accept(event);
		expect(sink.types()).toBe("");

		hold.commit();
		expect(sink.types()).toBe("start text_start thinking_delta");
	});

	it("shows the start of an answer that ends before any delta, once", () => {
		const sink = createRecordingSink();
		const hold = createHold(sink, "output");
		hold.accept(start);
		hold.commit();
		hold.commit();

		expect(sink.types()).toBe("start");
	});

	it("shows no start when an earlier attempt has shown one", () => {
		const sink = createRecordingSink();
		const first = createHold(sink, "output");
		for (const event of [start, EVENTS.thinking]) first.accept(event);
		const second = createHold(sink, "output");
		for (const event of [start, EVENTS.thinking, EVENTS.text]) second.accept(event);

		expect(sink.types()).toBe("start thinking_delta thinking_delta text_delta");
	});

	it("drops further starts of a stream that sends several", () => {
		const sink = createRecordingSink();
		const hold = createHold(sink, "output");
		for (const event of [start, EVENTS.thinking, start, EVENTS.text, start, EVENTS.text]) hold.accept(event);

		expect(sink.types()).toBe("start thinking_delta text_delta text_delta");
	});

	it("shows thinking as it was, and an answer as it grows", () => {
		const sink = createRecordingSink();
		const hold = createHold(sink, "output");
		const thought = { type: "thinking" as const, thinking: "hm" };
		const growing = aMessage([thought]);
		hold.accept({ type: "start", partial: growing });
		hold.accept({ type: "thinking_delta", contentIndex: 0, delta: "hm", partial: growing });
		thought.thinking = "hm, but";
		growing.content.push({ type: "text", text: "Hi" });

		expect(sink.events).toMatchObject([
			{ partial: { content: [{ thinking: "hm" }] } },
			{ partial: { content: [{ thinking: "hm" }] } },
		]);
		expect(sink.events[1]).toHaveProperty("partial.content.length", 1);
		const text: StreamEvent = { type: "text_delta", contentIndex: 1, delta: "Hi", partial: growing };
		hold.accept(text);
		expect(sink.events[2]).toBe(text);
	});
});
