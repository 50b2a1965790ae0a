import type { Budget } from "../accounting/budgets.ts";
import type { UviStatus } from "../accounting/standing.ts";
import type { QuotaWindow } from "../quota/quota-reading.ts";
import type { KnownQuota, KnownQuotas } from "../quota/quota-state.ts";

/** A window that can be judged: read from a vendor, counted here, or a monthly budget. */
export interface WindowToJudge extends QuotaWindow {
	/** When the vendor said so; absent for what is counted here. */
	readonly readAtMs?: number;
	/** It counted as critical when it was read. */
	readonly isCritical?: true;
	/** When the account was last charged, for what is counted here. */
	readonly lastUsedAtMs?: number;
	/** It is a spending limit of the user. */
	readonly isBudget?: true;
}

/** A window, and how it stands now. */
export interface JudgedWindow extends WindowToJudge {
	readonly status: UviStatus;
	/** Used share over elapsed share; absent where the reset is unknown. */
	readonly uvi?: number;
	/** When it will be used up at the pace so far; absent where it will last. */
	readonly emptyAtMs?: number;
	/** Read so long ago that it neither blocks nor promotes. */
	readonly isStale: boolean;
}

/** The windows of an account, and what they come to together. */
export interface JudgedQuota {
	readonly windows: readonly JudgedWindow[];
	/** Absent where no window is known. */
	readonly status?: UviStatus;
	/** Of the window that decides. */
	readonly uvi?: number;
}

/** Which status decides: the worst, and a surplus only where nothing is wrong. */
const WORST_FIRST: readonly UviStatus[] = ["exhausted", "critical", "stressed", "surplus", "ok"];

/** What windows come to together: the worst status, and the highest index of those that have it. */
export function worstOf(windows: readonly JudgedWindow[]): Pick<JudgedQuota, "status" | "uvi"> {
	const status = WORST_FIRST.find((one) => windows.some((window) => window.status === one));
	if (status === undefined) return {};
	const indices = windows.flatMap((window) => (window.status === status ? (window.uvi ?? []) : []));
	return indices.length === 0 ? { status } : { status, uvi: Math.max(...indices) };
}

/** Judges the windows of one account. */
export type JudgeQuota = (account: string, windows: readonly WindowToJudge[], nowMs: number) => JudgedQuota;

/** How an account's plan, its windows that are counted here, and its monthly budget stand. */
export interface QuotaReport extends JudgedQuota, Pick<KnownQuota, "plan" | "isUsable" | "error"> {
	readonly account: string;
}

/** What came of asking a vendor. */
export interface RefreshReport {
	readonly account: string;
	/** `waiting`: it was asked a moment ago, or asks to be left alone. */
	readonly kind: "read" | "failed" | "waiting";
	/** One plain sentence where it was not read. */
	readonly message?: string;
}

/** What the reports are made from. */
export interface QuotaReportInput {
	readonly quotas: KnownQuotas;
	/** Windows that are counted from the ledger, by account. */
	readonly counted: ReadonlyMap<string, readonly WindowToJudge[]>;
	/** Monthly budgets in force, by account. */
	readonly monthly: ReadonlyMap<string, Budget>;
	/** When each account was last charged. */
	readonly lastAtMs: ReadonlyMap<string, number>;
	readonly judge: JudgeQuota;
	readonly nowMs: number;
}

/** A monthly budget as the window that it is. */
function budgetWindow(budget: Budget, lastUsedAtMs: number | undefined): WindowToJudge {
	return {
		id: budget.period,
		usedShare: budget.spentUsd / budget.limitUsd,
		resetsAtMs: budget.periodEndMs,
		windowMs: budget.periodEndMs - budget.periodStartMs,
		isBudget: true,
		...(lastUsedAtMs === undefined ? {} : { lastUsedAtMs }),
	};
}

/** One report for each account of which a window is known, or which was asked in vain. */
export function quotaReports(input: QuotaReportInput): readonly QuotaReport[] {
	const { quotas, counted, monthly, lastAtMs, judge, nowMs } = input;
	const accounts = new Set([...quotas.keys(), ...counted.keys(), ...monthly.keys()]);
	return [...accounts].sort().map((account) => {
		const known = quotas.get(account);
		const budget = monthly.get(account);
		const ofBudget = budget === undefined ? [] : [budgetWindow(budget, lastAtMs.get(account))];
		const windows = [...(known?.windows ?? []), ...(counted.get(account) ?? []), ...ofBudget];
		const { plan, isUsable, error } = known ?? {};
		return {
			account,
			...judge(account, windows, nowMs),
			...(plan === undefined ? {} : { plan }),
			...(isUsable === undefined ? {} : { isUsable }),
			...(error === undefined ? {} : { error }),
		};
	});
}
