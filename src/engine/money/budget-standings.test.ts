import { describe, expect, it } from "vitest";
import { aResult, aUsage, NOW_MS } from "../../../test/support/builders.ts";
import { EMPTY_ACCOUNTING } from "../../core/accounting/accounting.ts";
import type { BudgetInput } from "../../core/accounting/budgets.ts";
import { charge } from "../../core/accounting/ledger.ts";
import { createBudgetStandings } from "./budget-standings.ts";

const fileLimits = [{ provider: "google", period: "daily", limitUsd: 5, isHard: false }] as const;
const input: BudgetInput = { fileLimits, accounting: EMPTY_ACCOUNTING, nowMs: NOW_MS, timeZone: "UTC" };
const result = aResult("google/gemini", { usage: aUsage({ costUsd: 4.5 }), day: "2026-11-23" });
const ledger = charge(EMPTY_ACCOUNTING.ledger, result, NOW_MS);
const charged: BudgetInput = { ...input, accounting: { ...EMPTY_ACCOUNTING, ledger } };
const HOUR_MS = 3_600_000;

describe("createBudgetStandings", () => {
	it("works the same standing out once", () => {
		const standings = createBudgetStandings();
		expect(standings({ ...charged, nowMs: NOW_MS + HOUR_MS })).toBe(standings(charged));
	});

	it.each<[string, BudgetInput, number | undefined]>([
		["something was spent", charged, 4.5],
		["the next day has begun", { ...charged, nowMs: NOW_MS + 11 * HOUR_MS }, 0],
		["the clock went back to the day before", { ...charged, nowMs: NOW_MS - 15 * HOUR_MS }, 0],
		["the zone is another one", { ...charged, nowMs: NOW_MS, timeZone: "Pacific/Kiritimati" }, 0],
		["the limit is gone", { ...charged, fileLimits: [] }, undefined],
	])("works it out anew when %s", (_what, next, spentUsd) => {
		const standings = createBudgetStandings();
		expect(standings(input).get("google")?.[0]?.spentUsd).toBe(0);
		standings(charged);
		expect(standings(next).get("google")?.[0]?.spentUsd).toBe(spentUsd);
	});
});
