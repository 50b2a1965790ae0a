import { RATED_BY, type RatingRow, type RecentRating } from "../../../core/reports/analytics/ratings.ts";
import type { QualityReport } from "../../../core/reports/log-reports.ts";
import { formatLatency } from "../../../core/text/format-latency.ts";
import { formatUsd } from "../../../core/text/format-usd.ts";
import { type Line, line, styled } from "../../../surfaces/views/line.ts";
import { type Cell, type Column, table } from "../../../surfaces/views/table.ts";
import type { Draw } from "../print-report.ts";
import { driftOverviewLines } from "./draw-drift.ts";
import { bar, count, firstOf, head, heading, INDENT, moment, nothing, percent, windowOf } from "./pieces.ts";

const RIGHT: Column = { align: "right" };
const BAR_WIDTH = 10;

/** Draws what `quality` shows. */
export const drawQuality: Draw<QualityReport> = (report, width) => {
	const { result, request } = report;
	const { ratings, driftOverview } = result;
	const { totals, unmatched, by, recentBad, recentGood } = ratings;
	const room = { width, limit: request.limit, timeZone: request.timeZone };
	const figures = `Ratings: ${count(totals.count)} good=${count(totals.good)} bad=${count(totals.bad)} positive=${percent(totals.goodShare)}`;
	const older = unmatched === 0 ? "" : ` (${count(unmatched)} of requests that are not in the log any more)`;
	return [
		line(figures, styled("dim", older)),
		...RATED_BY.flatMap((way) => ratingTable(`Ratings by ${way}`, by[way], room)),
		...recentTable("Recent bad ratings", recentBad, room),
		...recentTable("Recent good ratings", recentGood, room),
		...driftOverviewLines(driftOverview, windowOf(report), room),
	];
};

interface Room {
	readonly width: number;
	readonly limit: number;
	readonly timeZone: string;
}

function ratingTable(title: string, all: readonly RatingRow[], { width, limit }: Room): Line[] {
	if (all.length === 0) return [...heading(title), ...nothing("none")];
	const { rows, more } = firstOf(all, limit);
	const optional = (value: number | undefined, format: (known: number) => string): string =>
		value === undefined ? "–" : format(value);
	const cells = rows.map((row): Cell[] => [
		row.key,
		count(row.good),
		count(row.bad),
		percent(row.goodShare),
		bar(row.goodShare, BAR_WIDTH),
		optional(row.medianLatencyMs, formatLatency),
		optional(row.medianTtftMs, formatLatency),
		optional(row.meanCostUsd, formatUsd),
		optional(row.failoverShare, percent),
	]);
	const names = head("", "good", "bad", "positive", "", "latency", "ttft", "cost", "failover");
	const columns: Column[] = [{}, RIGHT, RIGHT, RIGHT, {}, RIGHT, RIGHT, RIGHT, RIGHT];
	return [...heading(title), ...table(columns, [names, ...cells], { width, indent: INDENT, gap: 1 }), ...more];
}

function recentTable(title: string, rows: readonly RecentRating[], { width, timeZone }: Room): Line[] {
	if (rows.length === 0) return [...heading(title), ...nothing("none")];
	const cells = rows.map(({ atMs, provider, modelId, routeId, reason, tags }): Cell[] => [
		styled("dim", moment(atMs, timeZone)),
		`${provider}/${modelId}`,
		routeId ?? "",
		[reason ?? "", ...tags.map((tag) => `#${tag}`)].filter((part) => part !== "").join(" "),
	]);
	return [...heading(title), ...table([{}, {}, {}, { wraps: true }], cells, { width, indent: INDENT })];
}
