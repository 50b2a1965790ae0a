import { bucketOf } from "../accounting/standing.ts";
import type { Candidate, Decision, DecisionPhase, Ranked } from "../decision.ts";
import type { RouteRequest } from "../request.ts";
import type { Route } from "../route.ts";
import { type Prepared, prepare } from "./prepare.ts";
import { configOrder } from "./shadow.ts";
import type { DecideInput, Plan, Snapshot, Stage } from "./stage.ts";
import { applyPolicy } from "./stages/apply-policy.ts";
import { placeReasons, rank } from "./stages/rank.ts";
import { rejectOverBudget, standingOf } from "./stages/reject-over-budget.ts";
import { rejectUnavailable } from "./stages/reject-unavailable.ts";
import { rejectUnsuitable } from "./stages/reject-unsuitable.ts";
import { rescue } from "./stages/rescue.ts";

/** The pipeline, in order. */
const STAGES: readonly Stage[] = [applyPolicy, rejectUnsuitable, rejectUnavailable, rejectOverBudget, rank];

/** What stands after a stage also judges a target that this stage had removed and that is brought back. */
const after = (stage: Stage): readonly Stage[] => STAGES.slice(STAGES.indexOf(stage) + 1);
const LATER_STAGES = { afterBudget: after(rejectOverBudget), afterUnavailable: after(rejectUnavailable) };

/** Candidates that are given reasons; a person does not read further, and a log line has an end. */
export const MAX_EXPLAINED = 20;

function ranked(plan: Plan, input: DecideInput): readonly Ranked[] {
	const reasons = placeReasons(plan, input, MAX_EXPLAINED);
	return plan.candidates.map((candidate, at) => {
		const latency = input.snapshot.state.latencies.get(candidate.target.id);
		const expectedCostUsd = at < MAX_EXPLAINED ? input.expectedCostUsd(candidate) : undefined;
		const standing = standingOf(candidate, input);
		return {
			candidate,
			because: reasons[at] ?? [],
			bucket: bucketOf(standing),
			standing,
			...(latency === undefined ? {} : { ttftMs: latency.ttftMs }),
			...(expectedCostUsd === undefined ? {} : { expectedCostUsd }),
		};
	});
}

function phaseOf({ input, rules }: Prepared): DecisionPhase {
	const { shortcuts, pin, maxCostUsd } = input.request;
	if (shortcuts.length > 0 || pin || maxCostUsd !== undefined) return "shortcut";
	return rules.some(({ matched }) => matched) ? "policy" : "default";
}

/** Chooses who is tried in which order, and says why. A function of its arguments alone. */
export function decide(
	request: RouteRequest,
	route: Route,
	candidates: readonly Candidate[],
	snapshot: Snapshot,
): Decision {
	const prepared = prepare(request, route, snapshot);
	const { input, rules } = prepared;
	const start: Plan = { candidates, rejections: [] };
	const staged = STAGES.reduce((plan, stage) => stage(plan, input), start);
	const plan = rescue(staged, input, LATER_STAGES);
	const order = ranked(plan, input);
	const decision: Decision = {
		request,
		route,
		atMs: snapshot.nowMs,
		phase: phaseOf(prepared),
		tier: input.tier,
		order,
		rejections: plan.rejections,
		rules,
		...(plan.fallback === undefined ? {} : { fallback: plan.fallback }),
	};
	if (!snapshot.modes.isShadow) return decision;
	const { fallback: _, ...rest } = decision;
	const did = configOrder(candidates, input);
	const rescued = did.fallback === undefined ? {} : { fallback: did.fallback };
	return { ...rest, ...rescued, phase: "shadow", order: ranked(did, input), would: order };
}
