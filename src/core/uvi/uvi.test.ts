import * as v from "valibot";
import { describe, expect, it } from "vitest";
import type { UviStatus } from "../accounting/standing.ts";
import { RoutesFileSchema } from "../config/schema.ts";
import type { KnownWindow } from "../quota/quota-state.ts";
import { markCritical, statusOf, uviOf } from "./uvi.ts";
import type { PacedWindow } from "./window-times.ts";

const { uvi: THRESHOLDS } = v.parse(RoutesFileSchema, {});
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.parse("2026-11-23T12:00:00Z");

/** A power of two, so that shares like a quarter are exact. */
const LENGTH = 2 ** 25;
/** A window that was read just now. */
function at(usedShare: number, elapsedShare: number, over: Partial<KnownWindow> = {}): KnownWindow {
	const resetsAtMs = NOW + LENGTH * (1 - elapsedShare);
	return { id: "w", usedShare, windowMs: LENGTH, resetsAtMs, readAtMs: NOW, source: "endpoint", ...over };
}

const bare = (usedShare: number, over: Partial<PacedWindow> = {}): PacedWindow => ({ id: "w", usedShare, ...over });
const ended = (usedShare: number): PacedWindow => at(usedShare, 0.5, { resetsAtMs: NOW });
const old = (window: PacedWindow, agoMs = 15 * MINUTE + 1): PacedWindow => ({ ...window, readAtMs: NOW - agoMs });
/** Counted here; last charged when this share of it was over. */
function counted(usedShare: number, elapsedShare: number, chargedAtShare: number): PacedWindow {
	const resetsAtMs = NOW + LENGTH * (1 - elapsedShare);
	return bare(usedShare, { windowMs: LENGTH, resetsAtMs, lastUsedAtMs: resetsAtMs - LENGTH * (1 - chargedAtShare) });
}

describe("the index", () => {
	it.each<[string, PacedWindow, number | undefined]>([
		["is 1 on pace", at(0.5, 0.5), 1],
		["is 2 when twice as much is used as is over", at(0.5, 0.25), 2],
		["is 0 when nothing is used, also at the very beginning", at(0, 0), 0],
		["counts the beginning as one hundredth", at(0.5, 0), 50],
		["is not negative", at(-1, 0.5), 0],
		["is above 1 when more is used than allowed", at(1.5, 0.75), 2],
		["is not known without a reset", bare(0.5, { windowMs: LENGTH }), undefined],
		["is not known without a length", bare(0.5, { resetsAtMs: NOW + HOUR }), undefined],
		["is known where the id tells the length", bare(0.5, { id: "5h", resetsAtMs: NOW + 2.5 * HOUR }), 1],
		["is known for a month by its reset", bare(0.5, { id: "month:premium", resetsAtMs: NOW + 5 * DAY }), 0.59615],
		["is not known after the reset", ended(0.5), undefined],
		["is not known for a reset that cannot be true", at(0.5, 0.5, { resetsAtMs: NOW + 2 * LENGTH }), undefined],
	])("%s", (_what, window, expected) => {
		const uvi = uviOf(window, NOW);

		expect(uvi === undefined ? uvi : Math.round(uvi * 1e5) / 1e5).toBe(expected);
	});
});

describe("the status of a window", () => {
	it.each<[string, PacedWindow, UviStatus | undefined]>([
		["exhausted: 100 % used, whatever the index", at(1, 0.9), "exhausted"],
		["exhausted: more than 100 % used", at(1.04, 0.9), "exhausted"],
		["not exhausted: 99.99 % used", at(0.9999, 0.9), "ok"],
		["critical: index 2 with half used", at(0.5, 0.25), "critical"],
		["critical: above 2", at(0.75, 0.25), "critical"],
		["stressed: index just below 2", at(0.4999, 0.25), "stressed"],
		["stressed: index above 2 with less than half used", at(0.4999, 0.125), "stressed"],
		["critical: index above 2 with half used", at(0.5, 0.125), "critical"],
		["stressed: index 1.5", at(0.75, 0.5), "stressed"],
		["ok: index just below 1.5", at(0.7499, 0.5), "ok"],
		["stressed: index above 1.5 with 10 % used", at(0.1, 0.0625), "stressed"],
		["ok: index above 1.5 with less than 10 % used", at(0.0999, 0.0625), "ok"],
		["ok: index above 2 with less than 10 % used", at(0.0999, 0.03125), "ok"],
		["surplus: index 0.5", at(0.375, 0.75), "surplus"],
		["ok: index just above 0.5", at(0.3751, 0.75), "ok"],
		["surplus: 70 % over", at(0.1, 0.5, { resetsAtMs: NOW + Math.floor(LENGTH * 0.3) }), "surplus"],
		["ok: not quite 70 % over", at(0.1, 0.5, { resetsAtMs: NOW + Math.ceil(LENGTH * 0.3) }), "ok"],
		["surplus: nothing used near the end", at(0, 0.9), "surplus"],
		["ok: nothing used at the beginning", at(0, 0), "ok"],
		["held: 1.8 after it was critical", at(0.9, 0.5, { isCritical: true }), "critical"],
		["freed: just below 1.8 after it was critical", at(0.8999, 0.5, { isCritical: true }), "stressed"],
		["not held: between 1.8 and 2, never critical", at(0.9, 0.5), "stressed"],
		["not held: less than half used after it was critical", at(0.475, 0.25, { isCritical: true }), "stressed"],
		["held: 1.8 here, 2 when last charged", counted(0.9, 0.5, 0.45), "critical"],
		["held: above 1.8 here, exactly 2 when last charged", counted(0.875, 0.48, 0.4375), "critical"],
		["not held: 1.8 here, below 2 when last charged", counted(0.9, 0.5, 0.4501), "stressed"],
		["freed: below 1.8 here, 2 when last charged", counted(0.8999, 0.5, 0.25), "stressed"],
		["not held: last charged before it began", counted(0.45, 0.25, -1), "stressed"],
		["unknown reset, 100 % used", bare(1, { readAtMs: NOW }), "exhausted"],
		["unknown reset, 90 % used", bare(0.9, { readAtMs: NOW }), "stressed"],
		["unknown reset, 89.99 % used", bare(0.8999, { readAtMs: NOW }), "ok"],
		["unknown reset, nothing used", bare(0, { readAtMs: NOW }), "ok"],
		["unknown length, nothing used", bare(0, { readAtMs: NOW, resetsAtMs: NOW + 1 }), "ok"],
		["unknown length, 95 % used", bare(0.95, { readAtMs: NOW, resetsAtMs: NOW + HOUR }), "stressed"],
		["past its reset, 100 % used", ended(1), undefined],
		["past its reset, half used", ended(0.5), undefined],
		["a share that is no number", at(Number.NaN, 0.5), undefined],
		["endlessly used", at(Number.POSITIVE_INFINITY, 0.5), "exhausted"],
		["a share below zero", at(-0.5, 0.5), "ok"],
	])("%s", (_what, window, expected) => {
		expect(statusOf(window, THRESHOLDS, NOW)).toBe(expected);
	});

	it.each<[string, PacedWindow, UviStatus | undefined]>([
		["critical only demotes", old(at(0.5, 0.25)), "stressed"],
		["critical blocks while it is 15 minutes old", old(at(0.5, 0.25), 15 * MINUTE), "critical"],
		["held as critical only demotes", old(at(0.9, 0.5, { isCritical: true })), "stressed"],
		["stressed demotes", old(at(0.75, 0.5)), "stressed"],
		["surplus does not promote", old(at(0.1, 0.75)), "ok"],
		["ok is ok", old(at(0.5, 0.5)), "ok"],
		["exhausted blocks until its reset", old(at(1, 0.5), LENGTH / 4), "exhausted"],
		["exhausted ends with its reset", old(ended(1)), undefined],
		["exhausted of known length blocks for that long", old(bare(1, { id: "5h" }), 5 * HOUR - 1), "exhausted"],
		["exhausted of known length ends after it", old(bare(1, { id: "5h" }), 5 * HOUR), undefined],
		["exhausted of unknown end blocks for half an hour", old(bare(1), 30 * MINUTE - 1), "exhausted"],
		["exhausted of unknown end ends after half an hour", old(bare(1), 30 * MINUTE), undefined],
		[
			"a reset years away does not block for years",
			old(bare(1, { id: "5h", resetsAtMs: NOW * 2 }), 5 * HOUR),
			undefined,
		],
	])("of an old reading: %s", (_what, window, expected) => {
		expect(statusOf(window, THRESHOLDS, NOW)).toBe(expected);
	});

	it("follows the thresholds of the routes file", () => {
		const strict = { ...THRESHOLDS, criticalUsedMin: 0.2, criticalAt: 1.9, stressedUsedMin: 0, surplusElapsedMin: 0.5 };

		expect(statusOf(at(0.2, 0.1), strict, NOW)).toBe("critical");
		expect(statusOf(at(0.05, 0.03), strict, NOW)).toBe("stressed");
		expect(statusOf(at(0.2, 0.5), strict, NOW)).toBe("surplus");
	});
});

describe("early in a window", () => {
	const fiveHours = (usedShare: number, sinceMs: number) =>
		bare(usedShare, { id: "5h", windowMs: 5 * HOUR, resetsAtMs: NOW + 5 * HOUR - sinceMs, readAtMs: NOW });
	const week = (usedShare: number, sinceMs: number) =>
		bare(usedShare, { id: "7d", windowMs: 7 * DAY, resetsAtMs: NOW + 7 * DAY - sinceMs, readAtMs: NOW });

	it.each<[string, PacedWindow, UviStatus | undefined]>([
		["D46: 10 % of 5 h in three minutes", fiveHours(0.1, 3 * MINUTE), "stressed"],
		["D46: 10 % of 7 d in eight hours", week(0.1, 8 * HOUR), "stressed"],
		["D46: 10 % of a window whose reset is unknown", bare(0.1, { readAtMs: NOW }), "ok"],
		["D46: 10 % of a model's window without a length", bare(0.1, { readAtMs: NOW, resetsAtMs: NOW + 9 * HOUR }), "ok"],
		["D46: half of 5 h in three minutes", fiveHours(0.5, 3 * MINUTE), "critical"],
		["D47: 100 % used at 90 % elapsed", fiveHours(1, 4.5 * HOUR), "exhausted"],
		["D48: half a percent is not half", fiveHours(0.005, 3 * MINUTE), "ok"],
		["D48: 104 % used is no surplus", fiveHours(1.04, 4.5 * HOUR), "exhausted"],
		[
			"D49: critical, six hours ago, its window long over",
			{ ...at(0.6, 0.2), readAtMs: NOW - 6 * HOUR, resetsAtMs: NOW - HOUR },
			undefined,
		],
		[
			"D49: critical, six hours ago, in a week that goes on",
			{ ...week(0.6, 2 * DAY), readAtMs: NOW - 6 * HOUR },
			"stressed",
		],
	])("%s", (_what, window, expected) => {
		expect(statusOf(window, THRESHOLDS, NOW)).toBe(expected);
	});
});

describe("the mark of a new reading", () => {
	const isMarked = (window: KnownWindow, before: readonly KnownWindow[]): boolean =>
		markCritical([window], before, THRESHOLDS, NOW)[0]?.isCritical === true;
	const was = (usedShare: number, elapsedShare: number, over: Partial<KnownWindow> = {}): KnownWindow =>
		at(usedShare, elapsedShare, { readAtMs: NOW - 5 * MINUTE, ...over });

	it.each<[string, KnownWindow, readonly KnownWindow[], boolean]>([
		["index 2 with half used", at(0.5, 0.25), [], true],
		["index just below 2", at(0.4999, 0.25), [], false],
		["index 2 with less than half used", at(0.4, 0.125), [], false],
		["1.9, critical until now", at(0.95, 0.5), [was(0.9, 0.25)], true],
		["1.9, marked and held until now", at(0.95, 0.5), [was(0.9, 0.5, { isCritical: true })], true],
		["1.9, marked but freed by time", at(0.95, 0.5), [was(0.85, 0.5, { isCritical: true })], false],
		["1.9, not critical before", at(0.95, 0.5), [was(0.9, 0.5)], false],
		["just below 1.8, critical until now", at(0.8999, 0.5), [was(0.9, 0.25)], false],
		["1.9 with less than half used, critical until now", at(0.475, 0.25), [was(0.9, 0.25)], false],
		["1.9, another window was critical", at(0.95, 0.5), [was(0.9, 0.25, { id: "7d" })], false],
		["1.9, that of a family was critical", at(0.95, 0.5), [was(0.9, 0.25, { family: "opus" })], false],
		["1.9, the window before it was critical", at(0.95, 0.5), [was(0.9, 0.25, { resetsAtMs: NOW - 1 })], false],
		["1.9, critical by an old reading", at(0.95, 0.5), [was(0.9, 0.25, { readAtMs: NOW - HOUR })], true],
		["unknown reset", { ...bare(0.99), readAtMs: NOW, source: "endpoint" }, [was(0.9, 0.25)], false],
	])("%s", (_what, window, before, expected) => {
		expect(isMarked(window, before)).toBe(expected);
	});

	it("leaves everything else of a reading as it is", () => {
		const windows = [at(0.5, 0.25), at(0.1, 0.5, { id: "7d" })];

		expect(markCritical(windows, [], THRESHOLDS, NOW)).toEqual([{ ...windows[0], isCritical: true }, windows[1]]);
	});
});
