import type { DayComposition } from "../../../core/reports/analytics/composition.ts";
import type { Bucket } from "../../../core/reports/analytics/distributions.ts";
import type { SessionRow, SessionsReport } from "../../../core/reports/analytics/sessions.ts";
import { type DayUviMix, UVI_STATUSES } from "../../../core/reports/analytics/uvi.ts";
import type { BehaviourReport } from "../../../core/reports/log-reports.ts";
import { formatTokens } from "../../../core/text/format.ts";
import { formatLatency } from "../../../core/text/format-latency.ts";
import { formatUsd } from "../../../core/text/format-usd.ts";
import { type Line, line, type Span, styled } from "../../../surfaces/views/line.ts";
import { type Cell, type Column, paragraph, table } from "../../../surfaces/views/table.ts";
import type { Draw } from "../print-report.ts";
import { driftLines, driftOverviewLines, errorLines } from "./draw-drift.ts";
import { timelineLines, UVI_SIGNS } from "./draw-timeline.ts";
import {
	count,
	firstOf,
	glyph,
	head,
	heading,
	INDENT,
	moment,
	nothing,
	packed,
	partsBar,
	percent,
	windowOf,
} from "./pieces.ts";
import { totalsLines } from "./source-lines.ts";

const RIGHT: Column = { align: "right" };
const BAR_WIDTH = 20;
const DAY_INDENT = INDENT + "2026-03-14  ".length;
/** From so many columns on, figures stand beside the buckets instead of below. */
const WIDE = 110;

interface Room {
	readonly width: number;
	readonly limit: number;
	readonly timeZone: string;
	readonly dailyTop: number;
}

/** Draws what `sessions` shows. */
export const drawSessions: Draw<BehaviourReport> = (report, width) => {
	const { result, request } = report;
	const { limit, timeZone, dailyTop } = request;
	const room: Room = { width, limit, timeZone, dailyTop };
	const window = windowOf(report);
	return [
		...totalsLines(result.totals, result.overview, width),
		...heading("Daily routing composition", window),
		...result.dailyRoutingComposition.flatMap((day) => dayLines(day, room)),
		...timelineLines(result.sessionStartUviTimeline, room),
		...heading("UVI selection mix by day"),
		...uviMix(result.dailyUviMix, room),
		...distribution("Latency distribution by model", latencyRows(result), room),
		...distribution("Cost distribution by model", costRows(result), room),
		...driftOverviewLines(result.driftOverview, window, room),
		...errorLines(result.driftErrorSummary, window, room),
		...driftLines(result.driftSessions, room),
		...affinity(result.sessions, room),
		...newestSessions(result.sessions.newest, room),
	];
};

function dayLines(day: DayComposition, { width, dailyTop }: Room): Line[] {
	const top = day.models.slice(0, dailyTop);
	const rest = day.models.length - top.length;
	const shares = [...top.map(({ share }) => share), Math.max(0, 1 - top.reduce((sum, { share }) => sum + share, 0))];
	const bars = partsBar(day.models.length === 0 ? [] : shares, BAR_WIDTH);
	const first = line(" ".repeat(INDENT), `${day.day}  total=${count(day.requests)}  `, ...bars);
	const below = { width, indent: DAY_INDENT };
	const names = top.map(({ key, share }, at) => `${glyph(at).text} ${key} ${percent(share)}`);
	const others = rest > 0 ? [`${glyph(top.length).text} ${rest} more ${percent(shares.at(-1) ?? 0)}`] : [];
	const latency = day.medianLatencyMs === undefined ? "" : ` latency=${formatLatency(day.medianLatencyMs)}`;
	const figures = `providers=${day.providers.length} models=${day.models.length} success=${percent(day.successShare)}${latency}`;
	return [first, ...packed([...names, ...others], below), ...paragraph(styled("dim", figures), below)];
}

function uviMix(days: readonly DayUviMix[], { width }: Room): Line[] {
	if (days.length === 0) return nothing("none");
	return days.flatMap(({ day, requests, statuses }) => {
		const known = UVI_STATUSES.flatMap((status) => {
			const row = statuses.find(({ key }) => key === status);
			return row === undefined ? [] : [{ status, ...row }];
		}).reverse();
		const shares = partsBar(
			known.map(({ share }) => share),
			BAR_WIDTH,
		);
		const bars = known.map(({ status }, at): Span => {
			const cells = shares[at]?.text.length ?? 0;
			return { ...UVI_SIGNS[status], text: UVI_SIGNS[status].text.repeat(cells) };
		});
		const parts = known.map(({ status, share }) => `${UVI_SIGNS[status].text} ${status} ${percent(share)}`);
		const first = line(" ".repeat(INDENT), `${day}  n=${count(requests)}  `, ...bars);
		return [first, ...packed(parts, { width, indent: DAY_INDENT })];
	});
}

interface DistributionRow {
	readonly key: string;
	readonly buckets: readonly Bucket[];
	readonly figures: string;
}

function latencyRows({ latencyDistributionByModel }: BehaviourReport): DistributionRow[] {
	return latencyDistributionByModel.map(({ key, buckets, count: n, medianMs, p90Ms, medianTtftMs }) => {
		const ttft = medianTtftMs === undefined ? "" : ` ttft=${formatLatency(medianTtftMs)}`;
		return {
			key,
			buckets,
			figures: `n=${count(n)} median=${formatLatency(medianMs)} p90=${formatLatency(p90Ms)}${ttft}`,
		};
	});
}

function costRows({ costDistributionByModel }: BehaviourReport): DistributionRow[] {
	return costDistributionByModel.map(({ key, buckets, count: n, medianUsd, p90Usd, totalUsd }) => ({
		key,
		buckets,
		figures: `n=${count(n)} median=${formatUsd(medianUsd)} p90=${formatUsd(p90Usd)} total=${formatUsd(totalUsd)}`,
	}));
}

/** One row per model: the share of each bucket, shaded by its size, and the figures below. */
function distribution(title: string, all: readonly DistributionRow[], { width, limit }: Room): Line[] {
	if (all.length === 0) return [...heading(title), ...nothing("none")];
	const { rows, more } = firstOf(all, limit);
	const labels = rows[0]?.buckets.map(({ label }) => label) ?? [];
	const cells = rows.map((row): Cell[] => [row.key, ...row.buckets.map(({ share }) => shareCell(share)), row.figures]);
	const isWide = width >= WIDE;
	const columns: Column[] = [{}, ...labels.map(() => RIGHT), { max: isWide ? WIDE : 0 }];
	const [names = [], ...drawn] = table(columns, [head("", ...labels), ...cells], { width, indent: INDENT });
	const figures = (row: DistributionRow): Line[] =>
		isWide ? [] : paragraph(styled("dim", row.figures), { width, indent: 2 * INDENT });
	const lines = rows.flatMap((row, at) => [drawn[at] ?? [], ...figures(row)]);
	return [...heading(title), names, ...lines, ...more];
}

function shareCell(share: number): Cell {
	const text = `${Math.round(share * 100)}%`;
	if (share === 0) return styled("dim", "·");
	return share >= 0.5 ? styled("strong", text) : text;
}

function affinity({ totals, switches }: SessionsReport, { width, limit }: Room): Line[] {
	const figures = `sessions=${count(totals.sessions)} requests=${count(totals.requests)} stayed=${percent(totals.stayShare)} switches=${count(totals.switches)} after-failure=${count(totals.failoverSwitches)} cache-tokens-lost=${formatTokens(totals.cacheTokensLost)}`;
	const { rows, more } = firstOf(switches, limit);
	const cells = rows.map((row): Cell[] => [
		row.key.replace(" -> ", " → "),
		`n=${count(row.count)}`,
		`lost=${formatTokens(row.cacheTokensLost)}`,
	]);
	return [
		...heading("Affinity"),
		...paragraph(figures, { width, indent: INDENT }),
		...table([{}, RIGHT, RIGHT], cells, { width, indent: INDENT }),
		...more,
	];
}

function newestSessions(sessions: readonly SessionRow[], { width, timeZone }: Room): Line[] {
	const title = heading("Sessions", "newest first");
	if (sessions.length === 0) return [...title, ...nothing("none")];
	return [
		...title,
		...sessions.flatMap((session) => {
			const { sessionId, firstAtMs, lastAtMs, requests, success, failedOver, switches, costUsd, targets } = session;
			const when = `${moment(firstAtMs, timeZone)} → ${moment(lastAtMs, timeZone)}`;
			const figures = `n=${count(requests)} success=${count(success)} failover=${count(failedOver)} switches=${count(switches)} cost=${formatUsd(costUsd)}`;
			const who = targets.map(({ key, count: n }) => `${key} ${count(n)}`);
			return [
				...paragraph(`${when}  ${sessionId}`, { width, indent: INDENT }),
				...paragraph(figures, { width, indent: 2 * INDENT }),
				...packed(who, { width, indent: 2 * INDENT }),
			];
		}),
	];
}
