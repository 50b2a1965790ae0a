import type { Candidate, Rejection } from "../../decision.ts";
import type { DecideInput, Plan, Stage } from "../stage.ts";

/** What a stage says about one candidate: nothing, or why it goes. */
export type Verdict = Omit<Rejection, "candidate" | "stage"> | undefined;

/** Makes a stage from a judgement about single candidates. */
export function rejectWhen(
	stage: Rejection["stage"],
	judge: (candidate: Candidate, input: DecideInput) => Verdict,
): Stage {
	return (plan: Plan, input: DecideInput): Plan => {
		const candidates: Candidate[] = [];
		const rejections = [...plan.rejections];
		for (const candidate of plan.candidates) {
			const verdict = judge(candidate, input);
			if (verdict) rejections.push({ candidate, stage, ...verdict });
			else candidates.push(candidate);
		}
		return { ...plan, candidates, rejections };
	};
}
