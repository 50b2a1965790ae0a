import type { ModelFacts } from "./model.ts";
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
	| "unknown-model"
	| "no-credentials"
	| "no-images"
	| "context-too-small"
	| "cooling"
	| "circuit-open"
	| "circuit-trial-taken";

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
	/** Reasons for its place, strongest first; empty for config order. */
	readonly because: readonly string[];
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
	readonly order: readonly Ranked[];
	readonly rejections: readonly Rejection[];
	readonly fallback?: Fallback;
}
