import { byCount, type Counted, countAt, mostFirst, shareOf, valueAt } from "../measure/tally.ts";
import { hasFailedOver, modelKey, type ToldAttempt, type ToldRequest, whoCounts } from "../read/told.ts";
import type { Report } from "./report.ts";

/** How requests ended. */
export interface Outcomes {
	readonly requests: number;
	readonly success: number;
	readonly exhausted: number;
	readonly terminalError: number;
	/** By the user, or without an end in the log. */
	readonly aborted: number;
	/** Of the aborted ones: without an end in the log. */
	readonly unfinished: number;
	readonly failedOver: number;
	readonly attempts: number;
	readonly failedAttempts: number;
	/** 0 to 1, of all requests. */
	readonly successShare: number;
	readonly failoverShare: number;
}

/** The outcomes of one route, provider or model. Its attempts are those that it was asked for. */
export type OutcomeRow = Counted & Outcomes;

export interface OutcomesReport {
	readonly totals: Outcomes;
	readonly byRoute: readonly OutcomeRow[];
	/** A request counts for who answered it, and for who was planned where nobody did. */
	readonly byProvider: readonly OutcomeRow[];
	readonly byModel: readonly OutcomeRow[];
	/** `planned -> actual` of the requests that were answered. */
	readonly byPlannedActual: readonly (Counted & { readonly share: number })[];
}

type Counts = { -readonly [K in keyof Omit<Outcomes, "successShare" | "failoverShare">]: number };

interface OutcomesAcc {
	readonly totals: Counts;
	readonly routes: Map<string, Counts>;
	readonly providers: Map<string, Counts>;
	readonly models: Map<string, Counts>;
	readonly plannedActual: Map<string, number>;
}

const noCounts = (): Counts => ({
	requests: 0,
	success: 0,
	exhausted: 0,
	terminalError: 0,
	aborted: 0,
	unfinished: 0,
	failedOver: 0,
	attempts: 0,
	failedAttempts: 0,
});
const FIELD_OF_OUTCOME = {
	success: "success",
	exhausted: "exhausted",
	terminal_error: "terminalError",
	aborted: "aborted",
} as const;

/** How requests ended, by route, provider and model, and who answered what was planned for whom. */
export const outcomesReport: Report<OutcomesAcc, OutcomesReport> = {
	start: () => ({
		totals: noCounts(),
		routes: new Map(),
		providers: new Map(),
		models: new Map(),
		plannedActual: new Map(),
	}),
	add(acc, told) {
		if (told.kind === "request") addRequest(acc, told);
		if (told.kind === "attempt") addAttempt(acc, told);
	},
	result({ totals, routes, providers, models, plannedActual }) {
		const answered = [...plannedActual.values()].reduce((sum, count) => sum + count, 0);
		return {
			totals: withShares(totals),
			byRoute: rowsOf(routes),
			byProvider: rowsOf(providers),
			byModel: rowsOf(models),
			byPlannedActual: mostFirst(plannedActual).map((row) => ({ ...row, share: shareOf(row.count, answered) })),
		};
	},
};

function addRequest(acc: OutcomesAcc, request: ToldRequest): void {
	const who = whoCounts(request);
	countRequest(acc.totals, request);
	countRequest(valueAt(acc.routes, request.routeId, noCounts), request);
	countRequest(valueAt(acc.providers, who?.provider ?? "(none)", noCounts), request);
	countRequest(valueAt(acc.models, who ? modelKey(who) : "(none)", noCounts), request);
	const { planned, actual } = request;
	if (planned && actual) countAt(acc.plannedActual, `${planned.target} -> ${actual.target}`);
}

function countRequest(counts: Counts, request: ToldRequest): void {
	counts.requests += 1;
	counts[FIELD_OF_OUTCOME[request.outcome]] += 1;
	if (request.isUnfinished) counts.unfinished += 1;
	if (hasFailedOver(request)) counts.failedOver += 1;
}

function addAttempt(acc: OutcomesAcc, attempt: ToldAttempt): void {
	const route = valueAt(acc.routes, attempt.routeId ?? "(none)", noCounts);
	const provider = valueAt(acc.providers, attempt.provider, noCounts);
	const model = valueAt(acc.models, modelKey(attempt), noCounts);
	for (const counts of [acc.totals, route, provider, model]) {
		counts.attempts += 1;
		if (attempt.outcome === "failed") counts.failedAttempts += 1;
	}
}

function withShares(counts: Counts): Outcomes {
	const { requests, success, failedOver } = counts;
	return { ...counts, successShare: shareOf(success, requests), failoverShare: shareOf(failedOver, requests) };
}

function rowsOf(rows: ReadonlyMap<string, Counts>): OutcomeRow[] {
	return [...rows].map(([key, counts]) => ({ key, count: counts.requests, ...withShares(counts) })).sort(byCount);
}
