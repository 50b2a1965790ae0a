import { describe, expect, it, vi } from "vitest";
import { createClock, createId, createPromptHasher, createWriterId, randomFraction, usableZone } from "./system.ts";

describe("createClock", () => {
	it("shows the time of day and one that never goes back", () => {
		const clock = createClock();
		expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1_000);
		const first = clock.monotonicMs();
		expect(clock.monotonicMs()).toBeGreaterThanOrEqual(first);
	});

	it("calls back once after the time, unless cancelled", () => {
		vi.useFakeTimers();
		const [called, cancelled] = [vi.fn(), vi.fn()];
		createClock().after(50, called);
		createClock().after(50, cancelled)();
		vi.advanceTimersByTime(49);
		expect(called).not.toHaveBeenCalled();
		vi.advanceTimersByTime(1_000);
		expect(called).toHaveBeenCalledTimes(1);
		expect(cancelled).not.toHaveBeenCalled();
		vi.useRealTimers();
	});

	it("waits for months where a timer of Node would fire at once", () => {
		vi.useFakeTimers();
		const [called, cancelled] = [vi.fn(), vi.fn()];
		const monthMs = 32 * 24 * 60 * 60 * 1000;
		createClock().after(monthMs, called);
		const cancel = createClock().after(monthMs, cancelled);
		vi.advanceTimersByTime(monthMs - 1);
		cancel();
		expect(called).not.toHaveBeenCalled();
		vi.advanceTimersByTime(1);
		expect(called).toHaveBeenCalledTimes(1);
		expect(cancelled).not.toHaveBeenCalled();
		vi.useRealTimers();
	});

	it("keeps the process alive only where that is asked for", () => {
		const timer = vi.spyOn(globalThis, "setTimeout");
		createClock().after(1, () => undefined);
		createClock().after(1, () => undefined, { keepsAlive: true });
		const timers = timer.mock.results.map(({ value }) => value as NodeJS.Timeout);
		expect(timers.map((one) => one.hasRef())).toEqual([false, true]);
	});
});

describe("ids", () => {
	it("never come twice, and a writer's is short and fit for a file name", () => {
		const ids = Array.from({ length: 1_000 }, createId);
		const writers = Array.from({ length: 1_000 }, createWriterId);
		expect(new Set([...ids, ...writers]).size).toBe(2_000);
		for (const writer of writers) expect(writer).toMatch(/^[\w-]{12}$/);
	});
});

describe("randomFraction", () => {
	it("lies between 0 and 1", () => {
		for (let index = 0; index < 100; index += 1) {
			const fraction = randomFraction();
			expect(fraction >= 0 && fraction < 1).toBe(true);
		}
	});
});

describe("createPromptHasher", () => {
	const [one, two] = [createPromptHasher(Buffer.alloc(32, 1)), createPromptHasher(Buffer.alloc(32, 2))];

	it("gives the same for the same prompt and another for another one", () => {
		expect(one("fix the bug")).toBe(one("fix the bug"));
		expect(one("fix the bug")).not.toBe(one("fix the bug "));
	});

	it("gives another for another key", () => {
		expect(one("fix the bug")).not.toBe(two("fix the bug"));
	});

	it("has 22 characters, whatever the prompt", () => {
		for (const prompt of ["", "x".repeat(1_000_000), "日本"]) expect(one(prompt)).toMatch(/^[\w-]{22}$/);
	});
});

describe("usableZone", () => {
	it.each([
		["Europe/Berlin", "Europe/Berlin"],
		["UTC", "UTC"],
		["Etc/Unknown", "UTC"],
		["", "UTC"],
		[undefined, "UTC"],
	])("takes %s for %s", (zone, usable) => {
		expect(usableZone(zone)).toBe(usable);
	});
});
