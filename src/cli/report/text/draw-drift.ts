import type { Drift, DriftReport } from "../../../core/reports/analytics/drift.ts";
import type { ErrorsReport } from "../../../core/reports/analytics/errors.ts";
import { type Line, styled } from "../../../surfaces/views/line.ts";
import { type Cell, type Column, paragraph, table } from "../../../surfaces/views/table.ts";
import { bar, count, heading, INDENT, moment, nothing, percent } from "./pieces.ts";

const RIGHT: Column = { align: "right" };
const BAR_WIDTH = 12;

interface Room {
	readonly width: number;
	readonly timeZone: string;
}

/** How often requests went elsewhere than planned, and why. */
export function driftOverviewLines(drift: Omit<DriftReport, "newest">, window: string, { width }: Room): Line[] {
	const { total, failover, planner, codes } = drift;
	const cells = codes.map((row): Cell[] => [
		row.key,
		`n=${count(row.count)}`,
		`share=${percent(row.share)}`,
		bar(row.share, BAR_WIDTH),
	]);
	return [
		...heading("Drift overview", window),
		...paragraph(`total=${count(total)} failover=${count(failover)} planner=${count(planner)}`, {
			width,
			indent: INDENT,
		}),
		...table([{}, RIGHT, RIGHT, {}], cells, { width, indent: INDENT }),
	];
}

/** The errors behind failovers, most first. */
export function errorLines({ rows }: ErrorsReport, window: string, { width }: Room): Line[] {
	const title = heading("Top drift-triggering errors", window);
	if (rows.length === 0) return [...title, ...nothing("none")];
	const cells = rows.map((row): Cell[] => [
		`n=${count(row.count)}`,
		`share=${percent(row.share)}`,
		row.provider,
		styled("warning", row.kind),
		row.message,
	]);
	return [...title, ...table([RIGHT, RIGHT, {}, {}, { wraps: true }], cells, { width, indent: INDENT })];
}

/** The newest requests that went elsewhere than planned. */
export function driftLines(drifts: readonly Drift[], { width, timeZone }: Room): Line[] {
	const title = heading("Planned → actual drift", "newest first");
	if (drifts.length === 0) return [...title, ...nothing("none")];
	return [...title, ...drifts.flatMap((drift) => describe(drift, { width, timeZone }))];
}

function describe({ atMs, routeId, planned, actual, codes, error }: Drift, { width, timeZone }: Room): Line[] {
	const room = { width, indent: INDENT };
	const below = { width, indent: 2 * INDENT };
	return [
		...paragraph(`${moment(atMs, timeZone)} ${routeId}  ${planned} → ${actual}`, room),
		...paragraph(styled("dim", codes.join(" ")), below),
		...(error === undefined ? [] : paragraph(styled("warning", `${error.kind}: ${error.message}`), below)),
	];
}
