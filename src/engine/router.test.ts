import { describe, expect, it } from "vitest";
import { aRouter } from "../../test/support/a-router.ts";
import { someCandidates } from "../../test/support/engine-builders.ts";
import { createFakeClock } from "../../test/support/fake-clock.ts";
import { createMemoryLog } from "../../test/support/memory-log.ts";
import { rethrow } from "../../test/support/rethrow.ts";
import {
	done,
	malformed,
	overloaded,
	say,
	serverError,
	start,
	throws,
	wait,
} from "../../test/support/scripted-caller.ts";
import { spendIn } from "../core/accounting/ledger.ts";
import { createRecorder } from "./recorder.ts";
import { flushBriefly } from "./router.ts";

const answer = [start, say("Hello"), done];
const two = someCandidates("acme/a", "other/b");

describe("routeRequest", () => {
	it("records what was decided, tried and how it ended, in this order", async () => {
		const router = aRouter();
		await router.answer({
			candidates: two,
			scripts: { "acme/a": [[start, wait(300), overloaded]], "other/b": [[start, wait(200), ...answer.slice(1)]] },
		});

		expect(router.events.map(({ type, atMs }) => [type, atMs - router.clock.now()])).toEqual([
			["routing.decision", -500],
			["routing.attempt", -500],
			["routing.result", -200],
			["routing.attempt", -200],
			["routing.result", 0],
			["routing.final", 0],
		]);
		for (const event of router.events) {
			expect(event).toMatchObject({ requestId: "request-1", sessionId: "session-1", routeId: "subscription-swe" });
		}
		expect(router.dataOf("routing.attempt")).toMatchObject([
			{ index: 1, target: "acme/a" },
			{ index: 2, target: "other/b" },
		]);
		expect(router.dataOf("routing.final")).toEqual([
			{
				outcome: "success",
				target: "other/b",
				provider: "other",
				modelId: "b",
				attempts: 2,
				latencyMs: 500,
				failedOver: true,
			},
		]);
	});

	it.each([
		["UTC", ["2026-11-30", "2026-12-01"], { "2026-11": 1, "2026-12": 1 }],
		["Pacific/Kiritimati", ["2026-12-01", "2026-12-01"], { "2026-12": 2 }],
		["Pacific/Pago_Pago", ["2026-11-30", "2026-11-30"], { "2026-11": 2 }],
	])("books each attempt to the day that it is in %s when it ends", async (timeZone, days, requests) => {
		const router = aRouter({ clock: createFakeClock(Date.UTC(2026, 10, 30, 23, 59, 59, 500)), timeZone });
		const partly = { "acme/a": [[start, say("Half"), wait(300), throws("cut")]], "other/b": [[wait(600), ...answer]] };

		for (const candidate of two) await router.answer({ candidates: [candidate], scripts: partly });

		expect(router.dataOf("routing.result").map(({ day }) => day)).toEqual(days);
		const { months } = router.recorder.state().accounting.ledger;
		const counted = [...months].map(([month, book]) => [month, spendIn(book, () => true).requests]);
		expect(Object.fromEntries(counted)).toEqual(requests);
	});

	it.each([
		["nobody is left", [], {}, { outcome: "exhausted", attempts: 0 }],
		[
			"the only target fails",
			someCandidates("acme/a"),
			{ "acme/a": [[overloaded]] },
			{ outcome: "exhausted", attempts: 1 },
		],
		[
			"two protocols call the request malformed",
			someCandidates("acme/a", ["other/b", { facts: { api: "anthropic-messages" } }]),
			{ "acme/a": [[malformed]], "other/b": [[malformed]] },
			{ outcome: "terminal_error", target: "acme/a", attempts: 2 },
		],
		[
			"the answer breaks off",
			two,
			{ "acme/a": [[start, say("Hi"), serverError]] },
			{ outcome: "terminal_error", target: "acme/a", attempts: 1 },
		],
	])("records one decision and one end when %s", async (_what, candidates, scripts, final) => {
		const router = aRouter();
		await router.answer({ candidates, scripts });

		expect(router.dataOf("routing.decision")).toHaveLength(1);
		expect(router.dataOf("routing.final")).toMatchObject([{ ...final, failedOver: false }]);
	});

	it("ends when its records have reached the operating system", async () => {
		const router = aRouter();
		const asked = router.ask({ candidates: someCandidates("acme/a"), scripts: { "acme/a": [answer] } });
		await asked.routed;

		expect(router.log.written().map(({ type }) => type)).toEqual(router.events.map(({ type }) => type));
		expect(router.log.written().at(-1)?.type).toBe("routing.final");
	});

	it("leaves the session out of the records of a request that has none", async () => {
		const router = aRouter();
		await router.answer({ candidates: someCandidates("acme/a"), scripts: { "acme/a": [answer] }, hasSession: false });

		expect(router.events).toHaveLength(4);
		for (const event of router.events) expect(event).not.toHaveProperty("sessionId");
		expect(router.recorder.state().sessions.size).toBe(0);
	});

	it("ranks the target whose answer broke off last when the request is repeated", async () => {
		const router = aRouter();
		await router.answer({ candidates: two, scripts: { "acme/a": [[start, say("Hi"), throws("terminated")]] } });
		const failedTargetId = router.recorder.state().sessions.get("session-1")?.brokenTargetId;
		const { caller } = await router.answer({
			candidates: two,
			scripts: { "other/b": [answer] },
			request: { reason: "retry", ...(failedTargetId === undefined ? {} : { failedTargetId }) },
		});

		expect(caller.order()).toEqual(["other/b"]);
		expect(router.recorder.state().sessions.get("session-1")).toMatchObject({ lastTargetId: "other/b" });
	});
});

describe("flushBriefly", () => {
	it("waits for the log, and leaves no timer", async () => {
		const clock = createFakeClock();
		const log = createMemoryLog();
		const recorder = createRecorder({ log, writer: "w1", onBug: rethrow });
		recorder.record({ type: "state.reset", atMs: 1, data: {} });
		await flushBriefly(recorder, clock);

		expect(log.written()).toHaveLength(1);
		expect(clock.pending()).toBe(0);
	});

	it("waits no longer than 50 ms for a slow disk", async () => {
		const clock = createFakeClock();
		const log = { append: () => undefined, flush: () => new Promise<void>(() => undefined) };
		const recorder = createRecorder({ log, writer: "w1", onBug: rethrow });
		await clock.until(flushBriefly(recorder, clock));

		expect(clock.monotonicMs()).toBe(50);
	});
});
