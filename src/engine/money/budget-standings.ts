import { type Budget, type BudgetInput, budgetsOf, limitedProviders } from "../../core/accounting/budgets.ts";
import { dayPeriod, type Period } from "../../core/calendar/local-days.ts";

/** Budgets by the account that they are for. Their forecasts are those of the moment when something was last spent. */
export type BudgetsByAccount = ReadonlyMap<string, readonly Budget[]>;

const NONE: BudgetsByAccount = new Map();

function isSame(a: BudgetInput, b: BudgetInput): boolean {
	return (
		a.accounting.ledger === b.accounting.ledger &&
		a.accounting.limits === b.accounting.limits &&
		a.fileLimits === b.fileLimits &&
		a.timeZone === b.timeZone
	);
}

/**
 * Makes a look-up of how every account with a limit stands. Asked by each request, so it is worked out anew only when
 * something was spent, a limit was changed, or another day has begun.
 */
export function createBudgetStandings(): (input: BudgetInput) => BudgetsByAccount {
	let last: { readonly input: BudgetInput; readonly day: Period; readonly budgets: BudgetsByAccount } | undefined;
	return (input) => {
		const { fileLimits, accounting, nowMs, timeZone } = input;
		if (fileLimits.length === 0 && accounting.limits.size === 0) return NONE;
		const isToday = last !== undefined && nowMs >= last.day.startMs && nowMs < last.day.endMs;
		if (last && isToday && isSame(last.input, input)) return last.budgets;
		const providers = limitedProviders({ fileLimits, commandLimits: accounting.limits });
		const budgets = new Map(providers.map((provider) => [provider, budgetsOf(provider, input)]));
		last = { input, day: dayPeriod(nowMs, timeZone), budgets };
		return budgets;
	};
}
