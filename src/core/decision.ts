import type { Bucket, Standing } from "./accounting/standing.ts";
import type { TierChoice } from "./classify/tier.ts";
import type { ModelFacts } from "./model.ts";
import type { RuleTrace } from "./policy/evaluate.ts";
import type { RouteRequest } from "./request.ts";
import type { Route, Target } from "./route.ts";

/** A target under consideration for one request, with its facts. `facts` is absent where the catalog has no such model. */
export interface Candidate {
	readonly target: Target;
	/** Place in the routes file, from 0. */
	readonly configRank: number;
	readonly facts?: ModelFacts;
	/** Ids of the same provider that look like the unknown one. */
	readonly nearestModelIds?: readonly string[];
	/** Providers that look like the one pi does not know; present only when it does not. */
	readonly nearestProviders?: readonly string[];
}

/** Steps of the pipeline that may remove a candidate. */
export type StageName = "policy" | "unsuitable" | "unavailable" | "budget" | "rank";

/** Why a candidate was removed; stable codes for logs and tests. */
export type RejectionCode =
	| "not-pinned"
	| "excluded-provider"
	| "excluded-model"
	| "not-required-provider"
	| "wrong-billing"
	| "unknown-model"
	| "no-thinking"
	| "no-images"
	| "window-too-small"
	| "over-request-cap"
	| "context-too-small"
	| "no-credentials"
	| "cooling"
	| "circuit-open"
	| "circuit-trial-taken"
	| "over-budget"
	| "over-hard-budget"
	| "uvi-critical"
	| "uvi-hard-mode"
	| "quota-exhausted";

/** A candidate that a stage removed, and why. */
export interface Rejection {
	readonly candidate: Candidate;
	readonly stage: StageName;
	readonly code: RejectionCode;
	/** One sentence with the numbers. */
	readonly detail: string;
	/** When the reason ends by itself, epoch milliseconds. */
	readonly recoversAtMs?: number;
}

/** A candidate that is left, and why it stands where it stands. */
export interface Ranked {
	readonly candidate: Candidate;
	/** What sets it apart from the one before and the one after it, strongest first. Empty for those far down. */
	readonly because: readonly string[];
	readonly bucket: Bucket;
	/** Usual time to first output. */
	readonly ttftMs?: number;
	readonly expectedCostUsd?: number;
	readonly standing: Standing;
}

/** Who decided: the user's shortcut, a policy rule, the defaults, or shadow mode. */
export type DecisionPhase = "shortcut" | "policy" | "default" | "shadow";

/** How a request with no candidate left was rescued. */
export type Fallback = "soft-budget" | "critical-uvi" | "earliest-recovery";

/** The outcome of the pipeline for one request: who is tried in which order, who was removed, and why. */
export interface Decision {
	readonly request: RouteRequest;
	readonly route: Route;
	readonly atMs: number;
	readonly phase: DecisionPhase;
	readonly tier: TierChoice;
	readonly order: readonly Ranked[];
	readonly rejections: readonly Rejection[];
	readonly rules: readonly RuleTrace[];
	readonly fallback?: Fallback;
	/** Shadow mode: what the pipeline would have tried, while `order` is that of the routes file. */
	readonly would?: readonly Ranked[];
}
