import type { Fact } from "../events.ts";
import type { QuotaDriver } from "./quota-driver.ts";
import type { BalanceAmount, QuotaFigures, QuotaReading, QuotaWindow } from "./quota-reading.ts";
import { type KnownWindow, windowRecord } from "./quota-state.ts";

/** A window, and whether it counts as critical. */
export type MarkedWindow = QuotaWindow & { readonly isCritical?: true };

/** Marks the windows that count as critical; one that was so before is freed only well below the threshold. */
export type MarkCritical = (
	windows: readonly QuotaWindow[],
	before: readonly KnownWindow[],
	nowMs: number,
) => readonly MarkedWindow[];

/** What a reading is of. */
export interface ReadingOf {
	/** pi's provider id of the service that answered. */
	readonly provider: string;
	/** Whose plan or credit it is. */
	readonly account: string;
	readonly source: "endpoint" | "headers";
	/** What was known of the account's windows before. */
	readonly before: readonly KnownWindow[];
	readonly markCritical: MarkCritical;
	readonly nowMs: number;
}

/** No vendor has as many; more would only fill the log. */
const MAX_WINDOWS = 32;
const MAX_BALANCES = 16;
/** The last instant that a date can show, epoch milliseconds. */
const MAX_INSTANT_MS = 8.64e15;

function isSane({ usedShare, resetsAtMs, windowMs }: QuotaWindow): boolean {
	const isInstant = resetsAtMs === undefined || Math.abs(resetsAtMs) <= MAX_INSTANT_MS;
	return Number.isFinite(usedShare) && isInstant && (windowMs === undefined || Number.isFinite(windowMs));
}

/** One record of an account's plan. */
export function quotaReadFact(figures: QuotaFigures, of: ReadingOf): Fact {
	const { provider, account, source, before, markCritical, nowMs } = of;
	const windows = figures.windows.filter(isSane).slice(0, MAX_WINDOWS);
	const { plan, isUsable } = figures;
	const data = {
		provider,
		...(account === provider ? {} : { account }),
		windows: markCritical(windows, before, nowMs).map(windowRecord),
		source,
		ok: true,
		...(plan === undefined ? {} : { plan }),
		...(isUsable === undefined ? {} : { usable: isUsable }),
	};
	return { type: "quota.read", atMs: nowMs, data };
}

function balanceFacts(balances: readonly BalanceAmount[], { account, nowMs }: ReadingOf): readonly Fact[] {
	const sane = balances.filter(({ amount }) => Number.isFinite(amount)).slice(0, MAX_BALANCES);
	return sane.map(({ currency, amount }) => {
		const data = { provider: account, currency, amount, ok: true };
		return { type: "balance.read", atMs: nowMs, data };
	});
}

function failureFact(error: string, reads: QuotaDriver["reads"], of: ReadingOf): Fact {
	const { provider, account, source, nowMs } = of;
	if (reads === "balance") return { type: "balance.read", atMs: nowMs, data: { provider: account, ok: false, error } };
	const whose = account === provider ? { provider } : { provider, account };
	return { type: "quota.read", atMs: nowMs, data: { ...whose, windows: [], source, ok: false, error } };
}

/**
 * The records of one answer. What the driver was asked for is always recorded, also that it failed; credit that a plan
 * names, or a plan that stands beside a credit, only where there is any.
 */
export function factsOfReading(reading: QuotaReading, reads: QuotaDriver["reads"], of: ReadingOf): readonly Fact[] {
	if (reading.kind === "failed") return [failureFact(reading.message, reads, of)];
	const balances = balanceFacts(reading.balances, of);
	if (reads === "windows") return [quotaReadFact(reading, of), ...balances];
	const quota = reading.windows.length > 0 ? [quotaReadFact(reading, of)] : [];
	return balances.length > 0
		? [...balances, ...quota]
		: [failureFact("the answer names no amount", "balance", of), ...quota];
}
