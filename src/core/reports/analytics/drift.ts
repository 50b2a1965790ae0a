import { newestFirst, pushNewest } from "../measure/newest.ts";
import { type Counted, countAt, mostFirst, shareOf } from "../measure/tally.ts";
import { given } from "../read/fields.ts";
import type { SeenCandidate } from "../read/log-record.ts";
import { hasFailedOver, type ToldRequest } from "../read/told.ts";
import type { Report } from "./report.ts";

/** A request that another target answered than the one it was planned for. */
export interface Drift {
	readonly atMs: number;
	readonly routeId: string;
	readonly sessionId?: string;
	/** Target ids. */
	readonly planned: string;
	readonly actual: string;
	/** Why, and how the two compare. */
	readonly codes: readonly string[];
	/** The first failure, where one was behind it. */
	readonly error?: { readonly kind: string; readonly message: string };
}

export interface DriftReport {
	readonly total: number;
	/** After a failed attempt. */
	readonly failover: number;
	/** Without one: what was planned was not tried any more when its turn came. */
	readonly planner: number;
	/** Shares of the total; a drift has several codes. */
	readonly codes: readonly (Counted & { readonly share: number })[];
	/** Newest first. */
	readonly newest: readonly Drift[];
}

interface DriftAcc {
	failover: number;
	planner: number;
	readonly codes: Map<string, number>;
	readonly newest: Drift[];
}

/** Requests that went elsewhere than planned, and how the two targets compared when it was decided. */
export function driftReport({ limit }: { readonly limit: number }): Report<DriftAcc, DriftReport> {
	return {
		start: () => ({ failover: 0, planner: 0, codes: new Map(), newest: [] }),
		add(acc, told) {
			if (told.kind !== "request") return;
			const { planned, actual } = told;
			if (planned === undefined || actual === undefined || planned.target === actual.target) return;
			const drift = driftOf(told, planned, actual);
			acc[hasFailedOver(told) ? "failover" : "planner"] += 1;
			for (const code of drift.codes) countAt(acc.codes, code);
			pushNewest(acc.newest, drift, limit);
		},
		result({ failover, planner, codes, newest }) {
			const total = failover + planner;
			return {
				total,
				failover,
				planner,
				codes: mostFirst(codes).map((row) => ({ ...row, share: shareOf(row.count, total) })),
				newest: newestFirst(newest, limit),
			};
		},
	};
}

function driftOf(request: ToldRequest, planned: SeenCandidate, actual: SeenCandidate): Drift {
	const { atMs, routeId, sessionId, failures } = request;
	const [failure] = failures;
	return {
		atMs,
		routeId,
		...given("sessionId", sessionId),
		planned: planned.target,
		actual: actual.target,
		codes: [hasFailedOver(request) ? "failover_after_error" : "planner_drift", ...comparison(planned, actual)],
		...given("error", failure && { kind: failure.kind, message: failure.message }),
	};
}

const isLess = (a: number | undefined, b: number | undefined): boolean => a !== undefined && b !== undefined && a < b;

function comparison(planned: SeenCandidate, actual: SeenCandidate): string[] {
	const bucket = actual.bucket;
	const rows: readonly (readonly [code: string, isSo: boolean])[] = [
		[`actual_${bucket}`, bucket !== undefined],
		["rank_fallback", isLess(planned.rank, actual.rank)],
		["actual_faster", isLess(actual.ttftMs, planned.ttftMs)],
		["actual_cheaper", isLess(actual.expectedCostUsd, planned.expectedCostUsd)],
		["bucket_change", bucket !== undefined && planned.bucket !== undefined && bucket !== planned.bucket],
	];
	return rows.flatMap(([code, isSo]) => (isSo ? [code] : []));
}
