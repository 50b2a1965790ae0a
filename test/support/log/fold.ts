import { begin, type Report } from "../../../src/core/reports/analytics/report.ts";
import type { Told } from "../../../src/core/reports/read/told.ts";

/** What a report says of these. */
export function fold<Acc, Result>(report: Report<Acc, Result>, ...told: readonly Told[]): Result {
	const running = begin(report);
	for (const one of told) running.add(one);
	return running.result();
}
