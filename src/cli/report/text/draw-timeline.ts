import {
	TIMELINE_SLOTS,
	type TimelineRow,
	UVI_STATUSES,
	type UviTimeline,
} from "../../../core/reports/analytics/uvi.ts";
import { type Line, line, type Role, type Span, styled } from "../../../surfaces/views/line.ts";
import { truncate } from "../../../surfaces/views/width.ts";
import { clock, count, firstOf, heading, INDENT, nothing } from "./pieces.ts";

type Status = (typeof UVI_STATUSES)[number];

/** Sign and colour of each pace. */
export const UVI_SIGNS: Readonly<Record<Status, { readonly text: string; readonly role: Role }>> = {
	ok: { text: "█", role: "success" },
	surplus: { text: "▓", role: "accent" },
	stressed: { text: "▒", role: "warning" },
	critical: { text: "░", role: "error" },
	exhausted: { text: "×", role: "error" },
	unknown: { text: "▁", role: "dim" },
};

const HOURS = 24;
/** Room for a name beside the timeline; with less it stands above. */
const NAME_WIDTH = 34;

/** When on the latest day requests began, by who answered, and how far ahead of time the plans were used then. */
export function timelineLines(
	{ day, rows: all }: UviTimeline,
	{ width, limit, timeZone }: { readonly width: number; readonly limit: number; readonly timeZone: string },
): Line[] {
	const title = heading("Session-start UVI timeline", day === null ? "" : `latest local day: ${day}`);
	if (day === null || all.length === 0) return [...title, ...nothing("none")];
	const { rows, more } = firstOf(all, limit);
	const slotsPerCell = Math.ceil(TIMELINE_SLOTS / (width - INDENT));
	const cells = Math.ceil(TIMELINE_SLOTS / slotsPerCell);
	const isBeside = width >= INDENT + cells + NAME_WIDTH;
	const legend = Object.entries(UVI_SIGNS).flatMap(([name, sign]) => [sign, { text: ` ${name}  ` }]);
	return [
		...title,
		...scale(cells),
		...rows.flatMap((row) => rowLines(row, { slotsPerCell, isBeside, timeZone, width })),
		...more,
		line(" ".repeat(INDENT), styled("dim", "legend: "), ...legend),
	];
}

function scale(cells: number): Line[] {
	const perHour = cells / HOURS;
	const step = perHour >= 1.5 ? 4 : 8;
	const marks = Array.from({ length: HOURS / step }, (_, at) => `${at * step}`.padStart(2, "0"));
	const names = marks.map((hour) => `${hour}h`.padEnd(step * perHour)).join("");
	const ticks = `${marks.map(() => "┼".padEnd(step * perHour, "─")).join("")}`;
	return [names, ticks].map((text) => line(" ".repeat(INDENT), styled("dim", text)));
}

interface RowRoom {
	readonly slotsPerCell: number;
	readonly isBeside: boolean;
	readonly timeZone: string;
	readonly width: number;
}

function rowLines(row: TimelineRow, { slotsPerCell, isBeside, timeZone, width }: RowRoom): Line[] {
	const indent = " ".repeat(INDENT);
	const figures = ` n=${count(row.count)} ${clock(row.firstAtMs, timeZone)}-${clock(row.lastAtMs, timeZone)}`;
	const spans = cellsOf(row, slotsPerCell);
	const room = width - INDENT - (isBeside ? spans.length + 1 : 0) - figures.length;
	const name = `${truncate(row.key, room)}${figures}`;
	if (!isBeside) return [line(indent, name), line(indent, ...spans)];
	return [line(indent, ...spans, ` ${name}`)];
}

function cellsOf({ slots }: TimelineRow, slotsPerCell: number): Span[] {
	const cells: Span[] = [];
	for (let from = 0; from < slots.length; from += slotsPerCell) {
		const places = slots
			.slice(from, from + slotsPerCell)
			.map((status) => (status === null ? -1 : UVI_STATUSES.indexOf(status)));
		const status = UVI_STATUSES[Math.max(...places)];
		cells.push(status === undefined ? { text: " " } : UVI_SIGNS[status]);
	}
	return cells;
}
