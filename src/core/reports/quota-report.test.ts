import { describe, expect, it } from "vitest";
import { EMPTY_LEDGER } from "../accounting/ledger.ts";
import { defaultConfig } from "../config/defaults.ts";
import type { KnownQuota, KnownWindow } from "../quota/quota-state.ts";
import { type QuotaReportInput, quotaReports } from "./quota-report.ts";

const NOW_MS = Date.UTC(2026, 10, 23, 12);
const HOUR_MS = 3_600_000;
const window = (more: Partial<KnownWindow>): KnownWindow => ({
	id: "5h",
	usedShare: 0.5,
	readAtMs: NOW_MS,
	source: "endpoint",
	windowMs: 5 * HOUR_MS,
	resetsAtMs: NOW_MS + 2.5 * HOUR_MS,
	...more,
});
const quota = (windows: readonly KnownWindow[], more: Partial<KnownQuota> = {}): KnownQuota => ({
	windows,
	askedAtMs: NOW_MS,
	failures: 0,
	...more,
});
const report = (known: Record<string, KnownQuota>, more: Partial<QuotaReportInput> = {}) =>
	quotaReports({
		quotas: new Map(Object.entries(known)),
		counted: [],
		ledger: EMPTY_LEDGER,
		budgets: new Map(),
		isUviOn: true,
		nowMs: NOW_MS,
		thresholds: defaultConfig(() => true).uvi,
		...more,
	});

describe("quotaReports", () => {
	it("judges every window, and the account by the worst that counts for all of it", () => {
		const fast = window({ id: "7d:opus", family: "opus", usedShare: 0.95, windowMs: 5 * HOUR_MS });
		expect(report({ anthropic: quota([window({}), fast], { plan: "max" }) })).toMatchObject([
			{
				account: "anthropic",
				plan: "max",
				status: "ok",
				uvi: 1,
				windows: [
					{ id: "5h", status: "ok", uvi: 1, source: "endpoint", isStale: false },
					{
						id: "7d:opus",
						status: "stressed",
						uvi: 1.9,
						emptyAtMs: expect.closeTo(NOW_MS + (0.05 / 0.95) * 2.5 * HOUR_MS, -1),
					},
				],
			},
		]);
	});

	it("says when a window that is used on like this will be empty, and nothing where it lasts", () => {
		const [one] = report({ a: quota([window({ usedShare: 0.75 }), window({ id: "7d", usedShare: 0.2 })]) });
		expect(one?.windows[0]?.emptyAtMs).toBeCloseTo(NOW_MS + (0.25 / 0.3) * HOUR_MS, -1);
		expect(one?.windows[1]).not.toHaveProperty("emptyAtMs");
	});

	it("leaves out a window that is over, and keeps the account", () => {
		const over = window({ resetsAtMs: NOW_MS - 1 });
		expect(report({ a: quota([over], { error: "it was refused" }) })).toEqual([
			{ account: "a", windows: [], error: "it was refused" },
		]);
	});

	it("marks what is old", () => {
		const old = window({ readAtMs: NOW_MS - 20 * 60_000, usedShare: 0.1 });
		expect(report({ a: quota([old]) })).toMatchObject([{ windows: [{ isStale: true }] }]);
	});
});
