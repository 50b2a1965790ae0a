import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatClock, formatDuration, formatTokens } from "./format.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe("formatDuration", () => {
	it.each([
		[-5, "<1s"],
		[0, "<1s"],
		[999, "<1s"],
		[SECOND, "1s"],
		[59_999, "59s"],
		[MINUTE, "1m"],
		[MINUTE + 999, "1m"],
		[MINUTE + 5 * SECOND, "1m05s"],
		[HOUR - 1, "59m59s"],
		[2 * HOUR + 10 * MINUTE, "2h10m"],
		[2 * HOUR + 59 * SECOND, "2h"],
		[DAY, "1d"],
		[DAY + HOUR, "1d01h"],
		[32 * DAY, "32d"],
		[Number.NaN, "<1s"],
	])("says %d ms as %s", (ms, expected) => {
		expect(formatDuration(ms)).toBe(expected);
	});

	it("is short, whatever the length", () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 1_000 * DAY }), (ms) => {
				expect(formatDuration(ms)).toMatch(/^(?:<1s|\d{1,4}[dhms](?:\d\d[hms])?)$/);
			}),
		);
	});
});

describe("formatTokens", () => {
	it.each([
		[0, "0"],
		[950, "950"],
		[999, "999"],
		[999.6, "1k"],
		[1_000, "1k"],
		[1_250, "1.3k"],
		[9_949, "9.9k"],
		[9_950, "10k"],
		[12_000, "12k"],
		[999_499, "999k"],
		[999_500, "1M"],
		[1_240_000, "1.2M"],
	])("says %d as %s", (tokens, expected) => {
		expect(formatTokens(tokens)).toBe(expected);
	});
});

describe("formatClock", () => {
	const now = Date.UTC(2026, 10, 23, 14);

	it.each([
		["today", now + HOUR + 40 * MINUTE, "15:40"],
		["midnight", Date.UTC(2026, 10, 24), "Nov 24 00:00"],
		["another day", Date.UTC(2026, 10, 25, 8), "Nov 25 08:00"],
		["the same day of another year", Date.UTC(2027, 10, 23, 14), "Nov 23 14:00"],
	])("says %s", (_what, atMs, expected) => {
		expect(formatClock(atMs, now, "UTC")).toBe(expected);
	});

	it("goes by the day of the zone", () => {
		const late = Date.UTC(2026, 10, 23, 23, 30);

		expect(formatClock(late, now, "Europe/Berlin")).toBe("Nov 24 00:30");
		expect(formatClock(late, now, "America/New_York")).toBe("18:30");
	});

	it("takes the zone of the machine where none is given", () => {
		expect(formatClock(now, now)).toMatch(/^\d\d:\d\d$/);
	});
});
