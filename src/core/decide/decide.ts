import type { Candidate, Decision } from "../decision.ts";
import type { RouteRequest } from "../request.ts";
import type { Route } from "../route.ts";
import { rank, withReasons } from "./rank.ts";
import { rejectUnavailable } from "./reject-unavailable.ts";
import { rejectUnsuitable } from "./reject-unsuitable.ts";
import { rescue } from "./rescue.ts";
import type { DecideInput, Plan, Snapshot, Stage } from "./stage.ts";

/** The pipeline, in order. What stands after `rejectUnavailable` also judges a target that is brought back. */
const STAGES: readonly Stage[] = [rejectUnsuitable, rejectUnavailable, rank];
const STAGES_AFTER_UNAVAILABLE: readonly Stage[] = STAGES.slice(STAGES.indexOf(rejectUnavailable) + 1);

/** Chooses who is tried in which order, and says why. A function of its arguments alone. */
export function decide(
	request: RouteRequest,
	route: Route,
	candidates: readonly Candidate[],
	snapshot: Snapshot,
): Decision {
	const input: DecideInput = { request, route, snapshot };
	const start: Plan = { candidates, rejections: [] };
	const staged = STAGES.reduce((plan, stage) => stage(plan, input), start);
	const plan = rescue(staged, input, STAGES_AFTER_UNAVAILABLE);
	return {
		request,
		route,
		atMs: snapshot.nowMs,
		phase: "default",
		order: plan.candidates.map((candidate) => withReasons(candidate, input)),
		rejections: plan.rejections,
		...(plan.fallback === undefined ? {} : { fallback: plan.fallback }),
	};
}
