import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import type { UviStatus } from "../accounting/standing.ts";
import { RoutesFileSchema } from "../config/schema.ts";
import type { KnownWindow } from "../quota/quota-state.ts";
import { paceOf } from "./pace.ts";
import { markCritical, statusOf } from "./uvi.ts";
import { endOf, type PacedWindow } from "./window-times.ts";

const { uvi: THRESHOLDS } = v.parse(RoutesFileSchema, {});
const MINUTE = 60_000;
const NOW = Date.parse("2026-11-23T12:00:00Z");
const WEEK = 7 * 24 * 60 * MINUTE;

const RANK: Readonly<Record<UviStatus, number>> = { surplus: 0, ok: 1, stressed: 2, critical: 3, exhausted: 4 };
const rankOf = (status: UviStatus | undefined): number => (status === undefined ? -1 : RANK[status]);

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const aroundNow = fc.integer({ min: NOW - WEEK, max: NOW + WEEK });

const aWindow: fc.Arbitrary<PacedWindow> = fc
	.record({
		usedShare: fc.double({ min: 0, max: 1.5, noNaN: true }),
		resetsAtMs: maybe(aroundNow),
		windowMs: maybe(fc.integer({ min: 1, max: WEEK })),
		readAtMs: maybe(fc.integer({ min: NOW - WEEK, max: NOW })),
		isCritical: fc.constantFrom(true, undefined),
		lastUsedAtMs: maybe(aroundNow),
	})
	.map(
		(fields): PacedWindow => ({
			id: "w",
			usedShare: fields.usedShare,
			...(fields.resetsAtMs === undefined ? {} : { resetsAtMs: fields.resetsAtMs }),
			...(fields.windowMs === undefined ? {} : { windowMs: fields.windowMs }),
			...(fields.readAtMs === undefined ? {} : { readAtMs: fields.readAtMs }),
			...(fields.isCritical ? { isCritical: true } : {}),
			...(fields.lastUsedAtMs === undefined ? {} : { lastUsedAtMs: fields.lastUsedAtMs }),
		}),
	);

describe("any window", () => {
	it("is judged no better for more use", () => {
		fc.assert(
			fc.property(aWindow, fc.double({ min: 0, max: 1, noNaN: true }), (window, more) => {
				const after = { ...window, usedShare: window.usedShare + more };

				expect(rankOf(statusOf(after, THRESHOLDS, NOW))).toBeGreaterThanOrEqual(
					rankOf(statusOf(window, THRESHOLDS, NOW)),
				);
			}),
		);
	});

	it("never blocks with less than half of it used", () => {
		fc.assert(
			fc.property(aWindow, fc.double({ min: 0, max: 0.4999, noNaN: true }), (window, usedShare) => {
				expect(rankOf(statusOf({ ...window, usedShare }, THRESHOLDS, NOW))).toBeLessThan(RANK.critical);
			}),
		);
	});

	it("is exhausted with all of it used, until its end and no longer", () => {
		fc.assert(
			fc.property(aWindow, fc.double({ min: 1, max: 9, noNaN: true }), (window, usedShare) => {
				const full = { ...window, usedShare };

				expect(statusOf(full, THRESHOLDS, NOW)).toBe(NOW < endOf(full) ? "exhausted" : undefined);
			}),
		);
	});

	it("is judged no worse by time alone", () => {
		fc.assert(
			fc.property(aWindow, fc.integer({ min: 0, max: WEEK }), (window, laterMs) => {
				const later = statusOf(window, THRESHOLDS, NOW + laterMs);
				// A surplus of a reading that has grown old is not believed any more, which makes it ok.
				const before = Math.max(rankOf(statusOf(window, THRESHOLDS, NOW)), RANK.ok);

				expect(rankOf(later)).toBeLessThanOrEqual(before);
			}),
		);
	});

	it("decides a target's standing only by what it says itself", () => {
		fc.assert(
			fc.property(fc.array(aWindow, { maxLength: 5 }), (windows) => {
				const statuses = windows.flatMap((window) => statusOf(window, THRESHOLDS, NOW) ?? []);
				const worst = statuses.toSorted((a, b) => RANK[b] - RANK[a])[0];
				const isLifted = worst === "ok" && statuses.includes("surplus");

				expect(paceOf("m", { windows }, THRESHOLDS, NOW)?.status).toBe(isLifted ? "surplus" : worst);
			}),
		);
	});
});

describe("readings around a threshold", () => {
	/** A reading every minute whose index is as given; what counts as blocked then, and just before the next one. */
	function blockedAt(indices: readonly number[]): readonly boolean[] {
		const startMs = NOW - 0.3 * WEEK;
		let known: readonly KnownWindow[] = [];
		return indices.flatMap((index, minute) => {
			const readAtMs = NOW + minute * MINUTE;
			const window = { id: "7d", usedShare: (index * (readAtMs - startMs)) / WEEK, resetsAtMs: startMs + WEEK };
			const marked = markCritical([{ ...window, windowMs: WEEK }], known, THRESHOLDS, readAtMs);
			known = marked.map((one) => ({ ...one, readAtMs, source: "endpoint" }));
			const isBlocked = (atMs: number) => known.some((one) => statusOf(one, THRESHOLDS, atMs) === "critical");
			return [isBlocked(readAtMs), isBlocked(readAtMs + MINUTE - 1)];
		});
	}

	const between = fc.array(fc.double({ min: 1.8, max: 1.9999, noNaN: true }), { minLength: 1, maxLength: 40 });

	it.each([
		["after it was critical", [2.1]],
		["after it was not", [1.7]],
		["with nothing before", []],
	])("toggle at most once %s", (_what, before) => {
		fc.assert(
			fc.property(between, (indices) => {
				const blocked = blockedAt([...before, ...indices]);
				const toggles = blocked.filter((is, at) => at > 0 && is !== blocked[at - 1]).length;

				expect(toggles).toBeLessThanOrEqual(1);
			}),
		);
	});

	it("hold what was critical, and keep free what was not", () => {
		expect(blockedAt([2.1, 1.95, 1.81, 1.99]).every(Boolean)).toBe(true);
		expect(blockedAt([1.7, 1.95, 1.81, 1.99]).some(Boolean)).toBe(false);
		expect(blockedAt([2.1, 1.79, 1.99]).slice(2).some(Boolean)).toBe(false);
	});
});
