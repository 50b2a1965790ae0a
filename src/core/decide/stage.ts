import type { Candidate, Fallback, Rejection } from "../decision.ts";
import type { RouteRequest } from "../request.ts";
import type { Route } from "../route.ts";
import type { RouterState } from "../state.ts";

/** Everything a decision may depend on besides the request and its candidates, taken once. */
export interface Snapshot {
	readonly nowMs: number;
	readonly state: RouterState;
}

/** What the stages hand on: who is left, in order, and who was removed. */
export interface Plan {
	readonly candidates: readonly Candidate[];
	readonly rejections: readonly Rejection[];
	readonly fallback?: Fallback;
}

/** What every stage may look at. */
export interface DecideInput {
	readonly request: RouteRequest;
	readonly route: Route;
	readonly snapshot: Snapshot;
}

/** One step of the pipeline. It may only remove or reorder candidates, never add one. */
export type Stage = (plan: Plan, input: DecideInput) => Plan;
