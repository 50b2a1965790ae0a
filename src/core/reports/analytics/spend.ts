import type { ImportedSpend } from "../../accounting/accounting-events.ts";
import { importSpend } from "../../accounting/import-spend.ts";
import {
	addSpend,
	type Book,
	EMPTY_LEDGER,
	type Ledger,
	type LedgerRow,
	NO_SPEND,
	rowKey,
	type Spend,
	spendIn,
	spendOf,
} from "../../accounting/ledger.ts";
import { monthOf, monthPeriod } from "../../calendar/local-days.ts";
import { createDayOf, type DayOf, newestDays, valueOfDay } from "../measure/days.ts";
import { OTHERS, valueAt } from "../measure/tally.ts";
import { given } from "../read/fields.ts";
import { modelKey, type ToldAttempt } from "../read/told.ts";
import type { Report } from "./report.ts";

/** What was used, and how much of the dollars was paid by the token: the rest is what a plan's answers would have cost. */
export interface SpendRow extends Spend {
	/** A day, a month, a provider or a model. */
	readonly key: string;
	readonly perTokenUsd: number;
}

/** The month that runs, and what it comes to if it goes on like that. */
export interface MonthForecast {
	readonly key: string;
	readonly spentUsd: number;
	readonly perTokenUsd: number;
	/** Absent until a day has been seen. */
	readonly forecastUsd?: number;
	readonly forecastPerTokenUsd?: number;
}

export interface SpendReport {
	readonly totals: SpendRow;
	/** Newest first. */
	readonly days: readonly SpendRow[];
	readonly months: readonly SpendRow[];
	/** Most dollars first. */
	readonly byProvider: readonly SpendRow[];
	readonly byModel: readonly SpendRow[];
	/** Of the totals: what was taken over from the earlier extension. */
	readonly importedUsd: number;
	/** Absent where nothing was spent this month, and where only a part of the time is looked at. */
	readonly month?: MonthForecast;
}

export interface SpendOptions {
	readonly timeZone: string;
	readonly limit: number;
	readonly nowMs: number;
	/** Only a part of the time is looked at, so nothing can be said of a whole month. */
	readonly isPart: boolean;
}

type Rows = Map<string, { -readonly [K in keyof LedgerRow]: LedgerRow[K] }>;

interface Books {
	readonly days: Map<string, Rows>;
	readonly months: Map<string, Rows>;
}

interface SpendAcc {
	readonly dayOf: DayOf;
	readonly own: Books;
	/** Of the earlier extension's records, which what was taken over from its files holds too. */
	readonly earlier: Books;
	readonly imported: ImportedSpend[];
	firstAtMs: number;
}

const noRows = (): Rows => new Map();
const DAY_MS = 24 * 3_600_000;
/** Days and months of all providers that an import may bring; the file that it comes from holds fewer. */
const MAX_IMPORTED = 10_000;

/**
 * What was spent by day, month, provider and model: the sums of the router's own ledger. That one is never edited in
 * place; here the rows are, since a long log has a hundred thousand of them.
 */
export function spendReport(options: SpendOptions): Report<SpendAcc, SpendReport> {
	const noBooks = (): Books => ({ days: new Map(), months: new Map() });
	return {
		start: () => ({
			dayOf: createDayOf(options.timeZone),
			own: noBooks(),
			earlier: noBooks(),
			imported: [],
			firstAtMs: Number.POSITIVE_INFINITY,
		}),
		add(acc, told) {
			if (told.kind === "attempt") addAttempt(acc, told, options.limit);
			if (told.kind !== "import") return;
			for (const entry of told.spend) if (acc.imported.length < MAX_IMPORTED) acc.imported.push(entry);
		},
		result(acc) {
			const ledger = ledgerOf(acc);
			const rows = [...ledger.months.values()].flatMap((book) => [...book.values()]);
			const all = new Map(rows.map((row, at) => [`${at}`, row]));
			const own = spendIn(all, ({ modelId }) => modelId !== "(imported)").costUsd;
			const totals = rowOf("all", all, () => true);
			return {
				totals,
				days: newestDays(ledger.days, options.limit).map(([day, book]) => rowOf(day, book, () => true)),
				months: newestDays(ledger.months, options.limit).map(([month, book]) => rowOf(month, book, () => true)),
				byProvider: rowsBy(rows, ({ provider }) => provider),
				byModel: rowsBy(rows, modelKey),
				importedUsd: totals.costUsd - own,
				...given("month", options.isPart ? undefined : forecast(ledger, acc.firstAtMs, options)),
			};
		},
	};
}

function addAttempt(acc: SpendAcc, attempt: ToldAttempt, keptDays: number): void {
	const { usage, atMs, version, provider, modelId, billing, account = provider } = attempt;
	if (usage === undefined) return;
	const used = spendOf(usage);
	const day = attempt.day ?? acc.dayOf(atMs).key;
	const { days, months } = version === 1 ? acc.earlier : acc.own;
	const who = { provider, modelId, billing, account };
	charge(valueOfDay(days, day, noRows, keptDays), who, used);
	charge(valueOfDay(months, monthOf(day), noRows), who, used);
	acc.firstAtMs = Math.min(acc.firstAtMs, atMs);
}

function charge(rows: Rows, who: Omit<LedgerRow, keyof Spend>, used: Spend): void {
	const others = { ...who, provider: OTHERS, modelId: OTHERS };
	const key = rowKey(who);
	const row = valueAt(rows, key, (at) => ({ ...(at === key ? who : others), ...NO_SPEND }));
	for (const name of SPEND_FIELDS) row[name] += used[name];
}

const SPEND_FIELDS = Object.keys(NO_SPEND) as readonly (keyof Spend)[];

/** Spend of the earlier extension counts once: as it was taken over, or else from its records. */
function ledgerOf({ own, earlier, imported }: SpendAcc): Ledger {
	if (imported.length > 0) return importSpend({ ...EMPTY_LEDGER, ...own }, imported);
	return { ...EMPTY_LEDGER, days: merged(own.days, earlier.days), months: merged(own.months, earlier.months) };
}

function merged(a: ReadonlyMap<string, Book>, b: ReadonlyMap<string, Book>): ReadonlyMap<string, Book> {
	const books = new Map(a);
	for (const [period, book] of b) {
		const known = new Map(books.get(period));
		for (const [key, row] of book) known.set(key, { ...row, ...addSpend(known.get(key) ?? NO_SPEND, row) });
		books.set(period, known);
	}
	return books;
}

function rowOf(key: string, book: Book, isMeant: (row: LedgerRow) => boolean): SpendRow {
	const perToken = spendIn(book, (row) => isMeant(row) && row.billing === "per-token");
	return { key, ...spendIn(book, isMeant), perTokenUsd: perToken.costUsd };
}

function rowsBy(rows: readonly LedgerRow[], keyOf: (row: LedgerRow) => string): SpendRow[] {
	const books = new Map<string, Map<string, LedgerRow>>();
	for (const [at, row] of rows.entries()) valueAt(books, keyOf(row), () => new Map()).set(`${at}`, row);
	return [...books]
		.map(([key, book]) => rowOf(key, book, () => true))
		.sort((a, b) => b.costUsd - a.costUsd || (a.key < b.key ? -1 : 1));
}

function forecast(ledger: Ledger, firstAtMs: number, { nowMs, timeZone }: SpendOptions): MonthForecast | undefined {
	const { key, startMs, endMs } = monthPeriod(nowMs, timeZone);
	const book = ledger.months.get(key);
	if (book === undefined) return undefined;
	const { costUsd: spentUsd, perTokenUsd } = rowOf(key, book, () => true);
	// A log that begins in the middle of the month says nothing of the days before.
	const elapsedMs = nowMs - Math.max(startMs, Math.min(firstAtMs, nowMs));
	const growth = elapsedMs < DAY_MS ? undefined : 1 + (endMs - nowMs) / elapsedMs;
	return {
		key,
		spentUsd,
		perTokenUsd,
		...given("forecastUsd", growth && spentUsd * growth),
		...given("forecastPerTokenUsd", growth && perTokenUsd * growth),
	};
}
