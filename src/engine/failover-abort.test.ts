import { describe, expect, it } from "vitest";
import { aRouter } from "../../test/support/a-router.ts";
import { someCandidates } from "../../test/support/engine-builders.ts";
import {
	done,
	hang,
	overloaded,
	playDead,
	refusedConnection,
	report,
	run,
	say,
	start,
	think,
	wait,
} from "../../test/support/scripted-caller.ts";

const two = someCandidates("acme/a", "other/b");
const answers = [[start, say("Hello"), done]];

describe("failover with a user who aborts", () => {
	it.each([
		["before anything arrived", [hang], undefined],
		["in thinking", [start, think("12345678"), hang], { input: 1_000, output: 2, costUsd: 0.00102, estimated: true }],
		[
			"in the answer",
			[start, say("Half an answ"), hang],
			{ input: 1_000, output: 3, costUsd: 0.00103, estimated: true },
		],
		["with usage reported", [start, say("Half an"), report(900, 40), hang], { input: 900, output: 40 }],
	])("records an abort %s with what was used, and nothing rests", async (_what, steps, usage) => {
		const router = aRouter();
		const { caller, result, sink } = await router.answer({
			candidates: two,
			scripts: { "acme/a": [steps] },
			abortAfterMs: 2_000,
		});

		expect(caller.order()).toEqual(["acme/a"]);
		expect(result.outcome.kind).toBe("aborted");
		expect(sink.events.every((event) => event.type !== "error" && event.type !== "done")).toBe(true);
		const [recorded] = router.dataOf("routing.result");
		expect(recorded).toMatchObject({ outcome: "aborted", target: "acme/a" });
		expect(recorded?.failure).toBeUndefined();
		if (usage === undefined) expect(recorded?.usage).toBeUndefined();
		else expect(recorded?.usage).toMatchObject(usage);
		expect(recorded?.usage?.estimated).toBe(usage && "estimated" in usage ? true : undefined);
		expect(router.dataOf("routing.final")).toMatchObject([{ outcome: "aborted", attempts: 1, failedOver: false }]);
		const { cooldowns, circuits, strikes, recentFailures } = router.recorder.state();
		expect([cooldowns.size, circuits.size, strikes.size, recentFailures.length]).toEqual([0, 0, 0, 0]);
		expect(router.clock.pending()).toBe(0);
	});

	it("opens nothing when the user gave up before the request began", async () => {
		const { caller, result } = await aRouter().answer({ candidates: two, scripts: {}, abortAfterMs: "before" });

		expect(caller.order()).toEqual([]);
		expect(result).toMatchObject({ outcome: { kind: "aborted" }, attempts: 0 });
	});

	it("opens no second target when the user gives up while the first one fails", async () => {
		const router = aRouter();
		const asked = router.ask({
			candidates: two,
			scripts: { "acme/a": [[start, run(() => asked.abort()), overloaded]] },
		});
		const result = await router.clock.until(asked.routed);

		expect(asked.caller.order()).toEqual(["acme/a"]);
		expect(result.outcome.kind).toBe("aborted");
		expect(router.recorder.state().strikes.size).toBe(0);
	});

	it("does not try a refused connection again once the user gave up", async () => {
		const router = aRouter();
		const { caller, result } = await router.answer({
			candidates: two,
			scripts: { "acme/a": [[refusedConnection]] },
			abortAfterMs: 10,
		});

		expect(caller.order()).toEqual(["acme/a"]);
		expect(result.outcome.kind).toBe("aborted");
		expect(router.dataOf("routing.final")).toMatchObject([{ outcome: "aborted", attempts: 1 }]);
	});

	it("opens nothing when the user gives up while a trial is being claimed", async () => {
		const router = aRouter({ targetsOfProvider: 1 });
		await openCircuit(router);
		const asked = router.ask({ candidates: someCandidates("acme/a"), scripts: { "acme/a": answers } });
		asked.abort();
		const result = await router.clock.until(asked.routed);

		expect(asked.caller.order()).toEqual([]);
		expect(result.outcome.kind).toBe("aborted");
		expect(router.claims.held()).toEqual([]);
	});

	it("gives the trial of a half-open circuit back at once", async () => {
		const router = aRouter({ targetsOfProvider: 1 });
		await openCircuit(router);
		await router.answer({ candidates: two, scripts: { "acme/a": [[hang]] }, abortAfterMs: 500 });
		const { caller } = await router.answer({ candidates: two, scripts: { "acme/a": answers } });

		expect(caller.order()).toEqual(["acme/a"]);
		expect(router.recorder.state().circuits.get("acme")).toMatchObject({ kind: "closed" });
	});

	it("ends within 100 ms when a target ignores the abort", async () => {
		const router = aRouter();
		const { result } = await router.answer({
			candidates: two,
			scripts: { "acme/a": [[start, say("Half"), playDead]] },
			abortAfterMs: 2_000,
		});

		expect(result.outcome.kind).toBe("aborted");
		expect(router.clock.monotonicMs()).toBe(2_100);
	});

	it("keeps the failure of an earlier target in the record", async () => {
		const router = aRouter();
		await router.answer({
			candidates: two,
			scripts: { "acme/a": [[overloaded]], "other/b": [[start, wait(5_000), say("late"), done]] },
			abortAfterMs: 1_000,
		});

		expect(router.dataOf("routing.result")).toMatchObject([
			{ target: "acme/a", outcome: "failed" },
			{ target: "other/b", outcome: "aborted" },
		]);
		expect(router.recorder.state().strikes.get("acme/a")).toMatchObject({ count: 1 });
	});
});

/** Three failures of the only target open its circuit; afterwards the trial is due. */
async function openCircuit(router: ReturnType<typeof aRouter>): Promise<void> {
	for (let i = 0; i < 3; i++) {
		await router.answer({ candidates: someCandidates("acme/a"), scripts: { "acme/a": [[overloaded]] } });
	}
	expect(router.recorder.state().circuits.get("acme")).toMatchObject({ kind: "open" });
	// The target rests for longer than the circuit: 30 s after the second strike, 60 s after the third.
	await router.clock.advance(61_000);
}
