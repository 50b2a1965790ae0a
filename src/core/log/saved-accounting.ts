import { type Accounting, EMPTY_ACCOUNTING } from "../accounting/accounting.ts";
import type { Book, Ledger, LedgerRow, Slot } from "../accounting/ledger.ts";
import { rowKey } from "../accounting/ledger.ts";
import type { CommandLimit } from "../accounting/limits.ts";
import type { KnownBalance, KnownQuota, KnownWindow } from "../quota/quota-state.ts";
import { isRecord } from "./event-shapes.ts";
import { type Fields, numberIn, numbers, readMap } from "./saved-values.ts";

const textIn = (fields: Fields, name: string): string | undefined => {
	const value = fields[name];
	return typeof value === "string" ? value : undefined;
};

/** The accounting as JSON. */
export function accountingToJson({ ledger, limits, quotas, balances, imports }: Accounting): Fields {
	const books = (periods: Ledger["days"]) =>
		Object.fromEntries([...periods].map(([period, book]) => [period, [...book.values()]]));
	return {
		days: books(ledger.days),
		months: books(ledger.months),
		slots: Object.fromEntries(ledger.slots),
		lastAtMs: Object.fromEntries(ledger.lastAtMs),
		limits: Object.fromEntries(limits),
		quotas: Object.fromEntries(quotas),
		balances: Object.fromEntries(balances),
		imports: [...imports],
	};
}

const readSpend = numbers("inputTokens", "outputTokens", "cacheReadTokens", "cacheWriteTokens", "costUsd", "requests");

function readRow(value: unknown): LedgerRow | undefined {
	if (!isRecord(value)) return undefined;
	const { provider, modelId, billing, account } = value;
	const spend = readSpend(value);
	if (!spend || (billing !== "subscription" && billing !== "per-token")) return undefined;
	if (typeof provider !== "string" || typeof modelId !== "string" || typeof account !== "string") return undefined;
	return { provider, modelId, billing, account, ...spend };
}

function listsIn<T>(value: unknown, read: (entry: unknown) => T | undefined): ReadonlyMap<string, readonly T[]> {
	if (!isRecord(value)) return new Map();
	return new Map(
		Object.entries(value).map(([key, entries]) => [
			key,
			Array.isArray(entries) ? entries.flatMap((entry) => read(entry) ?? []) : [],
		]),
	);
}

function readBooks(value: unknown): ReadonlyMap<string, Book> {
	const books = [...listsIn(value, readRow)];
	return new Map(books.map(([period, rows]) => [period, new Map(rows.map((row) => [rowKey(row), row]))]));
}

const readSlotNumbers = numbers("startMs", "tokens", "usd", "requests");
const readSlot = (value: unknown): Slot | undefined => (isRecord(value) ? readSlotNumbers(value) : undefined);

function readNumbers(value: unknown): ReadonlyMap<string, number> {
	if (!isRecord(value)) return new Map();
	return new Map(Object.entries(value).filter((entry): entry is [string, number] => Number.isFinite(entry[1])));
}

function readLimit(fields: Fields): CommandLimit | undefined {
	const atMs = numberIn(fields, "atMs");
	const limitUsd = numberIn(fields, "limitUsd");
	if (atMs === undefined) return undefined;
	return { isHard: fields["isHard"] === true, atMs, ...(limitUsd === undefined ? {} : { limitUsd }) };
}

function readWindow(value: unknown): KnownWindow | undefined {
	if (!isRecord(value)) return undefined;
	const [id, source, family] = [textIn(value, "id"), textIn(value, "source"), textIn(value, "family")];
	const [usedShare, readAtMs] = [numberIn(value, "usedShare"), numberIn(value, "readAtMs")];
	const [resetsAtMs, windowMs] = [numberIn(value, "resetsAtMs"), numberIn(value, "windowMs")];
	if (id === undefined || source === undefined || usedShare === undefined || readAtMs === undefined) return undefined;
	return {
		id,
		source,
		usedShare,
		readAtMs,
		...(family === undefined ? {} : { family }),
		...(resetsAtMs === undefined ? {} : { resetsAtMs }),
		...(windowMs === undefined ? {} : { windowMs }),
		...(value["isCritical"] === true ? { isCritical: true } : {}),
	};
}

const readAsking = numbers("askedAtMs", "failures");

function readQuota(fields: Fields): KnownQuota | undefined {
	const asking = readAsking(fields);
	const { windows, isUsable } = fields;
	if (!asking || !Array.isArray(windows)) return undefined;
	const [error, plan] = [textIn(fields, "error"), textIn(fields, "plan")];
	const usableAtMs = numberIn(fields, "usableAtMs");
	return {
		windows: windows.flatMap((window) => readWindow(window) ?? []),
		...asking,
		...(error === undefined ? {} : { error }),
		...(plan === undefined ? {} : { plan }),
		...(typeof isUsable === "boolean" ? { isUsable } : {}),
		...(usableAtMs === undefined ? {} : { usableAtMs }),
	};
}

function readBalance(fields: Fields): KnownBalance | undefined {
	const asking = readAsking(fields);
	const readAtMs = numberIn(fields, "readAtMs");
	const { amounts } = fields;
	if (!asking || readAtMs === undefined || !Array.isArray(amounts)) return undefined;
	const error = textIn(fields, "error");
	const known = amounts.flatMap((one) => {
		const currency = isRecord(one) ? textIn(one, "currency") : undefined;
		const amount = isRecord(one) ? numberIn(one, "amount") : undefined;
		return currency === undefined || amount === undefined ? [] : [{ currency, amount }];
	});
	return { amounts: known, readAtMs, ...asking, ...(error === undefined ? {} : { error }) };
}

/** The accounting from a saved one; what does not have the shape is left out. */
export function readAccounting(value: unknown): Accounting {
	if (!isRecord(value)) return EMPTY_ACCOUNTING;
	const { imports } = value;
	return {
		ledger: {
			days: readBooks(value["days"]),
			months: readBooks(value["months"]),
			slots: listsIn(value["slots"], readSlot),
			lastAtMs: readNumbers(value["lastAtMs"]),
		},
		limits: readMap(value["limits"], readLimit),
		quotas: readMap(value["quotas"], readQuota),
		balances: readMap(value["balances"], readBalance),
		imports: new Set(Array.isArray(imports) ? imports.filter((id) => typeof id === "string") : []),
	};
}
