import { withEntry } from "../maps.ts";
import type { BudgetClearedData, BudgetSetData } from "./accounting-events.ts";
import type { BudgetPeriod } from "./budget-period.ts";

/** A spending limit that was set by command. Without `limitUsd` it was cleared, which an older record does not undo. */
export interface CommandLimit {
	readonly limitUsd?: number;
	readonly isHard: boolean;
	readonly atMs: number;
}

/** Limits by `limitKey`. */
export type CommandLimits = ReadonlyMap<string, CommandLimit>;

export const limitKey = (provider: string, period: BudgetPeriod): string => `${provider} ${period}`;

/** The provider and period of a key. */
export function splitLimitKey(key: string): { readonly provider: string; readonly period: BudgetPeriod } {
	const space = key.lastIndexOf(" ");
	return { provider: key.slice(0, space), period: key.slice(space + 1) === "monthly" ? "monthly" : "daily" };
}

/** The limits after one was set or cleared; of several processes the latest word counts. */
export function changeLimit(
	limits: CommandLimits,
	{ provider, period, limitUsd, hard }: Partial<BudgetSetData> & BudgetClearedData,
	atMs: number,
): CommandLimits {
	const key = limitKey(provider, period);
	if ((limits.get(key)?.atMs ?? Number.NEGATIVE_INFINITY) > atMs) return limits;
	return withEntry(limits, key, { isHard: hard ?? false, atMs, ...(limitUsd === undefined ? {} : { limitUsd }) });
}
