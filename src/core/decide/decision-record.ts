import type { Candidate, Decision, Rejection } from "../decision.ts";
import type { CandidateRecord, DecisionData } from "../events.ts";

/** Candidates listed one by one in a record; the rest is counted by code, which bounds a line. */
const MAX_LISTED = 20;

function base({ target, configRank }: Candidate) {
	const { id, provider, modelId, label, billing } = target;
	return { target: id, provider, modelId, label, billing, configRank };
}

function rejected({ candidate, stage, code, detail }: Rejection): CandidateRecord {
	return { ...base(candidate), status: "rejected", stage, code, detail };
}

/** The decision as the log shows it. `decideUs` is the time it took, in microseconds. */
export function decisionData(decision: Decision, decideUs: number): DecisionData {
	const { request, order, rejections, phase, fallback } = decision;
	const ranked: CandidateRecord[] = order.map(({ candidate, because }, finalRank) => ({
		...base(candidate),
		finalRank,
		status: finalRank === 0 ? "selected" : "eligible",
		...(because.length === 0 ? {} : { detail: because.join("; ") }),
	}));
	const listedOrder = ranked.slice(0, MAX_LISTED);
	const listedRejections = rejections.slice(0, MAX_LISTED - listedOrder.length).map(rejected);
	const omitted: Record<string, number> = {};
	for (const { code } of rejections.slice(listedRejections.length)) omitted[code] = (omitted[code] ?? 0) + 1;
	const unlisted = ranked.length - listedOrder.length;
	if (unlisted > 0) omitted["eligible"] = unlisted;
	return {
		phase,
		tier: request.tier,
		facts: {
			intent: request.intent,
			intentConfidence: request.intentConfidence,
			shortcuts: request.shortcuts,
			estimatedTokens: request.estimatedTokens,
			hasImages: request.hasImages,
			isFollowUp: request.isFollowUp,
			isRepair: request.isRepair,
			reason: request.reason,
			promptHash: request.promptHash,
			promptChars: request.promptChars,
		},
		order: listedOrder.map(({ target }) => target),
		candidates: [...listedOrder, ...listedRejections],
		...(Object.keys(omitted).length === 0 ? {} : { omitted }),
		rules: [],
		...(fallback === undefined ? {} : { fallback }),
		decideUs,
	};
}
