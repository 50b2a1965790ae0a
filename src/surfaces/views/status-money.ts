import type { UviStatus } from "../../core/accounting/standing.ts";
import { isNearlySpent } from "../../core/accounting/standing.ts";
import type { JudgedWindow, QuotaReport } from "../../core/reports/quota-report.ts";
import { formatDuration } from "../../core/text/format.ts";
import { formatUsd } from "../../core/text/format-usd.ts";
import type { Control } from "../../engine/control.ts";
import { windowOutlook } from "./window-outlook.ts";

/** What the line in pi's footer says about money and quota. */
export interface StatusMoney {
	/** Providers that use their plan up too fast, the worst first: `anthropic 1.64 stressed`. */
	readonly paces: readonly string[];
	/** Budgets that are nearly spent, the tightest first: `google 87% of $20.00 monthly`. */
	readonly budgets: readonly string[];
	/** The window that is nearest to its end: `anthropic 5h 38%, resets in 3h05m`, or only `anthropic 5h 38%, 3h05m left`. */
	readonly quota?: { readonly text: string; readonly short: string };
}

const WORST_FIRST: readonly UviStatus[] = ["exhausted", "critical", "stressed"];

function paces(reports: readonly QuotaReport[]): readonly string[] {
	return WORST_FIRST.flatMap((status) =>
		reports
			.filter((report) => report.status === status)
			.map(({ account, uvi }) => [account, ...(uvi === undefined ? [] : [uvi.toFixed(2)]), status].join(" ")),
	);
}

function budgetWarnings(control: Control, accounts: ReadonlySet<string>): readonly string[] {
	return control
		.budgets()
		.filter(({ provider }) => accounts.has(provider))
		.flatMap(({ provider, budgets }) => budgets.filter(isNearlySpent).map((budget) => ({ provider, ...budget })))
		.map((budget) => ({ ...budget, share: budget.spentUsd / budget.limitUsd }))
		.sort((a, b) => b.share - a.share)
		.map(({ provider, share, limitUsd, period }) => {
			return `${provider} ${Math.round(share * 100)}% of ${formatUsd(limitUsd)} ${period}`;
		});
}

/** A budget has its own warning, and what is stale or has no end tells nothing about time. */
const isTelling = ({ source, isStale, resetsAtMs }: JudgedWindow): boolean =>
	source !== "budget" && !isStale && resetsAtMs !== undefined;

/** Monthly budgets have a pace also while that of plans is switched off. */
const isBudgetOnly = ({ windows }: QuotaReport): boolean => windows.every(({ source }) => source === "budget");

function tightest(reports: readonly QuotaReport[], nowMs: number): StatusMoney["quota"] {
	const all = reports.flatMap(({ account, windows }) =>
		windows.filter(isTelling).map((window) => ({ account, window })),
	);
	const [first] = all.sort((a, b) => b.window.usedShare - a.window.usedShare);
	if (first === undefined) return undefined;
	const { account, window } = first;
	const used = `${account} ${window.id} ${Math.round(window.usedShare * 100)}%`;
	const left =
		window.resetsAtMs === undefined ? "" : `, ${formatDuration(Math.max(0, window.resetsAtMs - nowMs))} left`;
	return { text: `${used}, ${windowOutlook(window, nowMs)}`, short: `${used}${left}` };
}

/** What is worth a word in the footer about the accounts that a route's targets are paid by. */
export function statusMoney(control: Control, accounts: ReadonlySet<string>): StatusMoney {
	const reports = control.quotas().filter(({ account }) => accounts.has(account));
	const paced = control.mode("uvi").isOn ? reports : reports.filter(isBudgetOnly);
	const quota = tightest(reports, control.now());
	return {
		paces: paces(paced),
		budgets: budgetWarnings(control, accounts),
		...(quota === undefined ? {} : { quota }),
	};
}
