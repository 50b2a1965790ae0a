import type { BalanceReadData, QuotaReadData, QuotaWindowRecord } from "../accounting/accounting-events.ts";
import { withEntry } from "../maps.ts";
import type { BalanceAmount, QuotaWindow } from "./quota-reading.ts";

/** A window with when and where it was read. */
export interface KnownWindow extends QuotaWindow {
	readonly readAtMs: number;
	readonly source: string;
	/** It counted as critical when it was read; freed only well below the threshold. */
	readonly isCritical?: true;
}

/** What is known of an account's plan. */
export interface KnownQuota {
	readonly windows: readonly KnownWindow[];
	/** When an endpoint was last asked, successfully or not. */
	readonly askedAtMs: number;
	/** Failed readings since the last good one. */
	readonly failures: number;
	readonly error?: string;
	readonly plan?: string;
	readonly isUsable?: boolean;
	/** When the vendor last said whether the account can be used. */
	readonly usableAtMs?: number;
}

/** What is known of an account's prepaid credit. */
export interface KnownBalance {
	readonly amounts: readonly BalanceAmount[];
	/** When these amounts were read; 0 where they never were. */
	readonly readAtMs: number;
	readonly askedAtMs: number;
	readonly failures: number;
	readonly error?: string;
}

/** By account. */
export type KnownQuotas = ReadonlyMap<string, KnownQuota>;
export type KnownBalances = ReadonlyMap<string, KnownBalance>;

const MS_PER_SECOND = 1_000;

function windowOf(record: QuotaWindowRecord, atMs: number, source: string): KnownWindow {
	const { id, usedPercent, resetsAt, windowSeconds, model, critical } = record;
	return {
		id,
		usedShare: usedPercent / 100,
		readAtMs: atMs,
		source,
		...(resetsAt === undefined ? {} : { resetsAtMs: Date.parse(resetsAt) }),
		...(windowSeconds === undefined ? {} : { windowMs: windowSeconds * MS_PER_SECOND }),
		...(model === undefined ? {} : { family: model }),
		...(critical ? { isCritical: true } : {}),
	};
}

/** A window as the log shows it. */
export function windowRecord(window: QuotaWindow & { readonly isCritical?: true }): QuotaWindowRecord {
	const { id, usedShare, resetsAtMs, windowMs, family, isCritical } = window;
	return {
		id,
		usedPercent: Math.round(usedShare * 1e6) / 1e4,
		...(resetsAtMs === undefined ? {} : { resetsAt: new Date(resetsAtMs).toISOString() }),
		...(windowMs === undefined ? {} : { windowSeconds: windowMs / MS_PER_SECOND }),
		...(family === undefined ? {} : { model: family }),
		...(isCritical ? { critical: true } : {}),
	};
}

/** Headers name some windows only; what they do not name stays, unless its time is over. */
function merged(before: readonly KnownWindow[], now: readonly KnownWindow[], atMs: number): readonly KnownWindow[] {
	const named = new Set(now.map(({ id }) => id));
	const isOver = ({ resetsAtMs }: KnownWindow): boolean => resetsAtMs !== undefined && resetsAtMs <= atMs;
	return [...now, ...before.filter((window) => !named.has(window.id) && !isOver(window))];
}

/** An endpoint says all there is to say of an account; headers that do not mention it leave what was said before. */
function usability(before: KnownQuota, { usable, source }: QuotaReadData, atMs: number): Partial<KnownQuota> {
	if (usable !== undefined) return { isUsable: usable, usableAtMs: atMs };
	const { isUsable, usableAtMs } = before;
	if (isUsable === undefined || source !== "headers") return {};
	return { isUsable, ...(usableAtMs === undefined ? {} : { usableAtMs }) };
}

/** What is known of plans after one more reading. A failed one leaves the figures and their age as they are. */
export function afterQuotaRead(quotas: KnownQuotas, data: QuotaReadData, atMs: number): KnownQuotas {
	const key = data.account ?? data.provider;
	const before = quotas.get(key) ?? { windows: [], askedAtMs: 0, failures: 0 };
	const isAsked = data.source !== "headers";
	const askedAtMs = isAsked ? Math.max(before.askedAtMs, atMs) : before.askedAtMs;
	if (!data.ok) {
		const { error = "it failed" } = data;
		return withEntry(quotas, key, { ...before, askedAtMs, failures: before.failures + 1, error });
	}
	const windows = data.windows.map((window) => windowOf(window, atMs, data.source));
	const plan = data.plan ?? (isAsked ? undefined : before.plan);
	return withEntry(quotas, key, {
		windows: isAsked ? windows : merged(before.windows, windows, atMs),
		askedAtMs,
		failures: 0,
		...(plan === undefined ? {} : { plan }),
		...usability(before, data, atMs),
	});
}

/** What is known of prepaid credit after one more reading: one record a currency, all of one moment. */
export function afterBalanceRead(balances: KnownBalances, data: BalanceReadData, atMs: number): KnownBalances {
	const before = balances.get(data.provider) ?? { amounts: [], readAtMs: 0, askedAtMs: 0, failures: 0 };
	const askedAtMs = Math.max(before.askedAtMs, atMs);
	const { currency, amount } = data;
	if (!data.ok || currency === undefined || amount === undefined) {
		const { error = "it failed" } = data;
		return withEntry(balances, data.provider, { ...before, askedAtMs, failures: before.failures + 1, error });
	}
	const others = before.readAtMs === atMs ? before.amounts.filter((one) => one.currency !== currency) : [];
	const amounts = [...others, { currency, amount }];
	return withEntry(balances, data.provider, { amounts, readAtMs: atMs, askedAtMs, failures: 0 });
}
