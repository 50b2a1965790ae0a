import { type CompositionReport, compositionReport } from "./analytics/composition.ts";
import { type DistributionsReport, distributionsReport } from "./analytics/distributions.ts";
import { type DriftReport, driftReport } from "./analytics/drift.ts";
import { type ErrorsReport, errorsReport } from "./analytics/errors.ts";
import { type OutcomesReport, outcomesReport } from "./analytics/outcomes.ts";
import { type RatingsReport, ratingsReport } from "./analytics/ratings.ts";
import { begin, type Running, together } from "./analytics/report.ts";
import { type SessionsReport, sessionsReport } from "./analytics/sessions.ts";
import { type SpendReport, spendReport } from "./analytics/spend.ts";
import { type UviReport, uviReport } from "./analytics/uvi.ts";

/** What every report of a log is made with. */
export interface ReportOptions {
	/** IANA zone whose days are meant. */
	readonly timeZone: string;
	/** Rows of lists that grow with time. */
	readonly limit: number;
	readonly nowMs: number;
	/** Only a part of the time is looked at. */
	readonly isPart: boolean;
}

/** Counters: who was asked and how it ended, and what it cost. */
export interface StatsReport {
	readonly outcomes: OutcomesReport;
	readonly spend: SpendReport;
}

/** What users thought of the answers, beside what went elsewhere than planned. */
export interface QualityReport {
	readonly ratings: RatingsReport;
	readonly drift: DriftReport;
}

/** How routing behaved over time. */
export interface BehaviourReport {
	readonly outcomes: OutcomesReport;
	readonly composition: CompositionReport;
	readonly uvi: UviReport;
	readonly distributions: DistributionsReport;
	readonly drift: DriftReport;
	readonly errors: ErrorsReport;
	readonly sessions: SessionsReport;
}

/** Starts the report that `stats` shows. */
export function startStats(options: ReportOptions): Running<StatsReport> {
	return together<StatsReport>({ outcomes: begin(outcomesReport), spend: begin(spendReport(options)) });
}

/** Starts the report that `quality` shows. */
export function startQuality(options: ReportOptions): Running<QualityReport> {
	return together<QualityReport>({ ratings: begin(ratingsReport(options)), drift: begin(driftReport(options)) });
}

/** Starts the report that `sessions` shows. */
export function startBehaviour(options: ReportOptions): Running<BehaviourReport> {
	return together<BehaviourReport>({
		outcomes: begin(outcomesReport),
		composition: begin(compositionReport(options)),
		uvi: begin(uviReport(options)),
		distributions: begin(distributionsReport),
		drift: begin(driftReport(options)),
		errors: begin(errorsReport(options)),
		sessions: begin(sessionsReport(options)),
	});
}
