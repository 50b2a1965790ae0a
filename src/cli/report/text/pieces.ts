import { localTime } from "../../../core/calendar/local-time.ts";
import type { Overview } from "../../../core/reports/analytics/overview.ts";
import { type Line, line, type Role, type Span, styled } from "../../../surfaces/views/line.ts";
import { type Cell, paragraph, type TableOptions } from "../../../surfaces/views/table.ts";
import { displayWidth } from "../../../surfaces/views/width.ts";
import type { MadeReport } from "../make-report.ts";

/** Blanks before everything that belongs to a heading. */
export const INDENT = 2;

/** The glyphs of the parts of a bar, largest part first; all further parts share the last one. */
const PART_GLYPHS = ["█", "▓", "▒", "░", "·"] as const;
const PART_ROLES: readonly (Role | undefined)[] = ["accent", "success", "warning", "error", "dim"];

/** A share of a whole: `98.1%`. */
export function percent(share: number): string {
	return `${(share * 100).toFixed(1)}%`;
}

/** A count with separators: `12,345`. */
export function count(value: number): string {
	return `${Math.round(value)}`.replace(/\B(?=(?:\d{3})+$)/g, ",");
}

/** `2026-03-14 09:30` in a zone. */
export function moment(atMs: number, timeZone: string): string {
	return localTime(atMs, timeZone).slice(0, 16);
}

/** `09:30` in a zone. */
export function clock(atMs: number, timeZone: string): string {
	return localTime(atMs, timeZone).slice(11, 16);
}

/** A heading with an empty line before it. */
export function heading(title: string, remark = ""): Line[] {
	return [[], line(styled("strong", title), ...(remark === "" ? [] : [styled("dim", ` (${remark})`)]))];
}

/** What the report is about, to stand behind a heading: from the first request to the last. */
export function windowOf({ request, result }: MadeReport<{ readonly overview: Overview }>): string {
	const { firstAtMs, lastAtMs } = result.overview;
	if (firstAtMs === undefined || lastAtMs === undefined) return "no requests";
	const { timeZone } = request;
	return `${moment(firstAtMs, timeZone)} → ${moment(lastAtMs, timeZone)} ${timeZone}`;
}

/** A bar of so many columns for a share; something that is there shows at least a thin piece. */
export function bar(share: number, width: number): Span {
	const full = Math.round(share * width);
	return styled("accent", full === 0 && share > 0 ? "▏" : "█".repeat(Math.max(0, full)));
}

/** One bar of several parts, each as long as its share; parts may be too small to be seen. */
export function partsBar(shares: readonly number[], width: number): Span[] {
	let before = 0;
	let drawn = 0;
	return shares.map((share, at) => {
		before += share;
		const cells = Math.max(0, Math.round(before * width) - drawn);
		drawn += cells;
		return { ...glyph(at), text: glyph(at).text.repeat(cells) };
	});
}

/** The sign of a part, by its place. */
export function glyph(at: number): Span {
	const last = PART_GLYPHS.length - 1;
	const place = Math.min(at, last);
	const role = PART_ROLES[place];
	const text = PART_GLYPHS[place] ?? PART_GLYPHS[last];
	return role === undefined ? { text: text ?? "" } : { text: text ?? "", role };
}

/** Parts side by side, as many to a line as fit; a part that alone is too wide goes on below itself. */
export function packed(parts: readonly string[], options: TableOptions): Line[] {
	const { width, indent = 0 } = options;
	const lines: string[] = [];
	for (const part of parts) {
		const longer = lines.length === 0 ? part : `${lines.at(-1)} | ${part}`;
		if (lines.length > 0 && displayWidth(longer) <= width - indent) lines[lines.length - 1] = longer;
		else lines.push(part);
	}
	return lines.flatMap((text) => paragraph(text, options));
}

/** A column heading. */
export function head(...names: readonly string[]): Cell[] {
	return names.map((text): Cell => styled("dim", text));
}

/** Says that a section has nothing to show. */
export function nothing(text: string): Line[] {
	return [line(" ".repeat(INDENT), styled("dim", text))];
}

/** The first rows, and a line that says how many are left out. */
export function firstOf<T>(
	rows: readonly T[],
	limit: number,
): { readonly rows: readonly T[]; readonly more: readonly Line[] } {
	const left = rows.length - limit;
	return { rows: rows.slice(0, limit), more: left > 0 ? nothing(`… and ${left} more (--limit)`) : [] };
}
