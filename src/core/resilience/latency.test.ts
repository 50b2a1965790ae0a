import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addLatencySample, type Latency } from "./latency.ts";

const averageOf = (...samples: number[]): Latency | undefined =>
	samples.reduce<Latency | undefined>((latency, ttftMs, index) => addLatencySample(latency, ttftMs, index), undefined);

describe("addLatencySample", () => {
	it("starts with the first sample", () => {
		expect(averageOf(800)).toEqual({ ttftMs: 800, samples: 1, updatedAtMs: 0 });
	});

	it("is the plain average of the first five", () => {
		expect(averageOf(100, 200, 300, 400, 500)).toEqual({ ttftMs: 300, samples: 5, updatedAtMs: 4 });
	});

	it("gives a new sample a fifth of the weight from then on", () => {
		expect(averageOf(100, 100, 100, 100, 100, 100, 600)?.ttftMs).toBeCloseTo(200);
	});

	it("follows a change within about ten samples", () => {
		expect(averageOf(...Array<number>(20).fill(1_000), ...Array<number>(10).fill(100))?.ttftMs).toBeLessThan(200);
	});

	it("stays between the fastest and the slowest sample", () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 0, max: 600_000 }), { minLength: 1 }), (samples) => {
				const average = averageOf(...samples)?.ttftMs ?? -1;
				expect(average).toBeGreaterThanOrEqual(Math.min(...samples) - 1e-6);
				expect(average).toBeLessThanOrEqual(Math.max(...samples) + 1e-6);
			}),
		);
	});
});
