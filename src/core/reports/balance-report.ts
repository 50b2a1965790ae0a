import type { Budget } from "../accounting/budgets.ts";
import type { BalanceAmount } from "../quota/quota-reading.ts";
import type { KnownBalances } from "../quota/quota-state.ts";

/** What is left of an account's prepaid credit, as far as it is known. */
export interface BalanceReport {
	readonly provider: string;
	/** One amount a currency; empty where none was ever read. Unknown is not zero. */
	readonly amounts: readonly BalanceAmount[];
	/** When these amounts were read. */
	readonly readAtMs?: number;
	/** Why the last reading failed. */
	readonly error?: string;
	readonly monthly?: Budget;
}

/** What the reports are made from. */
export interface BalanceReportInput {
	readonly balances: KnownBalances;
	/** Accounts that are paid by the token, read or not. */
	readonly perToken: Iterable<string>;
	/** Monthly budgets in force, by account. */
	readonly monthly: ReadonlyMap<string, Budget>;
}

/** One report for each account that is paid by the token or whose balance was asked for. */
export function balanceReports({ balances, perToken, monthly }: BalanceReportInput): readonly BalanceReport[] {
	const providers = new Set([...balances.keys(), ...perToken, ...monthly.keys()]);
	return [...providers].sort().map((provider) => {
		const known = balances.get(provider);
		const budget = monthly.get(provider);
		return {
			provider,
			amounts: known?.amounts ?? [],
			...(known && known.readAtMs > 0 ? { readAtMs: known.readAtMs } : {}),
			...(known?.error === undefined ? {} : { error: known.error }),
			...(budget === undefined ? {} : { monthly: budget }),
		};
	});
}
