import type { Budget } from "../accounting/budgets.ts";
import type { Ledger } from "../accounting/ledger.ts";
import type { LocalQuotaWindow } from "../config/config.ts";
import type { KnownQuotas } from "../quota/quota-state.ts";
import { localWindows } from "./local-windows.ts";
import { monthWindow } from "./month-window.ts";
import type { AccountPlan } from "./pace.ts";
import type { PacedWindow } from "./window-times.ts";

/** Everything that windows come from. */
export interface PlanSources {
	readonly quotas: KnownQuotas;
	/** Windows that the routes file wants counted. */
	readonly counted: readonly LocalQuotaWindow[];
	readonly ledger: Ledger;
	/** Budgets in force, by account. */
	readonly budgets: ReadonlyMap<string, readonly Budget[]>;
	/** False: plans are not looked at; monthly budgets always are. */
	readonly isUviOn: boolean;
	readonly nowMs: number;
}

function budgetWindows(account: string, { budgets, ledger }: PlanSources): readonly PacedWindow[] {
	const monthly = budgets.get(account)?.find(({ period }) => period === "monthly");
	if (!monthly) return [];
	const { periodStartMs: startMs, periodEndMs: endMs } = monthly;
	return [monthWindow(monthly, { startMs, endMs }, ledger.lastAtMs.get(account))];
}

/** All windows of an account: the vendor's, those that are counted here, and its monthly budget. Undefined where there are none. */
export function planOf(account: string, sources: PlanSources): AccountPlan | undefined {
	const { quotas, counted, ledger, isUviOn, nowMs } = sources;
	const ofBudget = budgetWindows(account, sources);
	const known = isUviOn ? quotas.get(account) : undefined;
	const own = isUviOn && counted.length > 0 ? localWindows(counted, account, ledger, nowMs) : [];
	if (!known && own.length === 0 && ofBudget.length === 0) return undefined;
	return { ...known, windows: [...(known?.windows ?? []), ...own, ...ofBudget] };
}
