import { type Line, line, type Span } from "./line.ts";
import { displayWidth, pad, truncate, wrap } from "./width.ts";

/** One field of a table, of one meaning. */
export type Cell = string | Span;

/** How a column is laid out. What does not fit is cut with …, or goes on below where the column wraps. */
export interface Column {
	readonly align?: "left" | "right";
	/** Widest it may become, in columns of the terminal. */
	readonly max?: number;
	readonly wraps?: boolean;
}

/** Where a table stands. */
export interface TableOptions {
	readonly width: number;
	/** Blanks before the first column. */
	readonly indent?: number;
	/** Blanks between two columns. */
	readonly gap?: number;
}

const GAP = 2;
/** No column is squeezed below this; a terminal that is still too narrow cuts lines itself. */
const NARROWEST = 6;

const textOf = (cell: Cell | undefined): string => (typeof cell === "string" ? cell : (cell?.text ?? ""));

function withText(cell: Cell | undefined, text: string): Span {
	return typeof cell === "object" && cell.role !== undefined ? { text, role: cell.role } : { text };
}

function naturalWidths(columns: readonly Column[], rows: readonly (readonly Cell[])[]): number[] {
	return columns.map(({ max = Number.POSITIVE_INFINITY }, at) =>
		rows.reduce((widest, row) => Math.max(widest, Math.min(max, displayWidth(textOf(row[at])))), 0),
	);
}

/** Takes columns away from the widest field until all of them fit into the room. */
export function squeeze(widths: readonly number[], room: number): number[] {
	const squeezed = [...widths];
	let excess = squeezed.reduce((sum, width) => sum + width, 0) - room;
	while (excess > 0) {
		const widest = Math.max(...squeezed);
		if (widest <= NARROWEST) break;
		squeezed[squeezed.lastIndexOf(widest)] = widest - 1;
		excess -= 1;
	}
	return squeezed;
}

/** The spans without the blanks at their end. */
function trimmed(spans: readonly Span[]): Line {
	const last = spans.findLastIndex(({ text }) => text.trim() !== "");
	return spans.slice(0, last + 1).map((span, at) => (at === last ? { ...span, text: span.text.trimEnd() } : span));
}

interface Layout {
	readonly columns: readonly Column[];
	readonly widths: readonly number[];
	readonly indent: number;
	readonly gap: number;
}

function layRow(row: readonly Cell[], { columns, widths, indent, gap }: Layout): Line[] {
	const columnLines = columns.map(({ wraps }, at) => {
		const width = widths[at] ?? 0;
		return wraps ? wrap(textOf(row[at]), width) : [truncate(textOf(row[at]), width)];
	});
	const height = Math.max(...columnLines.map(({ length }) => length));
	return Array.from({ length: height }, (_, below) => {
		const spans = columns.flatMap(({ align }, at) => [
			{ text: " ".repeat(at === 0 ? indent : gap) },
			withText(row[at], pad(columnLines[at]?.[below] ?? "", widths[at] ?? 0, align)),
		]);
		return trimmed(spans);
	});
}

/** Rows as aligned lines that fit the width. A column in which nothing stands takes no room. */
export function table(columns: readonly Column[], rows: readonly (readonly Cell[])[], options: TableOptions): Line[] {
	const { width, indent = 0, gap = GAP } = options;
	const natural = naturalWidths(columns, rows);
	const isUsed = (_: unknown, at: number) => (natural[at] ?? 0) > 0;
	const used = natural.filter(isUsed);
	const widths = squeeze(used, width - indent - gap * (used.length - 1));
	const layout: Layout = { columns: columns.filter(isUsed), widths, indent, gap };
	return rows.flatMap((row) => layRow(row.filter(isUsed), layout));
}

/** A list of names and values: the names aligned and dim, the values going on below themselves. */
export function fields(rows: readonly (readonly [name: string, value: Cell])[], options: TableOptions): Line[] {
	const cells = rows.map(([name, value]): readonly Cell[] => [{ text: name, role: "dim" }, value]);
	return table([{}, { wraps: true }], cells, options);
}

/** A text in as many lines as it needs, each with the same blanks in front; the first may start with something else. */
export function paragraph(text: Cell, options: TableOptions & { readonly bullet?: string }): Line[] {
	const { bullet = "", indent = 0, width } = options;
	const hanging = indent + displayWidth(bullet);
	return wrap(textOf(text), width - hanging).map((part, at) =>
		line(at === 0 ? " ".repeat(indent) + bullet : " ".repeat(hanging), withText(text, part)),
	);
}
