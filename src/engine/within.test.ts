import { describe, expect, it } from "vitest";
import { createFakeClock } from "../../test/support/fake-clock.ts";
import { within } from "./within.ts";

describe("within", () => {
	it("gives what the work gives, and leaves no timer", async () => {
		const clock = createFakeClock();

		expect(await within(clock, 50, Promise.resolve("done"), "late")).toBe("done");
		expect(clock.pending()).toBe(0);
	});

	it("gives something else when the work takes too long", async () => {
		const clock = createFakeClock();
		const never = new Promise<string>(() => undefined);

		expect(await clock.until(within(clock, 50, never, "late"))).toBe("late");
		expect(clock.monotonicMs()).toBe(50);
	});

	it("rejects when the work does, and leaves no timer", async () => {
		const clock = createFakeClock();

		await expect(within(clock, 50, Promise.reject(new Error("torn")), "late")).rejects.toThrow("torn");
		expect(clock.pending()).toBe(0);
	});
});
