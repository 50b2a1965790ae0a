import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDayOf, newestDays, valueOfDay } from "./days.ts";
import { Histogram } from "./histogram.ts";
import { newestFirst, pushNewest } from "./newest.ts";
import { countAt, mostFirst, OTHERS, shareOf, valueAt } from "./tally.ts";

describe("Histogram", () => {
	it("is off by 2.5 percent at most, by nearest rank", () => {
		const value = fc.double({ min: 1e-5, max: 1e9, noNaN: true });
		fc.assert(
			fc.property(fc.array(value, { minLength: 1 }), fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
				const histogram = new Histogram();
				for (const one of values) histogram.add(one);
				const exact = values.sort((a, b) => a - b)[Math.max(1, Math.ceil(share * values.length)) - 1] ?? 0;

				expect(Math.abs((histogram.quantile(share) ?? 0) / exact - 1)).toBeLessThan(0.025);
			}),
		);
	});

	it("counts what is too small to matter as nothing", () => {
		const histogram = new Histogram();
		for (const value of [0, 0, 1e-9, 5]) histogram.add(value);

		expect([histogram.quantile(0), histogram.quantile(0.5), histogram.count, histogram.sum]).toEqual([
			0,
			0,
			4,
			expect.closeTo(5),
		]);
	});

	it("has no quantile of nothing", () => {
		expect(new Histogram().quantile(0.5)).toBeUndefined();
		expect(new Histogram().at(0.5)).toBe(0);
	});
});

describe("tally", () => {
	it("puts further keys together when there are too many", () => {
		const counts = new Map<string, number>();
		for (const key of ["a", "b", "a", "c", "d", "a"]) countAt(counts, key, 2);
		const values = new Map<string, string[]>();
		for (let at = 0; at < 600; at++) valueAt(values, `k${at}`, () => []).push(`${at}`);

		expect(mostFirst(counts)).toEqual([
			{ key: "a", count: 3 },
			{ key: OTHERS, count: 2 },
			{ key: "b", count: 1 },
		]);
		expect([values.size, values.get(OTHERS)?.length]).toEqual([501, 100]);
	});

	it("orders equal counts by name", () => {
		expect(
			mostFirst(
				new Map([
					["b", 1],
					["a", 1],
				]),
			).map(({ key }) => key),
		).toEqual(["a", "b"]);
	});

	it("has no part of nothing", () => {
		expect(shareOf(3, 0)).toBe(0);
	});
});

describe("newest", () => {
	it("keeps as many as asked for, newest first", () => {
		const list: number[] = [];
		for (let at = 0; at < 100; at++) pushNewest(list, at, 3);

		expect(newestFirst(list, 3)).toEqual([99, 98, 97]);
		expect(newestFirst([1], 3)).toEqual([1]);
		expect(list.length).toBeLessThan(30);
	});
});

describe("days", () => {
	it("finds the day of each moment, in whatever order they come", () => {
		const dayOf = createDayOf("Europe/Berlin");

		expect(
			["2026-11-22T23:30:00Z", "2026-11-23T10:00:00Z", "2026-11-22T22:59:59Z"].map((iso) => dayOf(Date.parse(iso)).key),
		).toEqual(["2026-11-23", "2026-11-23", "2026-11-22"]);
	});

	it("drops the oldest beyond four hundred, whichever came first", () => {
		const days = new Map<string, number>();
		const names = Array.from({ length: 402 }, (_, at) => new Date(at * 86_400_000).toISOString().slice(0, 10));
		for (const [at, day] of names.reverse().entries()) valueOfDay(days, day, () => at);

		expect(days.size).toBe(400);
		expect(newestDays(days, 2)).toEqual([
			["1971-02-06", 0],
			["1971-02-05", 1],
		]);
		expect(valueOfDay(days, "1971-02-06", () => 9)).toBe(0);
	});
});
