import {
	type BudgetStanding,
	budgetRemainingUsd,
	isNearlySpent,
	NO_STANDING,
	type Standing,
} from "../accounting/standing.ts";
import { MAX_EXPLAINED } from "../decide/decide.ts";
import type { Candidate, Decision, Ranked, Rejection } from "../decision.ts";
import type { CandidateRecord, DecisionData } from "../events.ts";
import type { RouteRequest } from "../request.ts";
import { formatUsd } from "../text/format-usd.ts";

/** Candidates listed one by one in a record; the rest is counted by code, which bounds a line. */
const MAX_LISTED = MAX_EXPLAINED;

function base({ target, configRank }: Candidate, status: CandidateRecord["status"]) {
	const { id, provider, modelId, label, billing } = target;
	return { target: id, provider, modelId, label, billing, configRank, status };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function budgetPhrase({ period, limitUsd, spentUsd }: BudgetStanding): string {
	return `${Math.round((spentUsd / limitUsd) * 100)}% of its ${period} budget of ${formatUsd(limitUsd)} is spent`;
}

function addStanding(record: Mutable<CandidateRecord>, { pace, budgets }: Standing): void {
	const nearlySpent = budgets.filter(isNearlySpent);
	if (nearlySpent.length > 0) record.budgetWarning = nearlySpent.map(budgetPhrase).join("; ");
	if (pace) record.uviStatus = pace.status;
	if (pace?.uvi !== undefined) record.uvi = pace.uvi;
}

/** Filled field by field, since up to twenty are made before each request is sent. */
function listed(ranked: Ranked, finalRank: number): CandidateRecord {
	const { candidate, because, bucket, ttftMs, expectedCostUsd, standing } = ranked;
	const status = finalRank === 0 ? "selected" : "eligible";
	const record: Mutable<CandidateRecord> = { ...base(candidate, status), finalRank, bucket };
	if (because.length > 0) record.detail = because.join("; ");
	if (ttftMs !== undefined) record.ttftMs = Math.round(ttftMs);
	if (expectedCostUsd !== undefined) record.expectedCostUsd = expectedCostUsd;
	if (standing !== NO_STANDING) addStanding(record, standing);
	return record;
}

function rejected({ candidate, stage, code, detail }: Rejection): CandidateRecord {
	return { ...base(candidate, "rejected"), stage, code, detail };
}

function factsOf(request: RouteRequest): DecisionData["facts"] {
	const { subtask, pin, maxCostUsd, testOutcome, buildOutcome } = request;
	return {
		intent: request.intent,
		intentConfidence: request.intentConfidence,
		...(subtask === undefined ? {} : { subtask }),
		shortcuts: request.shortcuts,
		...(pin === undefined ? {} : { pin: pin.name }),
		...(maxCostUsd === undefined ? {} : { maxCostUsd }),
		estimatedTokens: request.estimatedTokens,
		hasImages: request.hasImages,
		isFollowUp: request.isFollowUp,
		isRepair: request.isRepair,
		...(testOutcome === undefined ? {} : { testOutcome }),
		...(buildOutcome === undefined ? {} : { buildOutcome }),
		reason: request.reason,
		promptHash: request.promptHash,
		promptChars: request.promptChars,
		...(request.promptText === undefined ? {} : { prompt: request.promptText }),
	};
}

function idsOf(order: readonly Ranked[]): readonly string[] {
	return order.slice(0, MAX_LISTED).map(({ candidate }) => candidate.target.id);
}

/**
 * The decision as the log shows it: `candidates` are as the pipeline judged them, `order` is how they are tried, which
 * differs in shadow mode only. `decideUs` is the time it took, in microseconds.
 */
export function decisionData(decision: Decision, decideUs: number): DecisionData {
	const { request, order, rejections, phase, fallback, would = order, tier, rules } = decision;
	const ranked = would.slice(0, MAX_LISTED).map(listed);
	const listedRejections = rejections.slice(0, MAX_LISTED - ranked.length).map(rejected);
	const omitted: Record<string, number> = {};
	for (const { code } of rejections.slice(listedRejections.length)) omitted[code] = (omitted[code] ?? 0) + 1;
	const unlisted = would.length - ranked.length;
	if (unlisted > 0) omitted["eligible"] = unlisted;
	const [first] = order;
	const remaining = first && budgetRemainingUsd(first.standing);
	return {
		phase,
		tier: tier.tier,
		tierSource: tier.source,
		facts: factsOf(request),
		order: idsOf(order),
		candidates: [...ranked, ...listedRejections],
		...(Object.keys(omitted).length === 0 ? {} : { omitted }),
		rules,
		...(remaining === undefined ? {} : { budgetRemainingUsd: remaining }),
		...(fallback === undefined ? {} : { fallback }),
		...(decision.would === undefined ? {} : { shadow: { would: idsOf(would), did: idsOf(order) } }),
		decideUs,
	};
}
