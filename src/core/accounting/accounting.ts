import type { Fact } from "../events.ts";
import { afterBalanceRead, afterQuotaRead, type KnownBalances, type KnownQuotas } from "../quota/quota-state.ts";
import { importSpend } from "./import-spend.ts";
import { charge, EMPTY_LEDGER, type Ledger } from "./ledger.ts";
import { type CommandLimits, changeLimit } from "./limits.ts";

/** What was spent, what may be spent, and what the providers say is left. No reset forgets it. */
export interface Accounting {
	readonly ledger: Ledger;
	/** Spending limits that were set by command. */
	readonly limits: CommandLimits;
	readonly quotas: KnownQuotas;
	readonly balances: KnownBalances;
	/** Files of the earlier extension that were taken over, by id. */
	readonly imports: ReadonlySet<string>;
}

export const EMPTY_ACCOUNTING: Accounting = {
	ledger: EMPTY_LEDGER,
	limits: new Map(),
	quotas: new Map(),
	balances: new Map(),
	imports: new Set(),
};

/** The accounting after one fact; the same object where the fact says nothing about it. */
export function evolveAccounting(accounting: Accounting, fact: Fact): Accounting {
	switch (fact.type) {
		case "routing.result": {
			const ledger = charge(accounting.ledger, fact.data, fact.atMs);
			return ledger === accounting.ledger ? accounting : { ...accounting, ledger };
		}
		case "budget.set":
		case "budget.cleared":
			return { ...accounting, limits: changeLimit(accounting.limits, fact.data, fact.atMs) };
		case "quota.read":
			return { ...accounting, quotas: afterQuotaRead(accounting.quotas, fact.data, fact.atMs) };
		case "balance.read":
			return { ...accounting, balances: afterBalanceRead(accounting.balances, fact.data, fact.atMs) };
		case "state.imported": {
			const { id, spend } = fact.data;
			if (accounting.imports.has(id)) return accounting;
			const imports = new Set([...accounting.imports, id]);
			return { ...accounting, imports, ledger: importSpend(accounting.ledger, spend) };
		}
		default:
			return accounting;
	}
}
