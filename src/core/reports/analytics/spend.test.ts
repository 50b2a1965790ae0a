import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold } from "../../../../test/support/log/fold.ts";
import { aTold, aToldAttempt, who } from "../../../../test/support/log/told.ts";
import { charge, EMPTY_LEDGER, type Ledger, spendIn } from "../../accounting/ledger.ts";
import type { ResultData } from "../../events.ts";
import type { ToldAttempt, ToldImport } from "../read/told.ts";
import { spendReport } from "./spend.ts";

const NOW_MS = Date.parse("2026-11-11T00:00:00Z");
const options = { timeZone: "UTC", limit: 9, nowMs: NOW_MS, isPart: false };
const report = spendReport(options);
const at = (iso: string) => ({ atMs: Date.parse(iso) });
const spent = (iso: string, costUsd: number, more: Partial<ToldAttempt> = {}) =>
	aToldAttempt({ ...at(iso), usage: { input: 10, output: 1, cacheRead: 5, cacheWrite: 2, costUsd }, ...more });
const imported = (period: string, costUsd: number): ToldImport => ({
	kind: "import",
	atMs: NOW_MS,
	spend: [{ period, provider: "openai", inputTokens: 1, outputTokens: 1, costUsd }],
});

describe("spendReport", () => {
	it("adds up by day, month, provider and model", () => {
		const { totals, days, months, byProvider, byModel, importedUsd } = fold(
			report,
			spent("2026-10-31T10:00:00Z", 1),
			spent("2026-11-01T10:00:00Z", 2, { billing: "per-token" }),
			spent("2026-11-01T11:00:00Z", 4, who("deepseek/flash")),
			aToldAttempt({ usage: undefined }),
			aTold(),
		);

		expect(totals).toEqual({
			key: "all",
			inputTokens: 30,
			outputTokens: 3,
			cacheReadTokens: 15,
			cacheWriteTokens: 6,
			costUsd: 7,
			perTokenUsd: 2,
			requests: 3,
		});
		const brief = (rows: typeof days) => rows.map(({ key, costUsd }) => [key, costUsd]);
		expect(brief(days)).toEqual([
			["2026-11-01", 6],
			["2026-10-31", 1],
		]);
		expect(brief(months)).toEqual([
			["2026-11", 6],
			["2026-10", 1],
		]);
		expect(brief(byProvider)).toEqual([
			["deepseek", 4],
			["openai", 3],
		]);
		expect(brief(byModel)).toEqual([
			["deepseek/flash", 4],
			["openai/gpt-x", 3],
		]);
		expect(importedUsd).toBe(0);
	});

	it("books to the day that the record names, and to the zone's where it names none", () => {
		const { days } = fold(
			spendReport({ ...options, timeZone: "America/Los_Angeles" }),
			spent("2026-11-02T02:00:00Z", 1),
			spent("2026-11-02T02:00:00Z", 2, { day: "2026-11-02" }),
		);

		expect(days.map(({ key, costUsd }) => [key, costUsd])).toEqual([
			["2026-11-02", 2],
			["2026-11-01", 1],
		]);
	});

	it("is what the router's own ledger holds", () => {
		const attempt = fc.record({
			target: fc.constantFrom("openai/gpt-x", "deepseek/flash", "openai/gpt-y"),
			hour: fc.integer({ min: 0, max: 90 * 24 }),
			costUsd: fc.integer({ min: 0, max: 500 }),
			billing: fc.constantFrom("subscription" as const, "per-token" as const),
			account: fc.constantFrom(undefined, "work"),
		});
		fc.assert(
			fc.property(fc.array(attempt, { maxLength: 40 }), (rows) => {
				let ledger: Ledger = EMPTY_LEDGER;
				const told = rows.map(({ target, hour, costUsd, billing, account }) => {
					const one = spent(new Date(NOW_MS - hour * 3_600_000).toISOString(), costUsd, {
						...who(target),
						billing,
						account,
					});
					const { usage, atMs, provider, modelId } = one;
					ledger = charge(
						ledger,
						{ usage, provider, modelId, account, billing } as Partial<ResultData> as ResultData,
						atMs,
					);
					return one;
				});
				const { days } = fold(spendReport({ ...options, limit: 100 }), ...told);

				const expected = [...ledger.days].map(([key, book]) => ({ key, ...spendIn(book, () => true) }));
				expect(days.map(({ perTokenUsd: _, ...row }) => row)).toEqual(
					expected.sort((a, b) => (a.key < b.key ? 1 : -1)),
				);
			}),
		);
	});

	it("counts the earlier extension once: as it was taken over, or else from its records", () => {
		const earlier = spent("2026-11-01T10:00:00Z", 2, { version: 1 });
		const own = spent("2026-11-01T11:00:00Z", 1);

		const other = { ...earlier, ...who("deepseek/flash") };
		expect(fold(report, earlier, own, other).totals).toMatchObject({ costUsd: 5, requests: 3 });
		expect(fold(report, earlier, own, imported("2026-11-01", 2.5))).toMatchObject({
			totals: { costUsd: 3.5 },
			importedUsd: 2.5,
			days: [{ key: "2026-11-01", costUsd: 3.5 }],
		});
	});

	it("counts tokens that have no price", () => {
		const usage = { input: 10, output: 1, cacheRead: 0, cacheWrite: 0, costUsd: undefined };

		expect(fold(report, aToldAttempt({ usage })).totals).toMatchObject({ costUsd: 0, inputTokens: 10, requests: 1 });
	});

	it("takes no endless list over", () => {
		const acc = report.start();
		for (let at = 0; at < 10_002; at++) report.add(acc, imported("2026-11-01", 1));

		expect(acc.imported).toHaveLength(10_000);
	});

	it("puts further models together when there are too many", () => {
		const many = Array.from({ length: 600 }, (_, n) => spent("2026-11-01T10:00:00Z", 1, who(`openai/m${n}`)));
		const { byModel, totals } = fold(report, ...many);

		expect(totals.costUsd).toBe(600);
		expect(byModel[0]).toMatchObject({ key: "(others)", costUsd: 100 });
	});
});

describe("the forecast of spendReport", () => {
	it.each([
		["from the month's start", ["2026-10-31T00:00:00Z", "2026-11-01T00:00:00Z"], 10, 30],
		["from the log's start within it", ["2026-11-06T00:00:00Z"], 10, 50],
		["not within the first day", ["2026-11-10T12:00:00Z"], 10, undefined],
	])("reckons %s", (_how, [first = "", ...others], costUsd, forecastUsd) => {
		const rows =
			others.length === 0 ? [spent(first, costUsd)] : [spent(first, 1), ...others.map((iso) => spent(iso, costUsd))];

		expect(fold(report, ...rows).month).toMatchObject({ key: "2026-11", spentUsd: costUsd });
		expect(fold(report, ...rows).month?.forecastUsd).toBe(forecastUsd);
	});

	it.each([
		["nothing was spent this month", options, "2026-10-10T00:00:00Z"],
		["only a part of the time is looked at", { ...options, isPart: true }, "2026-11-02T00:00:00Z"],
	])("is left out where %s", (_why, given, iso) => {
		expect(fold(spendReport(given), spent(iso, 1))).not.toHaveProperty("month");
	});
});
