import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aResult, aUsage } from "../../../test/support/builders.ts";
import { localDay } from "../calendar/local-days.ts";
import type { BudgetLimit } from "../config/config.ts";
import type { Fact } from "../events.ts";
import { evolve, initialState } from "../state.ts";
import { type Budget, type BudgetInput, budgetsOf, limitedProviders } from "./budgets.ts";

const BERLIN = "Europe/Berlin";
const at = (time: string): number => Date.parse(time);

/** A request that cost something, booked to the local day it was made on. */
function spends(usd: number, time: string, more: { name?: string; account?: string; zone?: string } = {}): Fact {
	const { name = "google/gemini", account, zone = BERLIN } = more;
	const day = localDay(at(time), zone);
	const data = aResult(name, { usage: aUsage({ costUsd: usd }), day, ...(account === undefined ? {} : { account }) });
	return { type: "routing.result", atMs: at(time), data };
}

const sets = (period: "daily" | "monthly", limitUsd: number, time: string, hard = false): Fact => {
	return { type: "budget.set", atMs: at(time), data: { provider: "google", period, limitUsd, hard } };
};
const clears = (period: "daily" | "monthly", time: string): Fact => {
	return { type: "budget.cleared", atMs: at(time), data: { provider: "google", period } };
};
const inFile = (period: "daily" | "monthly", limitUsd: number): BudgetLimit => {
	return { provider: "google", period, limitUsd, isHard: false };
};

function input(facts: readonly Fact[], now: string, more: Partial<BudgetInput> = {}): BudgetInput {
	const { accounting } = facts.reduce<typeof initialState>(evolve, initialState);
	return { fileLimits: [], accounting, nowMs: at(now), timeZone: BERLIN, ...more };
}

const short = ({ period, limitUsd, spentUsd, isHard, from }: Budget): string =>
	`${period} ${spentUsd}/${limitUsd}${isHard ? " hard" : ""} ${from}`;
const google = (facts: readonly Fact[], now: string, more: Partial<BudgetInput> = {}): string[] =>
	budgetsOf("google", input(facts, now, more)).map(short);

const NOON = "2026-03-14T12:00:00+01:00";

describe("budgetsOf", () => {
	it.each<{ what: string; facts: readonly Fact[]; now?: string; fileLimits?: BudgetLimit[]; expected: string[] }>([
		{ what: "has none without a limit", facts: [spends(3, NOON)], expected: [] },
		{
			what: "has daily and monthly side by side, with what was spent before the limits were set",
			facts: [
				spends(3, "2026-03-02T09:00:00+01:00"),
				spends(1, "2026-03-14T09:00:00+01:00"),
				sets("monthly", 20, NOON),
				sets("daily", 2, NOON, true),
			],
			expected: ["daily 1/2 hard command", "monthly 4/20 command"],
		},
		{
			what: "does not count what another account paid for",
			facts: [
				sets("daily", 2, NOON),
				spends(9, NOON, { name: "anthropic/opus" }),
				spends(9, NOON, { account: "work" }),
			],
			expected: ["daily 0/2 command"],
		},
		{
			what: "counts what models of other providers used of this account",
			facts: [sets("daily", 2, NOON), spends(1.5, NOON, { name: "proxy/gemini", account: "google" })],
			expected: ["daily 1.5/2 command"],
		},
		{
			what: "knows the routes file's limit",
			facts: [spends(1, NOON)],
			fileLimits: [inFile("daily", 5)],
			expected: ["daily 1/5 file"],
		},
		{
			what: "takes the command's limit before the routes file's of the same period",
			facts: [sets("daily", 2, NOON)],
			fileLimits: [inFile("daily", 5), inFile("monthly", 50)],
			expected: ["daily 0/2 command", "monthly 0/50 file"],
		},
		{
			what: "takes the routes file's again after the command's was cleared",
			facts: [sets("daily", 2, NOON), clears("daily", "2026-03-14T12:00:01+01:00")],
			fileLimits: [inFile("daily", 5)],
			expected: ["daily 0/5 file"],
		},
		{
			what: "goes by the latest word, also where an older one arrives later",
			facts: [clears("daily", "2026-03-14T10:00:01+01:00"), sets("daily", 2, "2026-03-14T10:00:00+01:00")],
			expected: [],
		},
		{
			what: "begins a day at midnight of the zone",
			facts: [sets("daily", 2, NOON), spends(1, "2026-03-13T23:59:59+01:00"), spends(0.5, "2026-03-14T00:00:00+01:00")],
			expected: ["daily 0.5/2 command"],
		},
		{
			what: "begins a month at midnight of the zone",
			facts: [
				sets("monthly", 20, NOON),
				spends(7, "2026-02-28T23:59:59+01:00"),
				spends(1, "2026-03-01T00:00:00+01:00"),
			],
			now: "2026-03-31T23:59:59+02:00",
			expected: ["monthly 1/20 command"],
		},
		{
			what: "starts a month with nothing spent",
			facts: [sets("monthly", 20, NOON), spends(7, NOON)],
			now: "2026-04-01T00:00:00+02:00",
			expected: ["monthly 0/20 command"],
		},
	])("$what", ({ facts, now = NOON, fileLimits = [], expected }) => {
		expect(google(facts, now, { fileLimits })).toEqual(expected);
	});

	it("adds up the same in whatever order several processes' records arrive", () => {
		const facts = [
			sets("daily", 2, "2026-03-14T09:00:00+01:00"),
			sets("daily", 3, "2026-03-14T10:00:00+01:00", true),
			sets("monthly", 20, "2026-03-14T10:00:00+01:00"),
			clears("monthly", "2026-03-14T11:00:00+01:00"),
			spends(1, "2026-03-14T08:00:00+01:00"),
			spends(0.25, "2026-03-14T11:00:00+01:00"),
			spends(4, "2026-03-13T11:00:00+01:00"),
		];
		fc.assert(
			fc.property(fc.shuffledSubarray(facts, { minLength: facts.length }), (order) => {
				expect(google(order, NOON)).toEqual(["daily 1.25/3 hard command"]);
			}),
		);
	});

	it.each([
		["23 hours where clocks go forward", "2026-03-29T12:00:00+02:00", 23],
		["25 hours where clocks go back", "2026-10-25T12:00:00+01:00", 25],
		["24 hours else", NOON, 24],
	])("has a day of %s", (_what, now, hours) => {
		const [day] = budgetsOf("google", input([sets("daily", 2, now)], now));
		expect(((day?.periodEndMs ?? 0) - (day?.periodStartMs ?? 0)) / 3_600_000).toBe(hours);
	});

	it.each([
		["half of a day", "2026-03-14T12:00:00+01:00", 1, 2],
		["a quarter of a day", "2026-03-14T06:00:00+01:00", 1, 4],
		["11 of the 23 hours of a short day", "2026-03-29T12:00:00+02:00", 1.1, 2.3],
		["the first minutes", "2026-03-14T00:05:00+01:00", 1, undefined],
		["the first moment", "2026-03-14T00:00:00+01:00", 0, undefined],
	])("forecasts the day after %s", (_what, now, usd, expected) => {
		const [day] = budgetsOf("google", input([sets("daily", 2, now), spends(usd, now)], now));
		if (expected === undefined) expect(day?.forecastUsd).toBeUndefined();
		else expect(day?.forecastUsd).toBeCloseTo(expected, 9);
	});
});

describe("limitedProviders", () => {
	it("names each provider once, and none whose limit was cleared", () => {
		const { accounting } = input([sets("daily", 2, NOON), sets("monthly", 2, NOON)], NOON);
		const sources = { fileLimits: [inFile("daily", 5)], commandLimits: accounting.limits };
		expect(limitedProviders(sources)).toEqual(["google"]);
		const cleared = input([sets("daily", 2, NOON), clears("daily", NOON)], NOON).accounting.limits;
		expect(limitedProviders({ fileLimits: [], commandLimits: cleared })).toEqual([]);
	});
});
