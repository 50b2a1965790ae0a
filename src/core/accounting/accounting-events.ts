import type { BudgetPeriod } from "./budget-period.ts";

export interface BudgetSetData {
	readonly provider: string;
	readonly period: BudgetPeriod;
	readonly limitUsd: number;
	readonly hard: boolean;
}

export interface BudgetClearedData {
	readonly provider: string;
	readonly period: BudgetPeriod;
}

export interface QuotaWindowRecord {
	readonly id: string;
	/** 0 to 100, above where more was used than allowed. */
	readonly usedPercent: number;
	/** ISO 8601. */
	readonly resetsAt?: string;
	readonly windowSeconds?: number;
	/** The window counts for models whose id contains this only. */
	readonly model?: string;
	/** It counted as critical at this reading. */
	readonly critical?: boolean;
}

/** One reading of an account's plan. `headers` name some windows, `endpoint` names all. */
export interface QuotaReadData {
	readonly provider: string;
	/** The account, where it is not the provider itself. */
	readonly account?: string;
	readonly windows: readonly QuotaWindowRecord[];
	readonly source: string;
	readonly ok: boolean;
	readonly error?: string;
	readonly plan?: string;
	/** The account can (or cannot) be used whatever its windows say. */
	readonly usable?: boolean;
}

/** One reading of one currency of an account's prepaid credit; a failed reading has no amount. */
export interface BalanceReadData {
	readonly provider: string;
	readonly currency?: string;
	readonly amount?: number;
	readonly ok: boolean;
	readonly error?: string;
}

/** What one provider was used for in one period that no record of a request tells of any more. */
export interface ImportedSpend {
	/** `2026-03-14`, or `2026-03` for what is known of a whole month only. */
	readonly period: string;
	readonly provider: string;
	readonly inputTokens: number;
	readonly outputTokens: number;
	readonly cacheReadTokens?: number;
	readonly cacheWriteTokens?: number;
	readonly costUsd: number;
}

/** Figures of a file of the earlier extension, or of our own after the log was lost. */
export interface StateImportedData {
	/** Names what was taken over, so that it is not done twice. */
	readonly id: string;
	readonly spend: readonly ImportedSpend[];
}
