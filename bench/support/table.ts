import { cpus } from "node:os";
import type { Summary } from "./samples.ts";

/** One line of a table, by column heading. A column that a line does not name stays empty. */
export type Row = Readonly<Record<string, string>>;

/** Milliseconds in the unit that suits them. */
export function formatMs(ms: number): string {
	const size = Math.abs(ms);
	if (size < 1) return `${(ms * 1_000).toFixed(size < 0.01 ? 2 : size < 0.1 ? 1 : 0)} µs`;
	return `${ms.toFixed(size < 10 ? 2 : size < 100 ? 1 : 0)} ms`;
}

/** The usual columns of a distribution whose values are milliseconds. */
export function timeColumns({ p50, p90, p99, n }: Summary): Row {
	return { p50: formatMs(p50), p90: formatMs(p90), p99: formatMs(p99), n: String(n) };
}

/** A ratio such as `1.4x`. */
export function formatRatio(value: number, baseline: number): string {
	return baseline === 0 ? "" : `${(value / baseline).toFixed(2)}x`;
}

function columnsOf(rows: readonly Row[]): string[] {
	return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

/** Prints rows under a title, the first column to the left and all others to the right. */
export function printTable(title: string, rows: readonly Row[], notes: readonly string[] = []): void {
	const columns = columnsOf(rows);
	const cell = (row: Row, column: string): string => row[column] ?? "";
	const widths = columns.map((column) => Math.max(column.length, ...rows.map((row) => cell(row, column).length)));
	const line = (texts: readonly string[]): string =>
		texts
			.map((text, i) => (i === 0 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0)))
			.join("  ")
			.trimEnd();
	console.log(`\n${title}`);
	console.log(line(columns));
	for (const row of rows) console.log(line(columns.map((column) => cell(row, column))));
	for (const note of notes) console.log(note);
}

/** One line about what this was measured on. */
export function printMachine(): void {
	const processors = cpus();
	console.log(
		`node ${process.versions.node}, ${processors.length} x ${processors[0]?.model.trim() ?? "unknown processor"}`,
	);
}
