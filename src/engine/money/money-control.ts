import type { BudgetInput } from "../../core/accounting/budgets.ts";
import { balanceReports } from "../../core/reports/balance-report.ts";
import { budgetReports } from "../../core/reports/budget-report.ts";
import {
	type JudgedWindow,
	type JudgeQuota,
	quotaReports,
	type RefreshReport,
	type WindowToJudge,
	worstOf,
} from "../../core/reports/quota-report.ts";
import { accountOf } from "../../core/route.ts";
import type { ConfigHolder } from "../config-holder.ts";
import type { MoneyControl } from "../control.ts";
import type { Clock } from "../ports.ts";
import type { Recorder } from "../recorder.ts";

/** What judges windows and asks vendors. */
export interface MoneySources {
	readonly judgeQuota: JudgeQuota;
	/** Windows that are counted from the ledger, by account. */
	readonly countedWindows: (nowMs: number) => ReadonlyMap<string, readonly WindowToJudge[]>;
	/** Asks vendors for quota now, as far as each lets itself be asked, and resolves when they have answered. Never rejects. */
	readonly refreshQuotas: () => Promise<readonly RefreshReport[]>;
	/** The same for balances. */
	readonly refreshBalances: () => Promise<readonly RefreshReport[]>;
}

/** What money is asked of. */
export interface MoneyControlInput {
	readonly clock: Pick<Clock, "now">;
	readonly recorder: Pick<Recorder, "state" | "record">;
	readonly config: Pick<ConfigHolder, "state">;
	readonly machineZone: () => string;
	readonly money?: MoneySources;
}

/** Nobody judges and nobody asks: what was read is shown as it is. */
const NO_SOURCES: MoneySources = {
	judgeQuota(_account, windows) {
		const judged = windows.map((window): JudgedWindow => {
			return { ...window, status: window.usedShare >= 1 ? "exhausted" : "ok", isStale: false };
		});
		return { windows: judged, ...worstOf(judged) };
	},
	countedWindows: () => new Map(),
	refreshQuotas: async () => [],
	refreshBalances: async () => [],
};

/** Makes what surfaces may ask and do about money and quota. */
export function createMoneyControl(input: MoneyControlInput): MoneyControl {
	const { clock, recorder, config, machineZone, money = NO_SOURCES } = input;
	const budgetInput = (): BudgetInput => {
		const { budgets, timeZone = machineZone() } = config.state().config;
		return { fileLimits: budgets, accounting: recorder.state().accounting, nowMs: clock.now(), timeZone };
	};
	const budgets = () => budgetReports(budgetInput());
	const monthly = () =>
		new Map(
			budgets().flatMap(({ provider, budgets: own }) =>
				own.filter(({ period }) => period === "monthly").map((budget) => [provider, budget] as const),
			),
		);
	const perTokenAccounts = (): readonly string[] =>
		[...config.state().config.routes.values()].flatMap(({ targets }) =>
			targets.filter(({ billing }) => billing === "per-token").map(accountOf),
		);
	return {
		budgets,
		setBudget(provider, period, { limitUsd, isHard }) {
			const data = { provider, period, limitUsd, hard: isHard };
			recorder.record({ type: "budget.set", atMs: clock.now(), data });
		},
		clearBudget(provider, period) {
			recorder.record({ type: "budget.cleared", atMs: clock.now(), data: { provider, period } });
		},
		quotas() {
			const nowMs = clock.now();
			const counted = money.countedWindows(nowMs);
			const { quotas, ledger } = recorder.state().accounting;
			const { lastAtMs } = ledger;
			return quotaReports({ quotas, counted, monthly: monthly(), lastAtMs, judge: money.judgeQuota, nowMs });
		},
		balances() {
			const { balances } = recorder.state().accounting;
			return balanceReports({ balances, perToken: perTokenAccounts(), monthly: monthly() });
		},
		refreshQuotas: money.refreshQuotas,
		refreshBalances: money.refreshBalances,
	};
}
