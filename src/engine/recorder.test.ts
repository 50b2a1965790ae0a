import { describe, expect, it } from "vitest";
import { createMemoryLog } from "../../test/support/memory-log.ts";
import { rethrow } from "../../test/support/rethrow.ts";
import type { Fact, RouterEvent } from "../core/events.ts";
import { initialState } from "../core/state.ts";
import { createRecorder } from "./recorder.ts";

const rests = (key: string, atMs = 1_000): Fact => ({
	type: "cooldown.set",
	atMs,
	data: { scope: "target", key, until: new Date(atMs + 5_000).toISOString(), kind: "rate", reason: "slow down" },
});

function aRecorder() {
	const log = createMemoryLog();
	return { log, recorder: createRecorder({ log, writer: "w1", onBug: rethrow }) };
}

describe("createRecorder", () => {
	it("numbers what it records, logs it and shows it in the state at once", async () => {
		const { log, recorder } = aRecorder();
		recorder.record(rests("acme/a"));
		recorder.record(rests("acme/b"));

		expect(recorder.lastSeq()).toBe(2);
		expect([...recorder.state().cooldowns.keys()]).toEqual(["target:acme/a", "target:acme/b"]);
		await recorder.flush();
		expect(log.written()).toMatchObject([
			{ writer: "w1", seq: 1, data: { key: "acme/a" } },
			{ writer: "w1", seq: 2, data: { key: "acme/b" } },
		]);
	});

	it("folds in what others wrote without logging it again", async () => {
		const { log, recorder } = aRecorder();
		recorder.absorb([{ ...rests("acme/a"), writer: "w2", seq: 7 }]);
		await recorder.flush();

		expect(recorder.state().cooldowns.size).toBe(1);
		expect(log.written()).toEqual([]);
	});

	it("tells listeners of own and foreign events, after the state contains them", () => {
		const { recorder } = aRecorder();
		const heard: [RouterEvent, number][] = [];
		const stop = recorder.subscribe((event) => heard.push([event, recorder.state().cooldowns.size]));
		recorder.record(rests("acme/a"));
		recorder.absorb([{ ...rests("acme/b"), writer: "w2", seq: 1 }]);
		stop();
		recorder.record(rests("acme/c"));

		expect(heard.map(([{ writer, seq }, size]) => [writer, seq, size])).toEqual([
			["w1", 1, 1],
			["w2", 1, 2],
		]);
	});

	it("starts from a saved state", () => {
		const { recorder } = aRecorder();
		expect(recorder.state()).toBe(initialState);
		const saved = { ...initialState, resetAtMs: 5 };
		recorder.restore(saved);

		expect(recorder.state()).toBe(saved);
	});

	it("keeps what a request recorded while the saved state was still being read", () => {
		const { recorder } = aRecorder();
		recorder.record(rests("acme/early"));
		recorder.restore({ ...initialState, resetAtMs: 5 });
		recorder.record(rests("acme/late"));

		expect(recorder.state()).toMatchObject({ resetAtMs: 5 });
		expect([...recorder.state().cooldowns.keys()]).toEqual(["target:acme/early", "target:acme/late"]);
	});

	it("keeps its state when there is no saved one", () => {
		const { recorder } = aRecorder();
		recorder.record(rests("acme/early"));
		recorder.restore(undefined);

		expect(recorder.state().cooldowns.size).toBe(1);
	});

	it("goes on when a listener throws, and says so", () => {
		const bugs: unknown[] = [];
		const recorder = createRecorder({ log: createMemoryLog(), writer: "w1", onBug: (error) => bugs.push(error) });
		const heard: string[] = [];
		recorder.subscribe(() => {
			throw new Error("broken listener");
		});
		recorder.subscribe((event) => heard.push(event.type));

		recorder.record(rests("acme/a"));

		expect(heard).toEqual(["cooldown.set"]);
		expect(bugs).toMatchObject([{ message: "broken listener" }]);
	});
});
