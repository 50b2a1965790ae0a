import type { UviStatus } from "../accounting/standing.ts";
import type { UviThresholds } from "../config/schema.ts";
import type { QuotaWindow } from "../quota/quota-reading.ts";
import type { KnownQuota } from "../quota/quota-state.ts";
import { type PlanSources, planOf } from "../uvi/account-plan.ts";
import { forecastOf, recentRate } from "../uvi/forecast.ts";
import { type AccountPlan, paceOf } from "../uvi/pace.ts";
import { statusOf, uviOf } from "../uvi/uvi.ts";
import { isStale, type PacedWindow, resetOf } from "../uvi/window-times.ts";

/** A window, and how it stands now. */
export interface JudgedWindow extends Omit<QuotaWindow, "resetsAtMs"> {
	/** Absent where it is not known, or cannot be true. */
	readonly resetsAtMs?: number;
	/** `endpoint`, `headers`, `ledger` for one that is counted here, `budget` for a monthly limit. */
	readonly source: string;
	/** When the vendor said so; absent for what is counted here. */
	readonly readAtMs?: number;
	readonly status: UviStatus;
	/** Used share over elapsed share; absent where the reset is unknown. */
	readonly uvi?: number;
	/** When it will be used up at the pace so far; absent where it will last. */
	readonly emptyAtMs?: number;
	/** Read so long ago that it neither blocks nor promotes. */
	readonly isStale: boolean;
}

/** How an account's plan, its windows that are counted here, and its monthly budget stand. */
export interface QuotaReport extends Pick<KnownQuota, "plan" | "isUsable" | "error"> {
	readonly account: string;
	readonly windows: readonly JudgedWindow[];
	/** Of the whole account; windows of a model family do not count. Absent where no window is known. */
	readonly status?: UviStatus;
	/** Of the window that decides. */
	readonly uvi?: number;
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
export interface QuotaReportInput extends PlanSources {
	readonly thresholds: UviThresholds;
}

function sourceOf(window: PacedWindow): string {
	if (window.isBudget) return "budget";
	return "source" in window && typeof window.source === "string" ? window.source : "ledger";
}

/** Share per millisecond that was lately used of a window that is counted here; vendors' windows tell only how far they are. */
function rateOf(account: string, window: PacedWindow, { counted, ledger, budgets, nowMs }: PlanSources) {
	const slots = ledger.slots.get(account) ?? [];
	if (window.isBudget) {
		const monthly = budgets.get(account)?.find(({ period }) => period === "monthly");
		return monthly && recentRate(window, slots, { unit: "usd", limit: monthly.limitUsd }, nowMs);
	}
	const own = counted.find(({ provider, id }) => provider === account && id === window.id);
	return own && window.readAtMs === undefined ? recentRate(window, slots, own, nowMs) : undefined;
}

function judge(account: string, window: PacedWindow, input: QuotaReportInput): JudgedWindow[] {
	const { thresholds, nowMs } = input;
	const status = statusOf(window, thresholds, nowMs);
	if (status === undefined) return [];
	const { id, usedShare, windowMs, family, readAtMs } = window;
	const [uvi, resetsAtMs] = [uviOf(window, nowMs), resetOf(window)];
	const { emptyInMs, lastsToReset = true } = forecastOf(window, nowMs, rateOf(account, window, input)) ?? {};
	return [
		{
			id,
			usedShare,
			source: sourceOf(window),
			status,
			isStale: isStale(window, nowMs),
			...(windowMs === undefined ? {} : { windowMs }),
			...(family === undefined ? {} : { family }),
			...(readAtMs === undefined ? {} : { readAtMs }),
			...(resetsAtMs === undefined ? {} : { resetsAtMs }),
			...(uvi === undefined ? {} : { uvi }),
			...(emptyInMs === undefined || lastsToReset ? {} : { emptyAtMs: nowMs + emptyInMs }),
		},
	];
}

function reportOf(account: string, plan: AccountPlan, input: QuotaReportInput): QuotaReport {
	const { quotas, thresholds, nowMs } = input;
	const pace = paceOf("", plan, thresholds, nowMs);
	const { plan: name, isUsable, error } = quotas.get(account) ?? {};
	return {
		account,
		windows: plan.windows.flatMap((window) => judge(account, window, input)),
		...(pace === undefined ? {} : { status: pace.status }),
		...(pace?.uvi === undefined ? {} : { uvi: pace.uvi }),
		...(name === undefined ? {} : { plan: name }),
		...(isUsable === undefined ? {} : { isUsable }),
		...(error === undefined ? {} : { error }),
	};
}

/** One report for each account of which a window is known, or which was asked in vain. */
export function quotaReports(input: QuotaReportInput): readonly QuotaReport[] {
	const { quotas, counted, budgets } = input;
	const accounts = new Set([...quotas.keys(), ...counted.map(({ provider }) => provider), ...budgets.keys()]);
	return [...accounts].sort().flatMap((account) => {
		const plan = planOf(account, input);
		return plan ? [reportOf(account, plan, input)] : [];
	});
}
