import { describe, expect, it } from "vitest";
import { aResult, aUsage } from "../../../test/support/builders.ts";
import { aRoute, aTarget } from "../../../test/support/engine-builders.ts";
import { createFakeClock, FAKE_START_MS } from "../../../test/support/fake-clock.ts";
import { createMemoryLog } from "../../../test/support/memory-log.ts";
import { rethrow } from "../../../test/support/rethrow.ts";
import type { Config } from "../../core/config/config.ts";
import { defaultConfig } from "../../core/config/defaults.ts";
import { createRecorder } from "../recorder.ts";
import { createMoneyControl, type MoneySources } from "./money-control.ts";

const HOUR_MS = 3_600_000;

function setUp(
	parts: Partial<Pick<Config, "budgets" | "quota" | "timeZone">> & { money?: Partial<MoneySources> } = {},
) {
	const { budgets = [], quota = [], timeZone, money } = parts;
	const clock = createFakeClock();
	const recorder = createRecorder({ log: createMemoryLog(), writer: "w", onBug: rethrow });
	const targets = [aTarget("google/gemini"), aTarget("deepseek/v4", { billing: "per-token", authProvider: "work" })];
	const config: Config = {
		...defaultConfig(() => true),
		routes: new Map([["swe", aRoute({ targets })]]),
		budgets,
		quota,
		...(timeZone === undefined ? {} : { timeZone }),
	};
	const control = createMoneyControl({
		clock,
		recorder,
		config: { state: () => ({ config, source: "file", issues: [] }) },
		machineZone: () => "UTC",
		...(money === undefined
			? {}
			: {
					money: {
						refreshQuotas: async () => [],
						refreshBalances: async () => [],
						...money,
					},
				}),
	});
	const spend = (usd: number, day: string): void => {
		const data = aResult("google/gemini", { usage: aUsage({ costUsd: usd }), day });
		recorder.record({ type: "routing.result", atMs: clock.now(), data });
	};
	return { control, recorder, clock, spend };
}

describe("createMoneyControl", () => {
	it("sets and clears limits as facts", () => {
		const { control, spend } = setUp({
			budgets: [{ provider: "google", period: "daily", limitUsd: 3, isHard: false }],
		});
		spend(2, "2026-11-01");
		control.setBudget("google", "monthly", { limitUsd: 20, isHard: true });
		expect(control.budgets()).toMatchObject([
			{
				provider: "google",
				isPerToken: true,
				budgets: [
					{ period: "daily", limitUsd: 3, spentUsd: 2, from: "file", forecastUsd: 4 },
					{ period: "monthly", limitUsd: 20, spentUsd: 2, isHard: true, from: "command" },
				],
			},
		]);
		control.clearBudget("google", "monthly");
		expect(control.budgets()).toMatchObject([{ isPerToken: false, budgets: [{ period: "daily" }] }]);
	});

	it("counts days of the configured zone, else of the machine", () => {
		const kiribati = setUp({ timeZone: "Pacific/Kiritimati" });
		kiribati.spend(2, "2026-11-02");
		expect(kiribati.control.budgets()).toMatchObject([{ today: { costUsd: 2 } }]);
		const utc = setUp();
		utc.spend(2, "2026-11-02");
		expect(utc.control.budgets()).toMatchObject([{ today: { costUsd: 0 }, month: { costUsd: 2 } }]);
	});

	it("lists those without a limit behind the others, the dearest first", () => {
		const { control, recorder } = setUp({
			budgets: [{ provider: "zai", period: "daily", limitUsd: 3, isHard: false }],
		});
		for (const [name, costUsd] of [
			["a/1", 1],
			["b/2", 5],
		] as const) {
			const data = aResult(name, { usage: aUsage({ costUsd }), day: "2026-11-01" });
			recorder.record({ type: "routing.result", atMs: FAKE_START_MS, data });
		}
		expect(control.budgets().map(({ provider }) => provider)).toEqual(["zai", "b", "a"]);
	});

	it("reports windows of vendors, windows that are counted here, and monthly budgets", () => {
		const counted = { provider: "zai", id: "1h", windowMs: HOUR_MS, unit: "requests", limit: 10 } as const;
		const { control, recorder, spend } = setUp({ quota: [counted] });
		recorder.record({
			type: "quota.read",
			atMs: FAKE_START_MS,
			data: {
				provider: "anthropic",
				windows: [{ id: "5h", usedPercent: 40 }],
				source: "endpoint",
				ok: true,
				plan: "max",
			},
		});
		control.setBudget("google", "monthly", { limitUsd: 20, isHard: false });
		spend(5, "2026-11-01");
		expect(control.quotas()).toMatchObject([
			{ account: "anthropic", plan: "max", windows: [{ id: "5h", usedShare: 0.4 }] },
			{
				account: "google",
				windows: [
					{
						id: "monthly",
						usedShare: 0.25,
						source: "budget",
						resetsAtMs: Date.UTC(2026, 11, 1),
						windowMs: 720 * HOUR_MS,
					},
				],
			},
			{ account: "zai", windows: [{ id: "1h", source: "ledger", usedShare: 0 }] },
		]);
	});

	it("reports a failed reading with what was known before", () => {
		const { control, recorder } = setUp();
		const failed = { provider: "deepseek", ok: false, error: "the key was refused" };
		recorder.record({ type: "balance.read", atMs: 1, data: { ...failed, ok: true, currency: "CNY", amount: 7 } });
		recorder.record({ type: "balance.read", atMs: 2, data: failed });
		recorder.record({ type: "quota.read", atMs: 2, data: { ...failed, windows: [], source: "endpoint" } });
		expect(control.balances()[0]).toEqual({
			provider: "deepseek",
			amounts: [{ currency: "CNY", amount: 7 }],
			readAtMs: 1,
			error: "the key was refused",
		});
		expect(control.quotas()).toEqual([{ account: "deepseek", windows: [], error: "the key was refused" }]);
	});

	it("lists balances of accounts that are paid by the token though nobody has read them", () => {
		const { control } = setUp();
		control.setBudget("google", "monthly", { limitUsd: 20, isHard: false });
		expect(control.balances()).toMatchObject([
			{ provider: "google", amounts: [], monthly: { limitUsd: 20 } },
			{ provider: "work" },
		]);
	});

	it("asks nobody, and shows what was read, where nothing is plugged in", async () => {
		const { control, recorder } = setUp();
		const data = { provider: "zai", windows: [{ id: "5h", usedPercent: 100 }], source: "endpoint", ok: true };
		recorder.record({ type: "quota.read", atMs: FAKE_START_MS, data });
		expect(control.quotas()).toMatchObject([{ status: "exhausted", windows: [{ status: "exhausted" }] }]);
		expect([await control.refreshQuotas(), await control.refreshBalances()]).toEqual([[], []]);
	});
});
