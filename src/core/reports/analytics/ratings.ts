import { Histogram } from "../measure/histogram.ts";
import { newestFirst, pushNewest } from "../measure/newest.ts";
import { byCount, type Counted, shareOf, valueAt } from "../measure/tally.ts";
import { given } from "../read/fields.ts";
import { modelKey, type ToldRating } from "../read/told.ts";
import type { Report } from "./report.ts";

/** What users thought of answers that have something in common. */
export interface RatingRow extends Counted {
	readonly good: number;
	readonly bad: number;
	readonly goodShare: number;
	/** Of the rated requests that are known; absent where none is. */
	readonly medianLatencyMs?: number;
	readonly medianTtftMs?: number;
	readonly meanCostUsd?: number;
	readonly failoverShare?: number;
}

/** One rating. */
export interface RecentRating {
	readonly atMs: number;
	readonly provider: string;
	readonly modelId: string;
	readonly routeId?: string;
	readonly reason?: string;
	readonly tags: readonly string[];
}

/** By what ratings are counted. */
export const RATED_BY = ["route", "provider", "model", "tier", "intent", "subtask", "outcome", "tag"] as const;
type RatedBy = (typeof RATED_BY)[number];

export interface RatingsReport {
	readonly totals: RatingRow;
	/** Ratings whose request is not among the newest of the log: they count by provider, model and tag only. */
	readonly unmatched: number;
	readonly by: Readonly<Record<RatedBy, readonly RatingRow[]>>;
	/** Newest first. */
	readonly recentBad: readonly RecentRating[];
	readonly recentGood: readonly RecentRating[];
}

interface Row {
	good: number;
	bad: number;
	known: number;
	failedOver: number;
	readonly latency: Histogram;
	readonly ttft: Histogram;
	readonly cost: Histogram;
}

interface RatingsAcc {
	readonly totals: Row;
	unmatched: number;
	readonly by: Readonly<Record<RatedBy, Map<string, Row>>>;
	readonly recentBad: RecentRating[];
	readonly recentGood: RecentRating[];
}

const noRow = (): Row => ({
	good: 0,
	bad: 0,
	known: 0,
	failedOver: 0,
	latency: new Histogram(),
	ttft: new Histogram(),
	cost: new Histogram(),
});

const forEachWay = <T>(make: (way: RatedBy) => T) =>
	Object.fromEntries(RATED_BY.map((way) => [way, make(way)])) as Record<RatedBy, T>;

/** Ratings by all that is known of the requests they are about, and the newest of them. */
export function ratingsReport({ limit }: { readonly limit: number }): Report<RatingsAcc, RatingsReport> {
	return {
		start: () => ({
			totals: noRow(),
			unmatched: 0,
			by: forEachWay(() => new Map()),
			recentBad: [],
			recentGood: [],
		}),
		add(acc, told) {
			if (told.kind !== "rating") return;
			if (told.request === undefined) acc.unmatched += 1;
			addTo(acc.totals, told);
			for (const [way, keys] of Object.entries(keysOf(told))) {
				for (const key of keys) addTo(valueAt(acc.by[way as RatedBy], key, noRow), told);
			}
			pushNewest(told.rating === "bad" ? acc.recentBad : acc.recentGood, recent(told), limit);
		},
		result: ({ totals, unmatched, by, recentBad, recentGood }) => ({
			totals: describe("all", totals),
			unmatched,
			by: forEachWay((way) => [...by[way]].map(([key, row]) => describe(key, row)).sort(byCount)),
			recentBad: newestFirst(recentBad, limit),
			recentGood: newestFirst(recentGood, limit),
		}),
	};
}

function keysOf(told: ToldRating): Record<RatedBy, readonly string[]> {
	const { request, provider, tags } = told;
	const known = (key: string | undefined): readonly string[] => (key === undefined ? [] : [key]);
	return {
		route: known(request?.routeId ?? told.routeId),
		provider: [provider],
		model: [modelKey(told)],
		tier: known(request?.tier ?? told.tier),
		intent: known(request?.intent ?? told.intent),
		subtask: known(request?.subtask),
		outcome: known(request?.outcome ?? told.outcome),
		tag: [...new Set(tags)],
	};
}

function addTo(row: Row, { rating, request }: ToldRating): void {
	row[rating] += 1;
	if (request === undefined) return;
	row.known += 1;
	if (request.hasFailedOver) row.failedOver += 1;
	if (request.latencyMs !== undefined) row.latency.add(request.latencyMs);
	if (request.ttftMs !== undefined) row.ttft.add(request.ttftMs);
	if (request.costUsd !== undefined) row.cost.add(request.costUsd);
}

function describe(key: string, { good, bad, known, failedOver, latency, ttft, cost }: Row): RatingRow {
	return {
		key,
		count: good + bad,
		good,
		bad,
		goodShare: shareOf(good, good + bad),
		...given("medianLatencyMs", latency.quantile(0.5)),
		...given("medianTtftMs", ttft.quantile(0.5)),
		...given("meanCostUsd", cost.count === 0 ? undefined : cost.sum / cost.count),
		...given("failoverShare", known === 0 ? undefined : failedOver / known),
	};
}

function recent({ atMs, provider, modelId, routeId, request, reason, tags }: ToldRating): RecentRating {
	const route = given("routeId", request?.routeId ?? routeId);
	return { atMs, provider, modelId, ...route, ...given("reason", reason), tags };
}
