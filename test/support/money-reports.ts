import type { Budget } from "../../src/core/accounting/budgets.ts";
import { NO_SPEND } from "../../src/core/accounting/ledger.ts";
import type { BudgetReport } from "../../src/core/reports/budget-report.ts";
import type { JudgedWindow, QuotaReport } from "../../src/core/reports/quota-report.ts";
import { NOW_MS } from "./builders.ts";

const HOUR_MS = 3_600_000;

/** A monthly budget of $20 that a command has set, 87% of it spent, in November 2026. */
export function aBudget(more: Partial<Budget> = {}): Budget {
	return {
		period: "monthly",
		limitUsd: 20,
		spentUsd: 17.4,
		isHard: false,
		from: "command",
		periodStartMs: Date.UTC(2026, 10, 1),
		periodEndMs: Date.UTC(2026, 11, 1),
		forecastUsd: 23.1,
		...more,
	};
}

/** A daily budget of $5, a quarter of it spent, on the 23rd of November 2026. */
export function aDailyBudget(more: Partial<Budget> = {}): Budget {
	const [periodStartMs, periodEndMs] = [Date.UTC(2026, 10, 23), Date.UTC(2026, 10, 24)];
	return aBudget({
		period: "daily",
		limitUsd: 5,
		spentUsd: 1.25,
		forecastUsd: 2.14,
		periodStartMs,
		periodEndMs,
		...more,
	});
}

/** What a provider used this month and today, with these budgets. */
export function aBudgetReport(provider: string, ...budgets: readonly Budget[]): BudgetReport {
	const month = { ...NO_SPEND, inputTokens: 1_200_000, outputTokens: 80_000, costUsd: 17.4, requests: 40 };
	const today = {
		...NO_SPEND,
		inputTokens: 90_000,
		cacheReadTokens: 30_000,
		outputTokens: 6_000,
		costUsd: 1.25,
		requests: 3,
	};
	return { provider, isPerToken: budgets.some(({ period }) => period === "monthly"), today, month, budgets };
}

/** A window of five hours with 38% used, on pace, read a minute ago. */
export function aWindow(more: Partial<JudgedWindow> = {}): JudgedWindow {
	return {
		id: "5h",
		usedShare: 0.38,
		resetsAtMs: NOW_MS + 3 * HOUR_MS + 300_000,
		windowMs: 5 * HOUR_MS,
		readAtMs: NOW_MS - 60_000,
		status: "ok",
		uvi: 0.99,
		isStale: false,
		...more,
	};
}

/** An account whose windows are stressed. */
export function aQuotaReport(account: string, more: Partial<QuotaReport> = {}): QuotaReport {
	const week = aWindow({ id: "7d", usedShare: 0.68, uvi: 1.64, status: "stressed" });
	const emptyAtMs = NOW_MS + 2 * HOUR_MS + 600_000;
	return { account, status: "stressed", uvi: 1.64, windows: [aWindow({ emptyAtMs }), week], ...more };
}
