import { startBehaviour } from "../../core/reports/log-reports.ts";
import type { CliContext, Given, Outcome } from "../commands/command.ts";
import { makeReport } from "./make-report.ts";
import { printReport } from "./print-report.ts";
import { drawSessions } from "./text/draw-sessions.ts";

/** Carries out `pi-auto-router sessions`. */
export async function showSessions(given: Given, context: CliContext): Promise<Outcome> {
	const report = await makeReport(given, context, { start: startBehaviour });
	return printReport({ id: "sessions", title: "Routing session stats" }, report, context, drawSessions);
}
