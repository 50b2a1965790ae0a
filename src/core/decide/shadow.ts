import type { Candidate } from "../decision.ts";
import { NO_NEEDS } from "./needs.ts";
import type { DecideInput, Plan } from "./stage.ts";
import { rejectUnavailable } from "./stages/reject-unavailable.ts";
import { rejectUnsuitable } from "./stages/reject-unsuitable.ts";
import { rescue } from "./stages/rescue.ts";

function inConfigOrder(plan: Plan): Plan {
	return { ...plan, candidates: plan.candidates.toSorted((a, b) => a.configRank - b.configRank) };
}

/**
 * Who serves in shadow mode: the targets that exist, can take what will be sent, and do not rest, in the order of the routes
 * file. Nothing else of the pipeline counts.
 */
export function configOrder(candidates: readonly Candidate[], input: DecideInput): Plan {
	const plain: DecideInput = { ...input, needs: NO_NEEDS };
	const start: Plan = { candidates, rejections: [] };
	const able = rejectUnavailable(rejectUnsuitable(start, plain), plain);
	return rescue(inConfigOrder(able), plain, { afterBudget: [], afterUnavailable: [] });
}
