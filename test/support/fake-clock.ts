import type { Clock } from "../../src/engine/ports.ts";

/** A clock that stands still until a test moves it. */
export interface FakeClock extends Clock {
	/** Moves time forward and fires what falls due, in order; everything that follows from one timer happens before the next. */
	advance(ms: number): Promise<void>;
	/** Moves time from timer to timer until the promise settles. Rejects when nothing is left that could settle it. */
	until<T>(promise: Promise<T>): Promise<T>;
	/** Timers that wait. */
	pending(): number;
}

/** Sunday, 1 November 2026, noon UTC. */
export const FAKE_START_MS = Date.UTC(2026, 10, 1, 12);

interface Timer {
	readonly dueMs: number;
	readonly order: number;
	readonly callback: () => void;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Lets every promise that can settle without a timer do so; the log in memory takes one turn of its own. */
export async function settled(): Promise<void> {
	await turn();
	await turn();
}

/** Makes a clock that shows `startMs` (epoch milliseconds). */
export function createFakeClock(startMs = FAKE_START_MS): FakeClock {
	let elapsedMs = 0;
	let order = 0;
	const timers = new Set<Timer>();

	const nextTimer = (): Timer | undefined =>
		[...timers].toSorted((a, b) => a.dueMs - b.dueMs || a.order - b.order).at(0);
	const fire = async (timer: Timer): Promise<void> => {
		timers.delete(timer);
		elapsedMs = Math.max(elapsedMs, timer.dueMs);
		timer.callback();
		await settled();
	};

	return {
		now: () => startMs + elapsedMs,
		monotonicMs: () => elapsedMs,
		after(ms, callback) {
			order += 1;
			const timer = { dueMs: elapsedMs + ms, order, callback };
			timers.add(timer);
			return () => timers.delete(timer);
		},
		async advance(ms) {
			await settled();
			const untilMs = elapsedMs + ms;
			for (let timer = nextTimer(); timer && timer.dueMs <= untilMs; timer = nextTimer()) await fire(timer);
			elapsedMs = untilMs;
			await settled();
		},
		async until(promise) {
			let isSettled = false;
			const mark = () => {
				isSettled = true;
			};
			promise.then(mark, mark);
			await settled();
			while (!isSettled) {
				const timer = nextTimer();
				if (!timer) throw new Error("nothing is left that could settle the promise");
				await fire(timer);
			}
			return promise;
		},
		pending: () => timers.size,
	};
}
