import { type Budget, type BudgetInput, budgetsOf, limitedProviders } from "../accounting/budgets.ts";
import { type Spend, spendIn } from "../accounting/ledger.ts";
import { dayPeriod, monthPeriod } from "../calendar/local-days.ts";

/** What a provider's account used, and what it may use. */
export interface BudgetReport {
	readonly provider: string;
	/** A monthly limit makes it one that is paid by the token. */
	readonly isPerToken: boolean;
	readonly today: Spend;
	readonly month: Spend;
	/** Daily before monthly; empty without a limit. */
	readonly budgets: readonly Budget[];
}

/** Every provider with a limit, then every other one that used something this month, the dearest first. */
export function budgetReports(input: BudgetInput): readonly BudgetReport[] {
	const { accounting, fileLimits, nowMs, timeZone } = input;
	const { days, months } = accounting.ledger;
	const day = days.get(dayPeriod(nowMs, timeZone).key);
	const month = months.get(monthPeriod(nowMs, timeZone).key);
	const report = (provider: string): BudgetReport => {
		const budgets = budgetsOf(provider, input);
		return {
			provider,
			isPerToken: budgets.some(({ period }) => period === "monthly"),
			today: spendIn(day, ({ account }) => account === provider),
			month: spendIn(month, ({ account }) => account === provider),
			budgets,
		};
	};
	const limited = new Set(limitedProviders({ fileLimits, commandLimits: accounting.limits }));
	const others = new Set([...(month?.values() ?? [])].map(({ account }) => account)).difference(limited);
	const unlimited = [...others].map(report).sort((a, b) => b.month.costUsd - a.month.costUsd);
	return [...[...limited].map(report), ...unlimited];
}
