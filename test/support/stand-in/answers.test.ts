import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { callModel } from "./call-model.ts";
import type { ApiName, FinishReason } from "./protocol.ts";
import { PROTOCOLS } from "./protocols/index.ts";
import { type StandIn, startStandIn } from "./stand-in.ts";

const APIS = Object.keys(PROTOCOLS) as ApiName[];

let standIn: StandIn;
beforeAll(async () => {
	standIn = await startStandIn();
});
beforeEach(() => standIn.clear());
afterAll(() => standIn.close());

describe.each(APIS)("an answer over %s", (api) => {
	it("streams text in pieces", async () => {
		standIn.script("model-a", { text: "The answer is 42.", chunks: 4 });

		const { events, message } = await callModel(standIn, api);

		expect(events).toEqual(["start", "text_start", "text_delta", "text_end", "done"]);
		expect(message.content).toMatchObject([{ type: "text", text: "The answer is 42." }]);
		expect(message).toMatchObject({ stopReason: "stop", model: "model-a" });
	});

	it("streams thinking, then text, then tool calls with their arguments", async () => {
		standIn.script("model-a", {
			thinking: "Hmm, weather.",
			text: "Let me look.",
			toolCalls: [
				{ name: "weather", arguments: { city: "Zürich" }, id: "call_1" },
				{ name: "weather", arguments: { city: "北京" }, id: "call_2" },
			],
		});

		const { message } = await callModel(standIn, api);

		expect(message.content).toMatchObject([
			{ type: "thinking", thinking: "Hmm, weather." },
			{ type: "text", text: "Let me look." },
			{ type: "toolCall", name: "weather", arguments: { city: "Zürich" }, id: expect.stringContaining("call_1") },
			{ type: "toolCall", name: "weather", arguments: { city: "北京" }, id: expect.stringContaining("call_2") },
		]);
		expect(message.stopReason).toBe("toolUse");
	});

	it("starts with a tool call when there is nothing to say", async () => {
		standIn.script("model-a", { toolCalls: [{ name: "weather", arguments: { city: "Oslo" } }] });

		const { events } = await callModel(standIn, api);

		expect(events).toEqual(["start", "toolcall_start", "toolcall_delta", "toolcall_end", "done"]);
	});

	it("reports plausible usage, cache reads included, unless told otherwise", async () => {
		standIn.script("model-a", { text: "hello" });

		const { message } = await callModel(standIn, api);

		expect(message.usage).toMatchObject({ input: 1200, output: 80, cacheRead: 3000, totalTokens: 4280 });
		expect(message.usage.cost.total).toBeCloseTo((1200 + 2 * 80 + 0.1 * 3000) / 1e6, 12);
	});

	it("reports the usage it is given", async () => {
		standIn.script("model-a", {
			text: "hello",
			usage: { inputTokens: 10, outputTokens: 50, cacheReadTokens: 0, cacheWriteTokens: 700, reasoningTokens: 30 },
		});

		const { message } = await callModel(standIn, api);

		// Google's protocol has no figure for cache writes.
		const cacheWrite = api === "google-generative-ai" ? 0 : 700;
		expect(message.usage).toMatchObject({ input: 10, output: 50, cacheRead: 0, cacheWrite, reasoning: 30 });
	});

	it("is without output when it has nothing", async () => {
		standIn.script("model-a", { text: "" });

		const { events, message } = await callModel(standIn, api);

		expect(events).toEqual(["start", "done"]);
		expect(message.content).toEqual([]);
	});

	it.each<[FinishReason, string]>([
		["length", "length"],
		["filter", "error"],
	])("ends for the reason %s as %s", async (finish, stopReason) => {
		standIn.script("model-a", { text: "cut", finish });

		expect((await callModel(standIn, api)).message.stopReason).toBe(stopReason);
	});

	it("waits as long as it is told before headers, first output and each piece", async () => {
		const delays = { headersDelayMs: 40, firstOutputDelayMs: 40, chunkDelayMs: 20 };
		standIn.script("model-a", { text: "abcd", chunks: ["a", "b", "c", "d"], ...delays });

		const startedAt = performance.now();
		const { message } = await callModel(standIn, api);

		// Timers may fire a millisecond early.
		expect(performance.now() - startedAt).toBeGreaterThan(40 + 40 + 3 * 20 - 5);
		expect(message.content).toMatchObject([{ text: "abcd" }]);
	});
});
