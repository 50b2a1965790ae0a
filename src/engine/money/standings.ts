import type { Standing } from "../../core/accounting/standing.ts";
import type { Config } from "../../core/config/config.ts";
import type { Target } from "../../core/route.ts";
import type { RouterState } from "../../core/state.ts";
import { standingsOf } from "../../core/uvi/standings.ts";
import { type BudgetsByAccount, createBudgetStandings } from "./budget-standings.ts";

/** A moment whose standings are asked for. */
export interface StandingsMoment {
	readonly config: Config;
	readonly accounting: RouterState["accounting"];
	readonly isUviOn: boolean;
	readonly nowMs: number;
	/** IANA zone of days and months; looked up where there is a budget only. */
	readonly timeZone: () => string;
}

/** Takes what money and quota say about targets, by target id. */
export type TakeStandings = (targets: readonly Target[], moment: StandingsMoment) => ReadonlyMap<string, Standing>;

interface Taken {
	readonly moment: StandingsMoment;
	readonly standings: ReadonlyMap<string, Standing>;
}

const NO_BUDGETS: BudgetsByAccount = new Map();

/** Indices move slowly; within this time nothing is worked out again unless something was recorded. */
const FRESH_MS = 1_000;

function isSame({ moment: a }: Taken, b: StandingsMoment): boolean {
	const isFresh = b.nowMs >= a.nowMs && b.nowMs - a.nowMs < FRESH_MS;
	return isFresh && a.accounting === b.accounting && a.config === b.config && a.isUviOn === b.isUviOn;
}

/** Makes the taker of standings. Every request asks, so the same answer is worked out once a second. */
export function createStandings(): TakeStandings {
	const budgetsAt = createBudgetStandings();
	const taken = new WeakMap<readonly Target[], Taken>();
	return (targets, moment) => {
		const known = taken.get(targets);
		if (known && isSame(known, moment)) return known.standings;
		const { config, accounting, isUviOn, nowMs, timeZone } = moment;
		const { quotas, ledger } = accounting;
		const hasBudgets = config.budgets.length > 0 || accounting.limits.size > 0;
		const budgets: BudgetsByAccount = hasBudgets
			? budgetsAt({ fileLimits: config.budgets, accounting, nowMs, timeZone: timeZone() })
			: NO_BUDGETS;
		const standings = standingsOf(targets, {
			quotas,
			counted: config.quota,
			ledger,
			budgets,
			isUviOn,
			nowMs,
			thresholds: config.uvi,
		});
		taken.set(targets, { moment, standings });
		return standings;
	};
}
