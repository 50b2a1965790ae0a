import { describe, expect, it } from "vitest";
import { createFakeClock } from "../../../test/support/fake-clock.ts";
import type { Clock } from "../ports.ts";
import { type Stall, watchForStall } from "./watch-for-stall.ts";

const timeouts = { firstEventMs: 60, firstOutputMs: 120, idleMs: 50 };

function aWatch(limits = timeouts) {
	const clock = createFakeClock();
	const stalls: (Stall & { atMs: number })[] = [];
	const watch = watchForStall(clock, limits, (stall) => stalls.push({ ...stall, atMs: clock.monotonicMs() }));
	return { clock, stalls, watch };
}

describe("watchForStall", () => {
	it("fires when nothing arrives, once", async () => {
		const { clock, stalls } = aWatch();
		await clock.advance(1_000);

		expect(stalls).toEqual([{ deadline: "firstEventMs", limitMs: 60, atMs: 60 }]);
		expect(clock.pending()).toBe(0);
	});

	it("fires for silence after the first bytes", async () => {
		const { clock, stalls, watch } = aWatch();
		await clock.advance(10);
		watch.onActivity();
		await clock.advance(1_000);

		expect(stalls).toEqual([{ deadline: "idleMs", limitMs: 50, atMs: 60 }]);
	});

	it("fires when there are signs of life but no output", async () => {
		const { clock, stalls, watch } = aWatch();
		for (let at = 0; at < 300 && stalls.length === 0; at += 20) {
			watch.onActivity();
			await clock.advance(20);
		}

		expect(stalls).toEqual([{ deadline: "firstOutputMs", limitMs: 120, atMs: 120 }]);
	});

	it("fires for a first output that is due before the first event", async () => {
		const { clock, stalls } = aWatch({ firstEventMs: 60, firstOutputMs: 40, idleMs: 50 });
		await clock.advance(1_000);

		expect(stalls).toEqual([{ deadline: "firstOutputMs", limitMs: 40, atMs: 40 }]);
	});

	it("minds only silence once there was output", async () => {
		const { clock, stalls, watch } = aWatch();
		watch.onActivity();
		watch.onOutput();
		for (let i = 0; i < 20; i++) {
			await clock.advance(40);
			watch.onActivity();
		}
		expect(stalls).toEqual([]);

		await clock.advance(1_000);
		expect(stalls).toEqual([{ deadline: "idleMs", limitMs: 50, atMs: 850 }]);
	});

	it("keeps one timer, however much arrives", async () => {
		const { clock, watch } = aWatch();
		for (let i = 0; i < 100; i++) watch.onActivity();

		expect(clock.pending()).toBe(1);
	});

	it("keeps the process alive while a request depends on it", () => {
		const kept: unknown[] = [];
		const clock = createFakeClock();
		const after: Clock["after"] = (_ms, _callback, options) => {
			kept.push(options);
			return () => undefined;
		};
		watchForStall({ ...clock, after }, timeouts, () => undefined);

		expect(kept).toEqual([{ keepsAlive: true }]);
	});

	it("is over when stopped, also for bytes that come late", async () => {
		const { clock, stalls, watch } = aWatch();
		watch.stop();
		watch.onActivity();
		await clock.advance(1_000);

		expect(stalls).toEqual([]);
		expect(clock.pending()).toBe(0);
	});
});
