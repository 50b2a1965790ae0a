import { describe, expect, it } from "vitest";
import { elapsedShareOf, endOf, isStale, lengthOf, type PacedWindow, resetOf } from "./window-times.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.parse("2026-11-23T12:00:00Z");

const aWindow = (over: Partial<PacedWindow> = {}): PacedWindow => ({ id: "plan", usedShare: 0.5, ...over });
const monthTo = (reset: string, id = "month:premium") => aWindow({ id, resetsAtMs: Date.parse(reset) });

describe("the length of a window", () => {
	it.each<[string, PacedWindow, number | undefined]>([
		["as the vendor says", aWindow({ id: "5h", windowMs: 7 * HOUR }), 7 * HOUR],
		["by hours in its id", aWindow({ id: "5h" }), 5 * HOUR],
		["by days, of a family", aWindow({ id: "7d:opus" }), 7 * DAY],
		["by weeks", aWindow({ id: "2w" }), 14 * DAY],
		["not by a minute or a month", aWindow({ id: "1m" }), undefined],
		["not by what only looks like it", aWindow({ id: "5hours" }), undefined],
		["not of nothing", aWindow({ id: "0h" }), undefined],
		["by the 30 days of a month", monthTo("2026-12-01T00:00Z"), 30 * DAY],
		["by the 31 days of a month", monthTo("2026-11-01T00:00Z"), 31 * DAY],
		["by the 28 days of a month", monthTo("2027-03-01T00:00Z", "month"), 28 * DAY],
		["by the 29 days of a month", monthTo("2028-03-01T00:00Z", "monthly"), 29 * DAY],
		["over the end of a year", monthTo("2027-01-15T08:30Z"), 31 * DAY],
		["from the last day of a shorter month", monthTo("2026-03-31T10:00Z"), 31 * DAY],
		["not of a month without a reset", aWindow({ id: "month" }), undefined],
		["not of a length below zero", aWindow({ windowMs: -1 }), undefined],
		["not of a length that is no number", aWindow({ windowMs: Number.NaN }), undefined],
	])("is known %s", (_what, window, expected) => {
		expect(lengthOf(window)).toBe(expected);
	});
});

describe("the reset and the end of a window", () => {
	const read = (over: Partial<PacedWindow>) => aWindow({ readAtMs: NOW, ...over });

	it.each<[string, PacedWindow, number | undefined, number]>([
		["its reset", read({ id: "5h", resetsAtMs: NOW + HOUR }), NOW + HOUR, NOW + HOUR],
		["its reset, of any length", read({ resetsAtMs: NOW + HOUR }), NOW + HOUR, NOW + HOUR],
		[
			"a reset that clocks put a little too far away",
			read({ id: "5h", resetsAtMs: NOW + 5.2 * HOUR }),
			NOW + 5.2 * HOUR,
			NOW + 5.2 * HOUR,
		],
		[
			"its length after the reading, for a reset further away than it is long",
			read({ id: "5h", resetsAtMs: NOW + 6 * HOUR }),
			undefined,
			NOW + 5 * HOUR,
		],
		["its length after the reading, without a reset", read({ id: "5h" }), undefined, NOW + 5 * HOUR],
		["half an hour after the reading, when nothing is known", read({}), undefined, NOW + 30 * MINUTE],
		[
			"half an hour after the reading, for a reset that is no time",
			read({ resetsAtMs: Number.NaN }),
			undefined,
			NOW + 30 * MINUTE,
		],
		["never, when it is counted here and has not begun", aWindow(), undefined, Number.POSITIVE_INFINITY],
	])("are %s", (_what, window, reset, end) => {
		expect([resetOf(window), endOf(window)]).toEqual([reset, end]);
	});

	it.each([
		["at its beginning", 5 * HOUR, 0],
		["in the middle", 2.5 * HOUR, 0.5],
		["just before its end", 0.0005 * HOUR, 0.9999],
		["before its beginning, by another clock", 5.1 * HOUR, 0],
		["at its reset", 0, undefined],
		["after it", -1, undefined],
	])("says how much is over %s", (_what, leftMs, expected) => {
		const window = aWindow({ id: "5h", resetsAtMs: NOW + leftMs });

		expect(elapsedShareOf(window, NOW)).toEqual(expected);
	});

	it.each([
		["a reading of 15 minutes ago", 15 * MINUTE, false],
		["an older one", 15 * MINUTE + 1, true],
		["one of a clock that is ahead", -HOUR, false],
		["a count of our own", undefined, false],
	])("calls %s stale or not", (_what, agoMs, expected) => {
		expect(isStale(aWindow(agoMs === undefined ? {} : { readAtMs: NOW - agoMs }), NOW)).toBe(expected);
	});
});
