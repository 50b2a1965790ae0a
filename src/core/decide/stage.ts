import type { Standing } from "../accounting/standing.ts";
import type { TierChoice } from "../classify/tier.ts";
import type { PolicyRule } from "../config/rule-schema.ts";
import type { Candidate, Fallback, Rejection } from "../decision.ts";
import type { PolicyEffects } from "../policy/evaluate.ts";
import type { RouteRequest } from "../request.ts";
import type { Route } from "../route.ts";
import type { SessionMemory } from "../session-memory.ts";
import type { RouterState } from "../state.ts";
import type { Affinity } from "./affinity.ts";
import type { Needs } from "./needs.ts";

/** Modes that change how requests are routed. */
export interface Modes {
	/** The pipeline is only looked at; the order of the routes file serves. */
	readonly isShadow: boolean;
	/** Stressed targets are removed instead of tried last. */
	readonly isHard: boolean;
	/** Critical targets are removed; else they are tried last. */
	readonly blocksCritical: boolean;
}

/** Everything a decision may depend on besides the request and its candidates, taken once. */
export interface Snapshot {
	readonly nowMs: number;
	readonly state: RouterState;
	/** Rules of all routes and of this one, in the order in which they apply. */
	readonly rules: readonly PolicyRule[];
	/** IANA zone of times of day. */
	readonly timeZone: string;
	/** What money and quota say, by target id; absent for a target that nothing is counted for. */
	readonly standings: ReadonlyMap<string, Standing>;
	readonly modes: Modes;
}

/** A candidate and what it is ordered by. */
export interface Keyed {
	readonly candidate: Candidate;
	/** The key of one criterion. */
	at(place: number): number;
}

/** What the stages hand on: who is left, in order, and who was removed. */
export interface Plan {
	readonly candidates: readonly Candidate[];
	readonly rejections: readonly Rejection[];
	readonly fallback?: Fallback;
	/** The candidates with what they were ordered by, once they are. */
	readonly keyed?: readonly Keyed[];
}

/** What every stage may look at. */
export interface DecideInput {
	readonly request: RouteRequest;
	readonly route: Route;
	readonly snapshot: Snapshot;
	readonly session: SessionMemory | undefined;
	readonly tier: TierChoice;
	readonly effects: PolicyEffects;
	readonly needs: Needs;
	readonly affinity: Affinity;
	/** What this request would cost there; undefined where price or usual output are unknown. */
	readonly expectedCostUsd: (candidate: Candidate) => number | undefined;
	/** What this request would be worth there by the catalog's price, whoever pays; that is what budgets count. */
	readonly pricedCostUsd: (candidate: Candidate) => number | undefined;
}

/** One step of the pipeline. It may only remove or reorder candidates, never add one. */
export type Stage = (plan: Plan, input: DecideInput) => Plan;
