import { monthOf } from "../calendar/local-days.ts";
import type { ResultData, UsageRecord } from "../events.ts";
import type { Billing } from "../model.ts";

/** Tokens and dollars that were used. */
export interface Spend {
	/** Not from a cache. */
	readonly inputTokens: number;
	readonly outputTokens: number;
	readonly cacheReadTokens: number;
	readonly cacheWriteTokens: number;
	/** As pi reports it: by the catalog's price, also where a plan pays. */
	readonly costUsd: number;
	/** Attempts that used something. */
	readonly requests: number;
}

/** What one model used of one account in one period. */
export interface LedgerRow extends Spend {
	readonly provider: string;
	readonly modelId: string;
	readonly billing: Billing;
	/** The account that pays. */
	readonly account: string;
}

/** Rows of one period by `rowKey`. */
export type Book = ReadonlyMap<string, LedgerRow>;

/** What an account used within ten minutes. */
export interface Slot {
	readonly startMs: number;
	readonly tokens: number;
	readonly usd: number;
	readonly requests: number;
}

/** Everything that was spent. Days and months are those of the process that wrote the record. */
export interface Ledger {
	readonly days: ReadonlyMap<string, Book>;
	readonly months: ReadonlyMap<string, Book>;
	/** The last weeks by account, oldest first, for windows that are counted here. */
	readonly slots: ReadonlyMap<string, readonly Slot[]>;
	/** When each account was last charged. */
	readonly lastAtMs: ReadonlyMap<string, number>;
}

export const EMPTY_LEDGER: Ledger = { days: new Map(), months: new Map(), slots: new Map(), lastAtMs: new Map() };

export const NO_SPEND: Spend = {
	inputTokens: 0,
	outputTokens: 0,
	cacheReadTokens: 0,
	cacheWriteTokens: 0,
	costUsd: 0,
	requests: 0,
};

export const SLOT_MS = 10 * 60_000;
const DAY_MS = 24 * 3_600_000;
/** Slots are kept a little longer than the longest window that can be configured is likely to be. */
const SLOTS_KEPT_MS = 35 * DAY_MS;
/** Periods that are kept. */
export const MAX_DAYS = 100;
export const MAX_MONTHS = 36;

export const rowKey = ({ provider, modelId, billing, account }: Omit<LedgerRow, keyof Spend>): string =>
	`${account}\n${provider}\n${modelId}\n${billing}`;

/** Two spends together. */
export function addSpend(a: Spend, b: Spend): Spend {
	return {
		inputTokens: a.inputTokens + b.inputTokens,
		outputTokens: a.outputTokens + b.outputTokens,
		cacheReadTokens: a.cacheReadTokens + b.cacheReadTokens,
		cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
		costUsd: a.costUsd + b.costUsd,
		requests: a.requests + b.requests,
	};
}

/** The books without the oldest ones, where there are more than `most`. */
export function newestBooks(books: ReadonlyMap<string, Book>, most: number): ReadonlyMap<string, Book> {
	if (books.size <= most) return books;
	return new Map([...books].sort(([a], [b]) => (a < b ? -1 : 1)).slice(-most));
}

function addRow(books: ReadonlyMap<string, Book>, period: string, row: LedgerRow, most: number) {
	const book = new Map(books.get(period));
	const key = rowKey(row);
	const before = book.get(key);
	book.set(key, before ? { ...row, ...addSpend(before, row) } : row);
	return newestBooks(new Map(books).set(period, book), most);
}

function addSlot(slots: readonly Slot[], row: LedgerRow, atMs: number): readonly Slot[] {
	const startMs = Math.floor(atMs / SLOT_MS) * SLOT_MS;
	const tokens = row.inputTokens + row.outputTokens + row.cacheReadTokens + row.cacheWriteTokens;
	// Records of other processes may arrive a little late.
	const at = slots.findLastIndex((slot) => slot.startMs <= startMs);
	const known = slots[at]?.startMs === startMs ? slots[at] : undefined;
	const slot: Slot = {
		startMs,
		tokens: (known?.tokens ?? 0) + tokens,
		usd: (known?.usd ?? 0) + row.costUsd,
		requests: (known?.requests ?? 0) + row.requests,
	};
	const next = known ? slots.with(at, slot) : slots.toSpliced(at + 1, 0, slot);
	const newestMs = next.at(-1)?.startMs ?? startMs;
	const from = next.findIndex((one) => one.startMs >= newestMs - SLOTS_KEPT_MS);
	return from > 0 ? next.slice(from) : next;
}

/** The ledger with one more row in its day and month. */
export function addToLedger(ledger: Ledger, day: string, row: LedgerRow, atMs: number): Ledger {
	const { account } = row;
	const last = Math.max(atMs, ledger.lastAtMs.get(account) ?? Number.NEGATIVE_INFINITY);
	return {
		days: addRow(ledger.days, day, row, MAX_DAYS),
		months: addRow(ledger.months, monthOf(day), row, MAX_MONTHS),
		slots: new Map(ledger.slots).set(account, addSlot(ledger.slots.get(account) ?? [], row, atMs)),
		lastAtMs: new Map(ledger.lastAtMs).set(account, last),
	};
}

/** The day of a record that names none: one of an earlier release. */
const utcDay = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);

/** What one attempt used. */
export function spendOf(usage: Omit<UsageRecord, "costUsd"> & { readonly costUsd?: number | undefined }): Spend {
	return {
		inputTokens: usage.input,
		outputTokens: usage.output,
		cacheReadTokens: usage.cacheRead,
		cacheWriteTokens: usage.cacheWrite,
		costUsd: usage.costUsd ?? 0,
		requests: 1,
	};
}

/** The ledger after one attempt; every attempt that used something is charged, however it ended. */
export function charge(ledger: Ledger, data: ResultData, atMs: number): Ledger {
	const { usage, provider, modelId, account = provider, billing = "subscription", day } = data;
	if (!usage) return ledger;
	const row: LedgerRow = { provider, modelId, billing, account, ...spendOf(usage) };
	return addToLedger(ledger, day ?? utcDay(atMs), row, atMs);
}

/** What those rows of a book add up to that pass a test. */
export function spendIn(book: Book | undefined, isMeant: (row: LedgerRow) => boolean): Spend {
	let sum = NO_SPEND;
	for (const row of book?.values() ?? []) if (isMeant(row)) sum = addSpend(sum, row);
	return sum;
}
