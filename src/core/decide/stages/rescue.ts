import type { Rejection, RejectionCode } from "../../decision.ts";
import type { DecideInput, Plan, Stage } from "../stage.ts";
import { GIVES_WAY } from "./reject-over-budget.ts";

/** Rejections that end by themselves within the time of a request or soon after. Everything else is final for this request. */
const RECOVERABLE: ReadonlySet<RejectionCode> = new Set(["cooling", "circuit-open", "circuit-trial-taken"]);

/** Stages that judge a target which is brought back: those after the one that removed it. */
export interface LaterStages {
	readonly afterBudget: readonly Stage[];
	readonly afterUnavailable: readonly Stage[];
}

function run(plan: Plan, input: DecideInput, stages: readonly Stage[]): Plan {
	return stages.reduce((left, stage) => stage(left, input), plan);
}

/** Everything that only a soft budget or a critical pace had removed, in order. */
function givingWay(plan: Plan, input: DecideInput, stages: readonly Stage[]): Plan | undefined {
	const soft = plan.rejections.filter(({ code }) => GIVES_WAY.has(code));
	const [first] = soft;
	if (!first) return undefined;
	const isBudget = soft.some(({ code }) => code === "over-budget");
	const candidates = soft.map(({ candidate }) => candidate);
	return { ...run({ ...plan, candidates }, input, stages), fallback: isBudget ? "soft-budget" : "critical-uvi" };
}

function byRecovery(a: Rejection, b: Rejection): number {
	return (a.recoversAtMs ?? 0) - (b.recoversAtMs ?? 0) || a.candidate.configRank - b.candidate.configRank;
}

/**
 * When nothing is left: what gives way comes back; else, where the route allows it, the one resting target that recovers
 * first, provided that the stages after the one which removed it accept it. The plan says so in `fallback`.
 */
export function rescue(plan: Plan, input: DecideInput, later: LaterStages): Plan {
	if (plan.candidates.length > 0) return plan;
	const soft = givingWay(plan, input, later.afterBudget);
	if (soft) return soft;
	if (input.route.whenAllRejected !== "earliest-recovery") return plan;
	const resting = plan.rejections.filter(({ code }) => RECOVERABLE.has(code)).toSorted(byRecovery);
	for (const { candidate } of resting) {
		const alone = run({ ...plan, candidates: [candidate] }, input, later.afterUnavailable);
		if (alone.candidates.length > 0) return { ...alone, fallback: "earliest-recovery" };
	}
	return plan;
}
