import type { Outcomes } from "../../../core/reports/analytics/outcomes.ts";
import type { Overview } from "../../../core/reports/analytics/overview.ts";
import { formatLatency } from "../../../core/text/format-latency.ts";
import { formatUsd } from "../../../core/text/format-usd.ts";
import { type Line, line, styled } from "../../../surfaces/views/line.ts";
import { paragraph } from "../../../surfaces/views/table.ts";
import type { MadeReport } from "../make-report.ts";
import { count, percent } from "./pieces.ts";

/** The first lines of every report: what was read. */
export function sourceLines(title: string, { source, request }: MadeReport<object>): Line[] {
	const { path, files, lines } = source;
	const more = files.length > 1 ? `, with ${count(files.length - 1)} set aside` : "";
	const { routeId, provider } = request.selection;
	const only = [routeId && `route ${routeId}`, provider && `provider ${provider}`].filter((part) => part !== undefined);
	return [
		line(styled("strong", `${title} from ${path === "-" ? "standard input" : path}`)),
		line(styled("dim", `${count(lines)} lines${more}${only.length === 0 ? "" : `; only ${only.join(", ")}`}`)),
	];
}

/** The figures that sum a report up. */
export function totalsLines(totals: Outcomes, overview: Overview, width: number): Line[] {
	const { medianLatencyMs, medianTtftMs, meanCostUsd } = overview;
	const figures = [
		`Requests: ${count(totals.requests)}`,
		`success=${percent(totals.successShare)}`,
		`failover=${percent(totals.failoverShare)}`,
		...(medianLatencyMs === undefined ? [] : [`latency=${formatLatency(medianLatencyMs)}`]),
		...(medianTtftMs === undefined ? [] : [`ttft=${formatLatency(medianTtftMs)}`]),
		...(meanCostUsd === undefined ? [] : [`cost=${formatUsd(meanCostUsd)}`]),
	];
	return paragraph(figures.join(" "), { width });
}

/** What is odd about the log, for standard error. */
export function sourceNotes({ source, request, names, result }: MadeReport<object>): string[] {
	const { files, path, foreign, torn, tooLong, problems, lines } = source;
	const notes = problems.map(({ file, message }) => `note: ${file} was read in part only: ${message}`);
	if (files.length === 0) {
		notes.push(`note: there is no log yet: ${path} does not exist. pi writes it with the first request.`);
	}
	if (torn > 0)
		notes.push(`note: ${count(torn)} unfinished ${torn === 1 ? "record" : "records"} of killed processes left out.`);
	if (foreign > 0) {
		const long = tooLong > 0 ? `, ${count(tooLong)} of them longer than 1 MB` : "";
		notes.push(`note: ${count(foreign)} of ${count(lines)} lines are not records of the router${long}.`);
	}
	const isEmpty = !("overview" in result) || !hasRequests(result.overview);
	const { routeId, provider } = request.selection;
	if (isEmpty && routeId !== undefined) notes.push(unknown("route", routeId, names.routes));
	if (isEmpty && provider !== undefined) notes.push(unknown("provider", provider, names.providers));
	return notes;
}

const hasRequests = (overview: unknown): boolean =>
	typeof overview === "object" && overview !== null && "lastAtMs" in overview;

function unknown(what: string, name: string, known: readonly string[]): string {
	const some = known.slice(0, 8).join(", ") || "none";
	return `note: nothing is left of ${what} ${name}; the log has ${some}${known.length > 8 ? ", …" : ""}.`;
}
