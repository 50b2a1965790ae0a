import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { charge, EMPTY_LEDGER, spendIn } from "../accounting/ledger.ts";
import type { UviStatus } from "../accounting/standing.ts";
import { localDay, monthPeriod } from "../calendar/local-days.ts";
import { RoutesFileSchema } from "../config/schema.ts";
import type { ResultData } from "../events.ts";
import { monthWindow } from "./month-window.ts";
import { statusOf, uviOf } from "./uvi.ts";

const { uvi: THRESHOLDS } = v.parse(RoutesFileSchema, {});
const ZONE = "America/Los_Angeles";

const windowAt = (at: string, spentUsd: number, limitUsd = 20, zone = ZONE) =>
	monthWindow({ spentUsd, limitUsd }, monthPeriod(Date.parse(at), zone));

describe("the window of a monthly budget", () => {
	it.each<[string, string, number, UviStatus]>([
		["D46: $2 of $20 on the 1st", "2026-06-01T08:00Z", 2, "stressed"],
		["D46: $9.99 of $20 on the 1st", "2026-06-01T08:00Z", 9.99, "stressed"],
		["half of it on the 1st", "2026-06-01T08:00Z", 10, "critical"],
		["less than a tenth on the 1st", "2026-06-01T08:00Z", 1.99, "ok"],
		["nothing on the 1st", "2026-06-01T07:00Z", 0, "ok"],
		["half of it in the middle", "2026-06-16T07:00Z", 10, "ok"],
		["three quarters in the middle", "2026-06-16T07:00Z", 15, "stressed"],
		["little of it near the end", "2026-06-28T07:00Z", 4, "surplus"],
		["all of it", "2026-06-28T07:00Z", 20, "exhausted"],
		["more than all of it", "2026-06-28T07:00Z", 23, "exhausted"],
	])("judges %s", (_what, at, spentUsd, expected) => {
		expect(statusOf(windowAt(at, spentUsd), THRESHOLDS, Date.parse(at))).toBe(expected);
	});

	it("is that of the local calendar month, with its days and its changes of clocks", () => {
		expect(windowAt("2026-03-20T12:00Z", 5)).toEqual({
			id: "monthly",
			usedShare: 0.25,
			resetsAtMs: Date.parse("2026-04-01T07:00Z"),
			windowMs: (31 * 24 - 1) * 3_600_000,
			isBudget: true,
		});
	});

	it("D50: books the last evening of a month to the month that it is measured against", () => {
		const atMs = Date.parse("2026-07-01T02:00Z");
		const usage = { input: 1, output: 1, cacheRead: 0, cacheWrite: 0, costUsd: 10 };
		const result = { provider: "acme", modelId: "m", day: localDay(atMs, ZONE), usage } as ResultData;
		const month = monthPeriod(atMs, ZONE);
		const { months, lastAtMs } = charge(EMPTY_LEDGER, result, atMs);
		const spentUsd = spendIn(months.get(month.key), ({ provider }) => provider === "acme").costUsd;
		const window = monthWindow({ spentUsd, limitUsd: 20 }, month, lastAtMs.get("acme"));

		expect(spentUsd).toBe(10);
		expect(uviOf(window, atMs)).toBeCloseTo(0.503, 3);
	});

	it("D50: counts what was spent before the limit was set, over the whole month", () => {
		const set = Date.parse("2026-06-16T07:00Z");

		expect(uviOf(windowAt("2026-06-16T07:00Z", 10), set)).toBe(1);
	});

	it("stays critical between 1.8 and 2 if it was critical at the last charge", () => {
		const month = monthPeriod(Date.parse("2026-06-15T12:00Z"), "UTC");
		const [atMs, chargedMs] = [Date.parse("2026-06-09T12:00Z"), Date.parse("2026-06-08T12:00Z")];
		const budget = { spentUsd: 10.6, limitUsd: 20 };

		expect(statusOf(monthWindow(budget, month, chargedMs), THRESHOLDS, atMs)).toBe("critical");
		expect(statusOf(monthWindow(budget, month, atMs), THRESHOLDS, atMs)).toBe("stressed");
	});
});
