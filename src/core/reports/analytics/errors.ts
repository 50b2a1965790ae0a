import { shareOf } from "../measure/tally.ts";
import type { SeenFailure } from "../read/log-record.ts";
import { hasFailedOver } from "../read/told.ts";
import type { Report } from "./report.ts";

/** One kind of error that failovers hid from the user. */
export interface ErrorRow {
	readonly provider: string;
	readonly kind: string;
	/** With numbers and ids left out, so that equal ones are one. */
	readonly message: string;
	readonly count: number;
	/** Of all of them. */
	readonly share: number;
	readonly lastAtMs: number;
}

export interface ErrorsReport {
	readonly total: number;
	/** Most first. */
	readonly rows: readonly ErrorRow[];
}

type Row = { -readonly [K in keyof Omit<ErrorRow, "share">]: ErrorRow[K] };

interface ErrorsAcc {
	total: number;
	rows: Map<string, Row>;
}

/** Beyond so many different ones, the rare half is forgotten. */
const MAX_ROWS = 1_000;
const MAX_MESSAGE_CHARS = 160;

/** What failed in requests that failed over, most first. */
export function errorsReport({ limit }: { readonly limit: number }): Report<ErrorsAcc, ErrorsReport> {
	return {
		start: () => ({ total: 0, rows: new Map() }),
		add(acc, told) {
			if (told.kind !== "request" || !hasFailedOver(told)) return;
			for (const failure of told.failures) addFailure(acc, failure, told.atMs);
		},
		result: ({ total, rows }) => ({
			total,
			rows: sorted(rows)
				.slice(0, limit)
				.map(([, row]) => ({ ...row, share: shareOf(row.count, total) })),
		}),
	};
}

function addFailure(acc: ErrorsAcc, { provider, kind, message }: SeenFailure, atMs: number): void {
	const normal = normalise(message);
	const key = `${provider}\n${kind}\n${normal}`;
	const row = acc.rows.get(key) ?? { provider, kind, message: normal, count: 0, lastAtMs: atMs };
	row.count += 1;
	row.lastAtMs = Math.max(row.lastAtMs, atMs);
	acc.total += 1;
	acc.rows.set(key, row);
	if (acc.rows.size > MAX_ROWS) acc.rows = new Map(sorted(acc.rows).slice(0, MAX_ROWS / 2));
}

function sorted(rows: ReadonlyMap<string, Row>): [string, Row][] {
	return [...rows].sort(([keyA, a], [keyB, b]) => b.count - a.count || (keyA < keyB ? -1 : 1));
}

/** The message without what differs each time: ids, numbers, times. */
function normalise(message: string): string {
	return message
		.slice(0, MAX_MESSAGE_CHARS)
		.replace(/\b(?=(?:[a-z_-]*\d){3})[\w-]{8,}\b/gi, "…")
		.replace(/\d+(?:[.,:]\d+)*/g, "#")
		.trim();
}
