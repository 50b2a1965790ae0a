import { startStats } from "../../core/reports/log-reports.ts";
import type { CliContext, Given, Outcome } from "../commands/command.ts";
import { makeReport } from "./make-report.ts";
import { printReport } from "./print-report.ts";
import { drawStats } from "./text/draw-stats.ts";

/** Carries out `pi-auto-router stats`. */
export async function showStats(given: Given, context: CliContext): Promise<Outcome> {
	const report = await makeReport(given, context, { start: startStats });
	return printReport({ id: "stats", title: "Routing stats" }, report, context, drawStats);
}
