import type { RejectionCode } from "../decision.ts";
import type { DecideInput, Plan, Stage } from "./stage.ts";

/** Rejections that end by themselves. Everything else is final for this request. */
const RECOVERABLE: ReadonlySet<RejectionCode> = new Set(["cooling", "circuit-open", "circuit-trial-taken"]);

/**
 * When nothing is left and the route allows it, brings back the one resting target that recovers first,
 * provided that the stages after the one which removed it accept it. The plan says so in `fallback`.
 */
export function rescue(plan: Plan, input: DecideInput, laterStages: readonly Stage[]): Plan {
	if (plan.candidates.length > 0 || input.route.whenAllRejected !== "earliest-recovery") return plan;
	const resting = plan.rejections.filter((rejection) => RECOVERABLE.has(rejection.code));
	resting.sort(
		(a, b) => (a.recoversAtMs ?? 0) - (b.recoversAtMs ?? 0) || a.candidate.configRank - b.candidate.configRank,
	);
	for (const { candidate } of resting) {
		const alone = laterStages.reduce<Plan>((left, stage) => stage(left, input), { ...plan, candidates: [candidate] });
		if (alone.candidates.length > 0) return { ...alone, fallback: "earliest-recovery" };
	}
	return plan;
}
