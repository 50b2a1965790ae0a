import { startQuality } from "../../core/reports/log-reports.ts";
import type { CliContext, Given, Outcome } from "../commands/command.ts";
import { makeReport } from "./make-report.ts";
import { printReport } from "./print-report.ts";
import { drawQuality } from "./text/draw-quality.ts";

/** Carries out `pi-auto-router quality`. */
export async function showQuality(given: Given, context: CliContext): Promise<Outcome> {
	const report = await makeReport(given, context, { start: startQuality, matchesRatings: true });
	return printReport({ id: "quality", title: "Routing quality" }, report, context, drawQuality);
}
