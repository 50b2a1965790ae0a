import type { SeenCandidate, Who } from "../../../src/core/reports/read/log-record.ts";
import type { ToldAttempt, ToldRating, ToldRequest } from "../../../src/core/reports/read/told.ts";
import { NOW_MS } from "../builders.ts";

/** A target by its id. */
export function who(target: string): Who {
	const [id = ""] = target.split("@");
	const slash = id.indexOf("/");
	return { target, provider: id.slice(0, slash), modelId: id.slice(slash + 1) };
}

/** A candidate that a decision listed, by its id. */
export function aCandidateSeen(target: string, more: Partial<SeenCandidate> = {}): SeenCandidate {
	const nothing = { rank: undefined, bucket: undefined, ttftMs: undefined, expectedCostUsd: undefined };
	return { ...who(target), ...nothing, uviStatus: undefined, ...more };
}

/** A request that openai answered after two seconds, as planned. */
export function aTold(more: Partial<ToldRequest> = {}): ToldRequest {
	const openai = aCandidateSeen("openai/gpt-x");
	return {
		kind: "request",
		atMs: NOW_MS,
		sessionId: "s1",
		routeId: "swe",
		tier: "swe",
		intent: "code",
		subtask: undefined,
		planned: openai,
		actual: openai,
		outcome: "success",
		isUnfinished: false,
		attempts: 1,
		failures: [],
		latencyMs: 2_000,
		answer: { latencyMs: 2_000, ttftMs: 500, usage: undefined },
		costUsd: 0.02,
		...more,
	};
}

/** A request whose first target was rate-limited, so that deepseek answered. */
export function aToldFailover(more: Partial<ToldRequest> = {}): ToldRequest {
	return aTold({
		actual: aCandidateSeen("deepseek/flash"),
		attempts: 2,
		failures: [{ ...who("openai/gpt-x"), kind: "rate", message: "try again in 20s" }],
		...more,
	});
}

/** An attempt that used a thousand tokens for two cents. */
export function aToldAttempt(more: Partial<ToldAttempt> = {}): ToldAttempt {
	return {
		kind: "attempt",
		atMs: NOW_MS,
		requestId: "r1",
		sessionId: "s1",
		routeId: "swe",
		version: 2,
		...who("openai/gpt-x"),
		outcome: "success",
		latencyMs: 2_000,
		ttftMs: 500,
		usage: { input: 1_000, output: 100, cacheRead: 0, cacheWrite: 0, costUsd: 0.02 },
		failure: undefined,
		billing: "subscription",
		account: undefined,
		day: undefined,
		...more,
	};
}

/** A good rating of openai, of a request that is not known. */
export function aToldRating(more: Partial<ToldRating> = {}): ToldRating {
	return {
		kind: "rating",
		atMs: NOW_MS,
		requestId: undefined,
		sessionId: undefined,
		routeId: undefined,
		version: 2,
		...who("openai/gpt-x"),
		rating: "good",
		reason: undefined,
		tags: [],
		ratedRequestId: "r1",
		tier: undefined,
		intent: undefined,
		outcome: undefined,
		request: undefined,
		...more,
	};
}
