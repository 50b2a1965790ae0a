import type { OutcomeRow } from "../../../core/reports/analytics/outcomes.ts";
import type { MonthForecast, SpendReport, SpendRow } from "../../../core/reports/analytics/spend.ts";
import type { StatsReport } from "../../../core/reports/log-reports.ts";
import { formatTokens } from "../../../core/text/format.ts";
import { formatUsd } from "../../../core/text/format-usd.ts";
import type { Line } from "../../../surfaces/views/line.ts";
import { type Cell, type Column, paragraph, table } from "../../../surfaces/views/table.ts";
import type { Draw } from "../print-report.ts";
import { bar, count, firstOf, head, heading, INDENT, nothing, percent, windowOf } from "./pieces.ts";
import { totalsLines } from "./source-lines.ts";

const RIGHT: Column = { align: "right" };
const BAR_WIDTH = 12;

/** Draws what `stats` shows. */
export const drawStats: Draw<StatsReport> = (report, width) => {
	const { result, request } = report;
	const { limit } = request;
	const { totals, overview, byRoute, byProvider, byModel, byPlannedActual, spend } = result;
	return [
		...totalsLines(totals, overview, width),
		...heading("Outcomes", windowOf(report)),
		...paragraph(
			`success=${count(totals.success)} exhausted=${count(totals.exhausted)} terminal=${count(totals.terminalError)} aborted=${count(totals.aborted)} (unfinished=${count(totals.unfinished)}) attempts=${count(totals.attempts)} failed=${count(totals.failedAttempts)}`,
			{ width, indent: INDENT },
		),
		...outcomes("By route", byRoute, { width, limit }),
		...outcomes("By provider", byProvider, { width, limit }),
		...outcomes("By model", byModel, { width, limit }),
		...heading("Planned → actual"),
		...plannedActual(byPlannedActual, { width, limit }),
		...spendLines(spend, { width, limit }),
	];
};

interface Room {
	readonly width: number;
	readonly limit: number;
}

function outcomes(title: string, all: readonly OutcomeRow[], { width, limit }: Room): Line[] {
	if (all.length === 0) return [...heading(title), ...nothing("none")];
	const { rows, more } = firstOf(all, limit);
	const cells = rows.map((row): Cell[] => [
		row.key,
		count(row.requests),
		percent(row.successShare),
		percent(row.failoverShare),
		count(row.exhausted),
		count(row.terminalError),
		count(row.aborted),
		`${count(row.failedAttempts)}/${count(row.attempts)}`,
	]);
	const names = head("", "n", "success", "failover", "exh", "term", "abort", "failed");
	const columns: Column[] = [{}, RIGHT, RIGHT, RIGHT, RIGHT, RIGHT, RIGHT, RIGHT];
	return [...heading(title), ...table(columns, [names, ...cells], { width, indent: INDENT, gap: 1 }), ...more];
}

function plannedActual(all: StatsReport["byPlannedActual"], { width, limit }: Room): Line[] {
	if (all.length === 0) return nothing("none");
	const { rows, more } = firstOf(all, limit);
	const cells = rows.map((row): Cell[] => [
		row.key.replace(" -> ", " → "),
		count(row.count),
		percent(row.share),
		bar(row.share, BAR_WIDTH),
	]);
	return [...table([{}, RIGHT, RIGHT, {}], cells, { width, indent: INDENT }), ...more];
}

function spendLines(spend: SpendReport, room: Room): Line[] {
	const { totals, days, months, byProvider, byModel, importedUsd, month } = spend;
	if (totals.requests === 0 && importedUsd === 0) return [...heading("Spend"), ...nothing("nothing yet")];
	const imported = importedUsd > 0 ? `, ${formatUsd(importedUsd)} of it taken over from the earlier extension` : "";
	const what = `By the catalog's price ${formatUsd(totals.costUsd)}${imported}; paid by the token: ${formatUsd(totals.perTokenUsd)}. The rest is what answers that a plan covered would have cost.`;
	return [
		...heading("Spend"),
		...paragraph(what, { width: room.width, indent: INDENT }),
		...(month === undefined ? [] : paragraph(forecastText(month), { width: room.width, indent: INDENT })),
		...spendTable("Spend by month", months, room),
		...spendTable("Spend by day", days, room),
		...spendTable("Spend by provider", byProvider, room),
		...spendTable("Spend by model", byModel, room),
	];
}

function forecastText({ key, spentUsd, perTokenUsd, forecastUsd, forecastPerTokenUsd }: MonthForecast): string {
	const now = `${key} so far ${formatUsd(spentUsd)}, by the token ${formatUsd(perTokenUsd)}`;
	if (forecastUsd === undefined) return `${now}; too early for a forecast.`;
	return `${now}; at this rate ${formatUsd(forecastUsd)} by its end, by the token ${formatUsd(forecastPerTokenUsd ?? 0)}.`;
}

function spendTable(title: string, all: readonly SpendRow[], { width, limit }: Room): Line[] {
	if (all.length === 0) return [];
	const { rows, more } = firstOf(all, limit);
	const cells = rows.map((row): Cell[] => [
		row.key,
		formatUsd(row.costUsd),
		formatUsd(row.perTokenUsd),
		count(row.requests),
		formatTokens(row.inputTokens),
		formatTokens(row.outputTokens),
		formatTokens(row.cacheReadTokens),
	]);
	const names = head("", "cost", "by token", "attempts", "in", "out", "from cache");
	const columns: Column[] = [{}, RIGHT, RIGHT, RIGHT, RIGHT, RIGHT, RIGHT];
	return [...heading(title), ...table(columns, [names, ...cells], { width, indent: INDENT }), ...more];
}
