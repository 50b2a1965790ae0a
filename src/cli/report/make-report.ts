import { stat } from "node:fs/promises";
import { ifThere } from "../../adapters/node/files/if-there.ts";
import { explainFsError } from "../../adapters/node/files/problem.ts";
import { type ScanSummary, scanLog } from "../../adapters/node/log-files/scan-log.ts";
import { type Names, namesReport } from "../../core/reports/analytics/names.ts";
import { begin, type Running } from "../../core/reports/analytics/report.ts";
import type { ReportOptions } from "../../core/reports/log-reports.ts";
import { createRequestJoiner } from "../../core/reports/read/join-requests.ts";
import type { Told } from "../../core/reports/read/told.ts";
import { type Selection, selecting } from "../../core/reports/select.ts";
import { CliError } from "../cli-error.ts";
import type { CliContext, Given } from "../commands/command.ts";
import { keepHeapSmall } from "../io/keep-heap-small.ts";
import { defaultLog } from "./find-log.ts";
import { createProgress } from "./progress.ts";
import { type ReportRequest, readReportRequest } from "./report-request.ts";

/** What was read to make a report. */
export interface ReportSource extends ScanSummary {
	/** The log that was asked for. */
	readonly path: string;
	/** Records of requests whose beginning is not in the log. */
	readonly orphans: number;
}

/** A report and what it was made from. */
export interface MadeReport<Result> {
	readonly request: ReportRequest;
	readonly source: ReportSource;
	readonly result: Result;
	/** All that the log could have been narrowed to. */
	readonly names: Names;
}

/** How a report is made. */
export interface ReportPlan<Result> {
	readonly start: (options: ReportOptions) => Running<Result>;
	/** It tells of ratings. */
	readonly matchesRatings?: boolean;
}

const STDIN = "-";

/** Reads the log that is asked for and folds it. */
export async function makeReport<Result>(
	given: Given,
	context: CliContext,
	{ start, matchesRatings = false }: ReportPlan<Result>,
): Promise<MadeReport<Result>> {
	const request = readReportRequest(given, context.now());
	const { selection, file } = request;
	const path = file ?? (await defaultLog(context));
	if (file !== undefined && file !== STDIN) await checkFile(file);
	const report = selecting(selection, start({ ...request, isPart: isPart(selection) }));
	const names = begin(namesReport);
	const tell = (told: Told): void => {
		names.add(told);
		report.add(told);
	};
	const joiner = createRequestJoiner({ tell, matchesRatings });
	const summary = await scan(path, context, { selection, onRecord: (record) => joiner.add(record) });
	joiner.end();
	const source = { path, ...summary, orphans: joiner.orphans() };
	return { request, source, result: report.result(), names: names.result() };
}

const isPart = ({ sinceMs, untilMs }: Selection): boolean => sinceMs !== undefined || untilMs !== undefined;

async function checkFile(file: string): Promise<void> {
	const found = await ifThere(stat(file)).catch((error: unknown) => {
		throw new CliError(`${file} cannot be read: ${explainFsError(error)}.`, { cause: error });
	});
	if (found === undefined)
		throw new CliError(`${file} does not exist; expected a log of the router, or - for standard input.`);
	if (found.isDirectory())
		throw new CliError(`${file} is a directory; expected a log, such as auto-router.events.jsonl in it.`);
}

interface ScanRequest {
	readonly selection: Selection;
	readonly onRecord: Parameters<typeof scanLog>[0]["onRecord"];
}

async function scan(path: string, context: CliContext, { selection, onRecord }: ScanRequest): Promise<ScanSummary> {
	const { stdin, err, screen } = context;
	if (path === STDIN && stdin.isTTY === true) await err.write("Reading a log from the terminal. Ctrl-D ends it.\n");
	const progress = createProgress(err, screen.showsProgress, () => performance.now());
	try {
		keepHeapSmall();
		return await scanLog({
			from: path === STDIN ? stdin : path,
			sinceMs: selection.sinceMs,
			onRecord,
			onProgress: (bytes, ofBytes) => progress.show(bytes, ofBytes),
		});
	} finally {
		await progress.end();
	}
}
