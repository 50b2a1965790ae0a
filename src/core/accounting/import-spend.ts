import { monthOf } from "../calendar/local-days.ts";
import type { ImportedSpend } from "./accounting-events.ts";
import {
	addSpend,
	type Book,
	type Ledger,
	type LedgerRow,
	MAX_DAYS,
	MAX_MONTHS,
	NO_SPEND,
	newestBooks,
	rowKey,
	type Spend,
} from "./ledger.ts";

/** Model of a row that says for which provider, but not for which model something was spent. */
const NO_MODEL = "(imported)";
const MONTH_CHARS = "2026-03".length;

function rowOf({ provider, cacheReadTokens = 0, cacheWriteTokens = 0, ...entry }: ImportedSpend): LedgerRow {
	const { inputTokens, outputTokens, costUsd } = entry;
	const spend = { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, costUsd, requests: 0 };
	return { provider, modelId: NO_MODEL, billing: "subscription", account: provider, ...spend };
}

function withRow(books: ReadonlyMap<string, Book>, period: string, row: LedgerRow): ReadonlyMap<string, Book> {
	const book = new Map(books.get(period));
	const before = book.get(rowKey(row));
	return new Map(books).set(period, book.set(rowKey(row), before ? { ...row, ...addSpend(before, row) } : row));
}

/** What a month holds beyond its days. */
function beyondDays(month: LedgerRow, ofDays: Spend): LedgerRow {
	return {
		...month,
		inputTokens: Math.max(0, month.inputTokens - ofDays.inputTokens),
		outputTokens: Math.max(0, month.outputTokens - ofDays.outputTokens),
		cacheReadTokens: Math.max(0, month.cacheReadTokens - ofDays.cacheReadTokens),
		cacheWriteTokens: Math.max(0, month.cacheWriteTokens - ofDays.cacheWriteTokens),
		costUsd: Math.max(0, month.costUsd - ofDays.costUsd),
	};
}

/**
 * The ledger with what was counted elsewhere. The earlier extension kept days for all providers and months for some: of a month
 * only what its days do not hold is added.
 */
export function importSpend(ledger: Ledger, spend: readonly ImportedSpend[]): Ledger {
	let { days, months } = ledger;
	const ofDays = spend.filter(({ period }) => period.length > MONTH_CHARS);
	for (const entry of ofDays) {
		days = withRow(days, entry.period, rowOf(entry));
		months = withRow(months, monthOf(entry.period), rowOf(entry));
	}
	for (const entry of spend.filter(({ period }) => period.length === MONTH_CHARS)) {
		const isSame = (day: ImportedSpend): boolean =>
			monthOf(day.period) === entry.period && day.provider === entry.provider;
		const known = ofDays.filter(isSame).map(rowOf).reduce<Spend>(addSpend, NO_SPEND);
		months = withRow(months, entry.period, beyondDays(rowOf(entry), known));
	}
	return { ...ledger, days: newestBooks(days, MAX_DAYS), months: newestBooks(months, MAX_MONTHS) };
}
