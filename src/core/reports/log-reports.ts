import { type CompositionReport, compositionReport } from "./analytics/composition.ts";
import { type CostRow, distributionsReport, type LatencyRow } from "./analytics/distributions.ts";
import { type Drift, type DriftReport, driftReport } from "./analytics/drift.ts";
import { type ErrorsReport, errorsReport } from "./analytics/errors.ts";
import { type Outcomes, type OutcomesReport, outcomesReport } from "./analytics/outcomes.ts";
import { type Overview, overviewReport } from "./analytics/overview.ts";
import { type RatingsReport, ratingsReport } from "./analytics/ratings.ts";
import { begin, type Running, together } from "./analytics/report.ts";
import { type SessionsReport, sessionsReport } from "./analytics/sessions.ts";
import { type SpendReport, spendReport } from "./analytics/spend.ts";
import { type DayUviMix, type UviTimeline, uviReport } from "./analytics/uvi.ts";

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

/** Who was asked and how it ended, and what it cost. */
export interface StatsReport extends OutcomesReport {
	readonly overview: Overview;
	readonly spend: SpendReport;
}

/** What users thought of the answers, beside how often they came from elsewhere than planned. */
export interface QualityReport {
	readonly overview: Overview;
	readonly ratings: RatingsReport;
	readonly driftOverview: Omit<DriftReport, "newest">;
}

/** How routing went over time. The names of the sections are those of the earlier extension's report. */
export interface BehaviourReport {
	readonly overview: Overview;
	readonly totals: Outcomes;
	readonly dailyRoutingComposition: CompositionReport;
	readonly sessionStartUviTimeline: UviTimeline;
	readonly dailyUviMix: readonly DayUviMix[];
	readonly latencyDistributionByModel: readonly LatencyRow[];
	readonly costDistributionByModel: readonly CostRow[];
	readonly driftOverview: Omit<DriftReport, "newest">;
	readonly driftErrorSummary: ErrorsReport;
	readonly driftSessions: readonly Drift[];
	readonly sessions: SessionsReport;
}

/** Starts the report that `stats` shows. */
export function startStats(options: ReportOptions): Running<StatsReport> {
	const parts = together({
		overview: begin(overviewReport),
		outcomes: begin(outcomesReport),
		spend: begin(spendReport(options)),
	});
	return shaped(parts, ({ overview, outcomes, spend }) => ({ overview, ...outcomes, spend }));
}

/** Starts the report that `quality` shows. */
export function startQuality(options: ReportOptions): Running<QualityReport> {
	const parts = together({
		overview: begin(overviewReport),
		ratings: begin(ratingsReport(options)),
		drift: begin(driftReport(options)),
	});
	return shaped(parts, ({ overview, ratings, drift: { newest: _, ...driftOverview } }) => ({
		overview,
		ratings,
		driftOverview,
	}));
}

/** Starts the report that `sessions` shows. */
export function startBehaviour(options: ReportOptions): Running<BehaviourReport> {
	const parts = together({
		overview: begin(overviewReport),
		outcomes: begin(outcomesReport),
		composition: begin(compositionReport(options)),
		uvi: begin(uviReport(options)),
		distributions: begin(distributionsReport),
		drift: begin(driftReport(options)),
		errors: begin(errorsReport(options)),
		sessions: begin(sessionsReport(options)),
	});
	return shaped(parts, ({ overview, outcomes, composition, uvi, distributions, drift, errors, sessions }) => {
		const { newest, ...driftOverview } = drift;
		return {
			overview,
			totals: outcomes.totals,
			dailyRoutingComposition: composition,
			sessionStartUviTimeline: uvi.timeline,
			dailyUviMix: uvi.mix,
			latencyDistributionByModel: distributions.latency,
			costDistributionByModel: distributions.cost,
			driftOverview,
			driftErrorSummary: errors,
			driftSessions: newest,
			sessions,
		};
	});
}

function shaped<A, B>(running: Running<A>, shape: (result: A) => B): Running<B> {
	return { add: (told) => running.add(told), result: () => shape(running.result()) };
}
