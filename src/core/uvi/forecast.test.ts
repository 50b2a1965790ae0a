import { describe, expect, it } from "vitest";
import type { Slot } from "../accounting/ledger.ts";
import { type Forecast, forecastOf, forecastWords, recentRate } from "./forecast.ts";
import type { PacedWindow } from "./window-times.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.parse("2026-11-23T12:00:00Z");

/** Five hours, read just now. */
const win = (usedShare: number, resetsInMs: number, over: Partial<PacedWindow> = {}): PacedWindow => ({
	id: "5h",
	usedShare,
	windowMs: 5 * HOUR,
	resetsAtMs: NOW + resetsInMs,
	readAtMs: NOW,
	...over,
});
const noReset = (usedShare: number): PacedWindow => ({ id: "plan", usedShare, readAtMs: NOW });
const words = (forecast: Forecast | undefined) => forecast && forecastWords(forecast);

describe("a forecast", () => {
	it.each<[string, PacedWindow, Forecast | undefined]>([
		["half used in an hour", win(0.5, 4 * HOUR), { emptyInMs: HOUR, resetsInMs: 4 * HOUR, lastsToReset: false }],
		["on pace", win(0.5, 2.5 * HOUR), { emptyInMs: 2.5 * HOUR, resetsInMs: 2.5 * HOUR, lastsToReset: true }],
		["slower than that", win(0.25, 2.5 * HOUR), { emptyInMs: 7.5 * HOUR, resetsInMs: 2.5 * HOUR, lastsToReset: true }],
		[
			"as fast as at its reading",
			win(0.5, 3 * HOUR, { readAtMs: NOW - HOUR }),
			{ emptyInMs: HOUR, resetsInMs: 3 * HOUR, lastsToReset: false },
		],
		["nothing used", win(0, 2 * HOUR), { resetsInMs: 2 * HOUR, lastsToReset: true }],
		["everything used", win(1, 2 * HOUR), { emptyInMs: 0, resetsInMs: 2 * HOUR, lastsToReset: false }],
		["more than everything used", win(1.2, 2 * HOUR), { emptyInMs: 0, resetsInMs: 2 * HOUR, lastsToReset: false }],
		["everything used, unknown reset", noReset(1), { emptyInMs: 0, lastsToReset: false }],
		["nothing known", noReset(0.5), { lastsToReset: true }],
		["over", win(0.5, 0), undefined],
		["a share that is no number", win(Number.NaN, HOUR), undefined],
		["the first moment", win(0.01, 5 * HOUR), { emptyInMs: 4.95 * HOUR, resetsInMs: 5 * HOUR, lastsToReset: false }],
	])("of a window with %s", (_what, window, expected) => {
		expect(forecastOf(window, NOW)).toEqual(expected);
	});

	it("takes the recent pace rather than that of the whole window", () => {
		expect(forecastOf(win(0.5, 4 * HOUR), NOW, 0.5 / (10 * HOUR))).toMatchObject({ lastsToReset: true });
		expect(forecastOf(win(0.5, HOUR), NOW, 1 / HOUR)).toMatchObject({ emptyInMs: HOUR / 2, lastsToReset: false });
		expect(forecastOf(win(0.5, HOUR), NOW, 0)).toEqual({ resetsInMs: HOUR, lastsToReset: true });
		expect(forecastOf(win(0, HOUR), NOW, 1 / HOUR)).toEqual({ resetsInMs: HOUR, lastsToReset: true });
	});

	it.each<[string, Forecast, string | undefined]>([
		[
			"empty before its reset",
			{ emptyInMs: 130 * MINUTE, resetsInMs: 185 * MINUTE, lastsToReset: false },
			"empty in 2h10m, resets in 3h05m",
		],
		["lasting", { emptyInMs: 9 * HOUR, resetsInMs: 185 * MINUTE, lastsToReset: true }, "lasts, resets in 3h05m"],
		["empty", { emptyInMs: 0, resetsInMs: 185 * MINUTE, lastsToReset: false }, "empty, resets in 3h05m"],
		["empty, with an unknown reset", { emptyInMs: 0, lastsToReset: false }, "empty"],
		["empty soon, with an unknown reset", { emptyInMs: HOUR, lastsToReset: false }, "empty in 1h"],
		["unknown", { lastsToReset: true }, undefined],
	])("puts into words: %s", (_what, forecast, expected) => {
		expect(words(forecast)).toBe(expected);
	});
});

describe("the recent pace", () => {
	const slot = (minutesAgo: number, requests: number): Slot => ({
		startMs: NOW - minutesAgo * MINUTE,
		requests,
		tokens: 0,
		usd: 0,
	});
	const perHour = (window: PacedWindow, slots: readonly Slot[], nowMs = NOW) =>
		recentRate(window, slots, { unit: "requests", limit: 100 }, nowMs) * HOUR;
	const counted = (windowMs: number, sinceMs: number): PacedWindow => ({
		id: "w",
		usedShare: 0.5,
		windowMs,
		resetsAtMs: NOW - sinceMs + windowMs,
	});

	it.each<[string, PacedWindow, readonly Slot[], number]>([
		["nothing used", counted(5 * HOUR, 2 * HOUR), [], 0],
		["the last hour", counted(5 * HOUR, 2 * HOUR), [slot(70, 90), slot(60, 10), slot(10, 10)], 0.2],
		[
			"no longer than the window so far",
			counted(5 * HOUR, 30 * MINUTE),
			[slot(40, 90), slot(30, 10), slot(20, 10)],
			0.4,
		],
		["a window that has just begun", counted(5 * HOUR, 0), [slot(0, 10)], 0.6],
		[
			"the last tenth of a long window",
			counted(100 * HOUR, 50 * HOUR),
			[slot(610, 90), slot(600, 50), slot(60, 50)],
			0.1,
		],
	])("is that of %s", (_what, window, slots, expected) => {
		expect(perHour(window, slots)).toBeCloseTo(expected, 10);
	});

	it("is taken over whole slots", () => {
		expect(perHour(counted(5 * HOUR, 2 * HOUR), [slot(60, 65)], NOW + 5 * MINUTE)).toBeCloseTo(0.6, 10);
	});
});
