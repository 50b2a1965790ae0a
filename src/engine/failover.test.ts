import { describe, expect, it } from "vitest";
import { aRouter } from "../../test/support/a-router.ts";
import { someCandidates } from "../../test/support/engine-builders.ts";
import {
	bytes,
	done,
	doneWith,
	fail,
	hang,
	malformed,
	openText,
	overloaded,
	refusedConnection,
	say,
	serverError,
	start,
	think,
	throws,
	tooLong,
	unauthorized,
	useTool,
} from "../../test/support/scripted-caller.ts";

const answers = [[start, say("Hello there"), done]];
const two = someCandidates("acme/a", "other/b");

describe("failover before output", () => {
	it.each([
		["an error before the stream begins", [overloaded]],
		["an error after the stream began", [start, overloaded]],
		["an error after an empty text block", [start, openText, overloaded]],
		["an answer that ends with nothing", [start, done]],
		["an answer cut off by the output limit before output", [start, doneWith("length")]],
		["an answer of thinking alone", [start, think("hm hm"), done]],
		["a stream that ends without a last event", [start]],
		["a stream that never says anything", []],
		["a stream that throws", [start, throws("socket hang up")]],
		["bytes and then silence", [bytes, hang]],
	])("goes on to the next target after %s", async (_what, failing) => {
		const { sink, caller, result } = await aRouter().answer({
			candidates: two,
			scripts: { "acme/a": [failing], "other/b": answers },
		});

		expect(caller.order()).toEqual(["acme/a", "other/b"]);
		expect(result.outcome).toMatchObject({ kind: "completed", done: { message: { model: "b" } } });
		expect(sink.text()).toBe("Hello there");
		expect(sink.types().match(/\bstart\b/g)).toHaveLength(1);
	});

	it("shows one start and the thinking of both targets, each counted from block 0", async () => {
		const { sink } = await aRouter().answer({
			candidates: two,
			scripts: {
				"acme/a": [[start, think("first idea"), overloaded]],
				"other/b": [[start, think("second"), say("Yes"), done]],
			},
		});

		expect(sink.types()).toBe(
			[
				"start thinking_start thinking_delta thinking_delta thinking_end",
				"thinking_start thinking_delta thinking_end text_start text_delta text_end",
			].join(" "),
		);
		const blocks = sink.events.flatMap((event) => ("contentIndex" in event ? [event.contentIndex] : []));
		expect(blocks).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 1, 1]);
	});

	it("never changes a partial that it has shown before the commit", async () => {
		const { sink } = await aRouter().answer({
			candidates: two,
			scripts: { "acme/a": [[start, think("a b c d"), overloaded]], "other/b": [[think("e f"), hang]] },
			abortAfterMs: 10_000,
		});

		expect(sink.events.length).toBeGreaterThan(6);
		expect(sink.events.map((event) => JSON.stringify(event))).toEqual(sink.asSeen);
	});

	it("ends with the answer of the second target alone", async () => {
		const { result } = await aRouter().answer({
			candidates: two,
			scripts: {
				"acme/a": [[start, think("lost"), overloaded]],
				"other/b": [[start, think("kept"), say("Yes"), done]],
			},
		});

		expect(result.outcome).toMatchObject({
			done: { message: { content: [{ thinking: "kept" }, { text: "Yes" }], provider: "other" } },
		});
	});

	it("tells who was left for whom and why", async () => {
		const router = aRouter();
		await router.answer({ candidates: two, scripts: { "acme/a": [[overloaded]], "other/b": answers } });

		expect(router.notices).toMatchObject([
			{ from: { target: { id: "acme/a" } }, failure: { kind: "overload" }, to: { target: { id: "other/b" } } },
		]);
	});

	it("stays on a target that answers with a tool call", async () => {
		const { caller, sink } = await aRouter().answer({
			candidates: two,
			scripts: { "acme/a": [[start, useTool("read"), doneWith("toolUse")]] },
		});

		expect(caller.order()).toEqual(["acme/a"]);
		expect(sink.types()).toBe("start toolcall_start toolcall_delta toolcall_end");
	});

	it("accepts a deferred answer, which has no output yet", async () => {
		const { result } = await aRouter().answer({
			candidates: two,
			scripts: { "acme/a": [[start, doneWith("deferred")]] },
		});

		expect(result.outcome.kind).toBe("completed");
	});

	it("tries every target once and says that all failed", async () => {
		const router = aRouter();
		const { result, caller, sink } = await router.answer({
			candidates: someCandidates("a/1", "b/2", "c/3"),
			scripts: { "a/1": [[overloaded]], "b/2": [[unauthorized]], "c/3": [[start, done]] },
		});

		expect(caller.order()).toEqual(["a/1", "b/2", "c/3"]);
		expect(result.outcome).toEqual({ kind: "exhausted" });
		expect(result.failures.map(({ failure }) => failure.kind)).toEqual(["overload", "auth", "empty"]);
		expect(sink.events).toEqual([]);
		expect(router.dataOf("routing.final")).toMatchObject([{ outcome: "exhausted", attempts: 3, failedOver: false }]);
	});
});

describe("failover after output", () => {
	it.each([
		["fails", [start, say("Half an"), serverError]],
		["throws", [start, say("Half an"), throws("terminated")]],
		["ends without a last event", [start, say("Half an")]],
		["falls silent", [start, say("Half an"), hang]],
		["fails after a tool call", [start, useTool("read"), serverError]],
	])("opens no other target when the answer %s", async (_what, failing) => {
		const { caller, result, sink } = await aRouter().answer({
			candidates: two,
			scripts: { "acme/a": [failing] },
		});

		expect(caller.order()).toEqual(["acme/a"]);
		expect(result.outcome).toMatchObject({ kind: "broken", message: { provider: "acme" } });
		expect(sink.types().match(/\bstart\b/g)).toHaveLength(1);
	});

	it("commits on thinking where the route says so", async () => {
		const { caller, result } = await aRouter().answer({
			candidates: two,
			route: { commitOn: "thinking" },
			scripts: { "acme/a": [[start, think("hm"), overloaded]] },
		});

		expect(caller.order()).toEqual(["acme/a"]);
		expect(result.outcome.kind).toBe("broken");
	});

	it("still measures the first output where thinking commits", async () => {
		const router = aRouter();
		const waits = { does: "wait", ms: 700 } as const;
		await router.answer({
			candidates: two,
			route: { commitOn: "thinking" },
			scripts: { "acme/a": [[start, think("hm"), waits, say("Yes"), done]] },
		});

		expect(router.dataOf("routing.result")).toMatchObject([{ outcome: "success", ttftMs: 700 }]);
	});
});

describe("failover by kind", () => {
	const windows = someCandidates(
		["acme/small", { facts: { contextWindowTokens: 100_000 } }],
		["other/same", { facts: { contextWindowTokens: 100_000 } }],
		["other/large", { facts: { contextWindowTokens: 400_000 } }],
	);

	it("takes an overflow to a larger window only", async () => {
		const { caller, result } = await aRouter().answer({
			candidates: windows,
			scripts: { "acme/small": [[tooLong]], "other/large": answers },
		});

		expect(caller.order()).toEqual(["acme/small", "other/large"]);
		expect(result.outcome.kind).toBe("completed");
	});

	it("keeps the overflow among the reasons when the larger target fails for another one", async () => {
		const { result } = await aRouter().answer({
			candidates: windows,
			scripts: { "acme/small": [[tooLong]], "other/large": [[overloaded]] },
		});

		expect(result.outcome).toEqual({ kind: "exhausted" });
		expect(result.failures.map(({ failure }) => failure.kind)).toEqual(["overflow", "overload"]);
	});

	const apis = someCandidates(
		["acme/a", { facts: { api: "openai-completions" } }],
		["other/b", { facts: { api: "openai-completions" } }],
		["third/c", { facts: { api: "anthropic-messages" } }],
		["fourth/d", { facts: { api: "google-generative-ai" } }],
	);

	it("takes a malformed request to one target of another protocol", async () => {
		const { caller, result } = await aRouter().answer({
			candidates: apis,
			scripts: { "acme/a": [[malformed]], "third/c": answers },
		});

		expect(caller.order()).toEqual(["acme/a", "third/c"]);
		expect(result.outcome.kind).toBe("completed");
	});

	it.each([
		["rejects the request too", malformed],
		["is overloaded", overloaded],
	])("stops with the malformed request as the reason when the other protocol %s", async (_what, second) => {
		const { caller, result } = await aRouter().answer({
			candidates: apis,
			scripts: { "acme/a": [[malformed]], "third/c": [[second]] },
		});

		expect(caller.order()).toEqual(["acme/a", "third/c"]);
		expect(result.outcome).toMatchObject({
			kind: "stopped",
			candidate: { target: { id: "acme/a" } },
			failure: { kind: "request" },
		});
	});

	const refusal = fail("content policy", {
		status: 400,
		body: '{"error":{"message":"rejected","type":"invalid_request_error","code":"content_policy_violation"}}',
	});

	it("stops at a refusal", async () => {
		const { caller, result } = await aRouter().answer({ candidates: two, scripts: { "acme/a": [[refusal]] } });

		expect(caller.order()).toEqual(["acme/a"]);
		expect(result.outcome).toMatchObject({ kind: "stopped", failure: { kind: "policy" } });
	});

	it("goes on after a refusal where the route says so", async () => {
		const { caller } = await aRouter().answer({
			candidates: two,
			route: { onRefusal: "failover" },
			scripts: { "acme/a": [[refusal]], "other/b": answers },
		});

		expect(caller.order()).toEqual(["acme/a", "other/b"]);
	});

	it("calls the same target again when its connection was refused", async () => {
		const router = aRouter();
		const { caller, result } = await router.answer({
			candidates: two,
			scripts: { "acme/a": [[refusedConnection], ...answers] },
		});

		expect(caller.order()).toEqual(["acme/a", "acme/a"]);
		expect(result).toMatchObject({ attempts: 2, outcome: { kind: "completed" } });
		expect(router.dataOf("routing.final")).toMatchObject([{ failedOver: false, attempts: 2 }]);
	});

	it("goes on after a second refused connection, which is the same strike", async () => {
		const router = aRouter();
		const { caller } = await router.answer({
			candidates: two,
			scripts: { "acme/a": [[refusedConnection]], "other/b": answers },
		});

		expect(caller.order()).toEqual(["acme/a", "acme/a", "other/b"]);
		expect(router.recorder.state().strikes.get("acme/a")).toMatchObject({ count: 1 });
		expect(router.recorder.state().recentFailures).toHaveLength(1);
		expect(router.recorder.state().cooldowns.size).toBe(0);
	});

	it.each([
		["a server error", serverError],
		["a broken stream", throws("terminated")],
	])("does not call the same target again after %s", async (_what, failing) => {
		const { caller } = await aRouter().answer({
			candidates: two,
			scripts: { "acme/a": [[start, failing]], "other/b": answers },
		});

		expect(caller.order()).toEqual(["acme/a", "other/b"]);
	});
});
