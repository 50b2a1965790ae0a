import { NO_STANDING } from "../../src/core/accounting/standing.ts";
import type { Candidate, Decision, Ranked, Rejection } from "../../src/core/decision.ts";
import type { DecisionData, FailureRecord, FinalData, ResultData, UsageRecord } from "../../src/core/events.ts";
import { decisionData } from "../../src/core/explain/decision-record.ts";
import type { RequestStory } from "../../src/core/reports/request-story.ts";
import type { Target } from "../../src/core/route.ts";
import { aCandidate, aRequest, aRoute, aTarget } from "./engine-builders.ts";

/** The moment at which everything here happens: a Monday, 14:00 UTC. */
export const NOW_MS = Date.parse("2026-11-23T14:00:00.000Z");

/** Id of the request that `aStory` tells. */
export const REQUEST_ID = "3f2a91c0-5b1e-4c7a-9a53-000000000001";

const OPUS = "anthropic/claude-opus-5";

function names(name: string, more: Partial<Target> = {}) {
	const { id, provider, modelId, label } = aTarget(name, more);
	return { target: id, provider, modelId, label };
}

/** A candidate in its place, with the reasons for it. */
export function ranked(candidate: Candidate, ...because: readonly string[]): Ranked {
	return { candidate, because, bucket: "normal", standing: NO_STANDING };
}

/** A candidate that rests for a minute because of a rate limit. */
export function aRejection(candidate: Candidate, more: Partial<Rejection> = {}): Rejection {
	return {
		candidate,
		stage: "unavailable",
		code: "cooling",
		detail: `${candidate.target.label} is rate-limited; 1m left`,
		recoversAtMs: NOW_MS + 60_000,
		...more,
	};
}

/** A decision for one target, nothing removed. */
export function aDecision(more: Partial<Decision> = {}): Decision {
	const route = more.route ?? aRoute();
	return {
		request: aRequest({ routeId: route.id }),
		route,
		atMs: NOW_MS,
		phase: "default",
		tier: { tier: "swe", source: "route" },
		rules: [],
		order: [ranked(aCandidate(OPUS))],
		rejections: [],
		...more,
	};
}

/** A decision as the log shows it, made in 35 µs. */
export function aDecisionRecord(more: Partial<Decision> = {}): DecisionData {
	return decisionData(aDecision(more), 35);
}

/** A rate limit as the log shows it. */
export function aFailureRecord(more: Partial<FailureRecord> = {}): FailureRecord {
	return { kind: "rate", scope: "target", status: 429, message: "Too many requests", source: "headers", ...more };
}

/** What an answer used. */
export function aUsage(more: Partial<UsageRecord> = {}): UsageRecord {
	return { input: 1_000, output: 500, cacheRead: 0, cacheWrite: 0, costUsd: 0.0175, ...more };
}

/** A first attempt that answered after 1.8 s and was done after 12 s. */
export function aResult(name = OPUS, more: Partial<ResultData> = {}): ResultData {
	return {
		index: 1,
		...names(name),
		outcome: "success",
		committed: true,
		latencyMs: 12_000,
		ttftMs: 1_800,
		usage: aUsage(),
		...more,
	};
}

/** A first attempt that failed after 0.4 s, before any output. */
export function aFailedResult(name = OPUS, more: Partial<ResultData> = {}): ResultData {
	return {
		index: 1,
		...names(name),
		outcome: "failed",
		committed: false,
		latencyMs: 400,
		failure: aFailureRecord(),
		...more,
	};
}

/** A request that succeeded at the first attempt. */
export function aFinal(name = OPUS, more: Partial<FinalData> = {}): FinalData {
	const { target, provider, modelId } = names(name);
	const who = { target, provider, modelId };
	return { outcome: "success", ...who, attempts: 1, latencyMs: 12_000, failedOver: false, ...more };
}

/** A request of two minutes ago that its one target answered. */
export function aStory(more: Partial<RequestStory> = {}): RequestStory {
	return {
		requestId: REQUEST_ID,
		sessionId: "session-1",
		routeId: "subscription-swe",
		atMs: NOW_MS - 120_000,
		decision: aDecisionRecord(),
		results: [aResult()],
		final: aFinal(),
		...more,
	};
}
