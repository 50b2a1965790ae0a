import { tierOf } from "../classify/tier.ts";
import type { Fallback } from "../decision.ts";
import type { CandidateRecord, DecisionData } from "../events.ts";
import { chosenRating, ratingPhrase } from "../reports/ratings-report.ts";
import type { RequestStory } from "../reports/request-story.ts";
import type { RequestReason } from "../request.ts";
import { formatClock, formatDuration, formatTokens } from "../text/format.ts";
import { formatLatency } from "../text/format-latency.ts";
import { formatUsd } from "../text/format-usd.ts";
import { loginHelp } from "../wording/login-help.ts";
import { withoutSubject } from "../wording/without-subject.ts";
import { attemptPoint, type ExplainOptions, type ExplanationPoint, outcomePoint } from "./explain-attempts.ts";

/** Sentences that belong together. */
export interface ExplanationSection {
	readonly heading: string;
	readonly points: readonly ExplanationPoint[];
}

/** A request told to a person. */
export interface Explanation {
	readonly title: string;
	readonly sections: readonly ExplanationSection[];
}

/** Characters of a request id that people are shown and may type. */
const SHORT_ID_LENGTH = 8;

/** The beginning of a request id, long enough to be typed for it. */
export function shortRequestId(requestId: string): string {
	return requestId.slice(0, SHORT_ID_LENGTH);
}

const percent = (share: number): string => `${Math.round(share * 100)}%`;

const REASONS: Readonly<Record<RequestReason, string>> = {
	user: "for a new prompt",
	continuation: "to go on after tool results",
	retry: "because pi repeats a request that failed",
	direct: "outside the conversation, such as a summary",
};

const asTyped = (shortcut: string): string => `@${shortcut.replace(/^@/, "")}`;

function intentPhrase({ facts }: DecisionData): string {
	const subtask = facts.subtask === undefined ? "" : ` (${facts.subtask})`;
	return `looks like ${facts.intent}${subtask}, ${percent(facts.intentConfidence)} sure`;
}

function tierSentence(decision: DecisionData, routeId: string): string {
	const { phase, tier, facts, tierSource } = decision;
	const isClassified = facts.intentConfidence > 0;
	const aside = isClassified ? ` The prompt ${intentPhrase(decision)}.` : "";
	if (facts.shortcuts.length > 0)
		return `Tier ${tier}, asked for with ${facts.shortcuts.map(asTyped).join(" ")}.${aside}`;
	if (tierSource === "rule" || (tierSource === undefined && phase === "policy"))
		return `Tier ${tier}, set by a policy rule.${aside}`;
	if (tierSource === "intent") return `Tier ${tier}, since the prompt ${intentPhrase(decision)}.`;
	if (tierSource === "route" || tier === tierOf(routeId)) return `Tier ${tier}, which the route stands for.${aside}`;
	return `Tier ${tier}, since the prompt ${intentPhrase(decision)}.`;
}

function pinPoints({ facts }: DecisionData): ExplanationPoint[] {
	return facts.pin === undefined ? [] : [{ text: `Only ${asTyped(facts.pin)} was to be asked, by the prompt.` }];
}

function capPoints({ facts, candidates }: DecisionData): ExplanationPoint[] {
	const { maxCostUsd } = facts;
	if (maxCostUsd === undefined) return [];
	const text = `It may cost ${formatUsd(maxCostUsd)} at most, by the prompt (@budget).`;
	const unchecked = candidates.filter((one) => one.status !== "rejected" && one.expectedCostUsd === undefined);
	if (unchecked.length === 0) return [{ text }];
	const labels = unchecked.map(({ label }) => label).join(", ");
	const why = "because price or usual length of an answer are not known";
	return [{ text }, { text: `That could not be checked for ${labels}, ${why}.`, tone: "warning" }];
}

function checkPoints({ facts }: DecisionData): ExplanationPoint[] {
	const { testOutcome, buildOutcome } = facts;
	const said = [
		...(testOutcome === undefined ? [] : [`The newest test run ${testOutcome}.`]),
		...(buildOutcome === undefined ? [] : [`The newest build ${buildOutcome}.`]),
	];
	return said.length === 0 ? [] : [{ text: said.join(" ") }];
}

function requestSentence({ facts }: DecisionData): string {
	const images = facts.hasImages ? ", images among them" : "";
	const turn = facts.isRepair
		? " It repairs the turn before."
		: facts.isFollowUp
			? " It follows up on the turn before."
			: "";
	return `About ${formatTokens(facts.estimatedTokens)} tokens to send${images}, ${REASONS[facts.reason] ?? facts.reason}.${turn}`;
}

function tierSection({ decision, routeId }: RequestStory): ExplanationSection {
	return {
		heading: "Tier",
		points: [
			{ text: tierSentence(decision, routeId) },
			...pinPoints(decision),
			...capPoints(decision),
			{ text: requestSentence(decision) },
			...checkPoints(decision),
		],
	};
}

function ruleSection({ rules }: DecisionData): ExplanationSection {
	const points = rules.map(({ name, matched, why }) => ({
		text: `${name} ${matched ? "applies" : "does not apply"}: ${why}`,
	}));
	return { heading: "Rules", points };
}

/** The account whose credential a target uses, told by its id. */
function accountOfRecord({ target, provider, modelId }: CandidateRecord): string {
	const own = `${provider}/${modelId}@`;
	return target.startsWith(own) ? target.slice(own.length) : provider;
}

function removedPoint(candidate: CandidateRecord): ExplanationPoint {
	const help = candidate.code === "no-credentials" ? `; ${loginHelp(accountOfRecord(candidate))}` : "";
	const why = candidate.detail ?? candidate.code ?? "removed";
	return { text: `${candidate.label}: ${withoutSubject(why, candidate.label)}${help}` };
}

function removedSection({ candidates, omitted = {} }: DecisionData): ExplanationSection {
	const points = candidates.filter(({ status }) => status === "rejected").map(removedPoint);
	const more = Object.entries(omitted).filter(([code]) => code !== "eligible");
	const unlisted = more.map(([code, count]) => `${count} ${code}`).join(", ");
	return {
		heading: "Removed",
		points: unlisted === "" ? points : [...points, { text: `Not listed here: ${unlisted}.` }],
	};
}

const FALLBACKS: Readonly<Record<Fallback, string>> = {
	"soft-budget": "All candidates over budget; falling back to those that only a soft budget had removed.",
	"critical-uvi": "Nothing else was left, so targets whose plan is used up too fast were brought back.",
	"earliest-recovery": "Nothing else was left, so the resting target that recovers first is tried.",
};

/** Numbers of a candidate that its reasons do not name already. */
function numbersOf({ ttftMs, expectedCostUsd, uvi, budgetWarning, detail = "" }: CandidateRecord): string[] {
	const speed = ttftMs === undefined ? "" : `first output after ${formatLatency(ttftMs)}`;
	const cost = expectedCostUsd === undefined || expectedCostUsd === 0 ? "" : `about ${formatUsd(expectedCostUsd)}`;
	return [
		...(speed === "" || detail.includes(speed) ? [] : [speed]),
		...(cost === "" || detail.includes("expected to cost") ? [] : [cost]),
		...(uvi === undefined ? [] : [`UVI ${uvi.toFixed(2)}`]),
		...(budgetWarning === undefined ? [] : [`⚠ ${budgetWarning}`]),
	];
}

function placeSentence(candidate: CandidateRecord, place: number): string {
	const { label, detail } = candidate;
	const said = [...(detail === undefined ? [] : [detail]), ...numbersOf(candidate)].join("; ");
	return `${place + 1}. ${label}${said === "" ? "" : `: ${said}`}`;
}

function orderSection({ candidates, fallback, omitted, shadow, budgetRemainingUsd }: DecisionData): ExplanationSection {
	const ranked = candidates.filter(({ status }) => status !== "rejected");
	ranked.sort((a, b) => (a.finalRank ?? 0) - (b.finalRank ?? 0));
	const points: ExplanationPoint[] = ranked.map((candidate, place) => ({ text: placeSentence(candidate, place) }));
	if (fallback !== undefined) points.unshift({ text: FALLBACKS[fallback] ?? fallback, tone: "warning" });
	const unlisted = omitted?.["eligible"] ?? 0;
	if (unlisted > 0) points.push({ text: `… and ${unlisted} more.` });
	if (ranked.length === 0) points.push({ text: "No target was left to try.", tone: "error" });
	if (budgetRemainingUsd !== undefined) {
		points.push({ text: `Budget remaining for the first: ${formatUsd(budgetRemainingUsd)}.` });
	}
	return { heading: shadow ? "Order that the pipeline would choose" : "Order", points };
}

function shadowSection({ candidates, shadow }: DecisionData): ExplanationSection {
	const labelOf = (id: string): string => candidates.find(({ target }) => target === id)?.label ?? id;
	const served = shadow?.did.map(labelOf).join(", then ") ?? "";
	const text = `The order of the routes file served: ${served === "" ? "nobody" : served}.`;
	return { heading: "Shadow mode", points: shadow ? [{ text, tone: "warning" }] : [] };
}

/** What the user thinks of who answered, or would have been asked first. */
function ratingSection(story: RequestStory, { ratings = [] }: ExplainOptions): ExplanationSection {
	const rated = chosenRating(story, ratings);
	if (!rated) return { heading: "Ratings", points: [] };
	const { label, report } = rated;
	const own = report.latest.find(({ requestId }) => requestId === story.requestId);
	const reason = own?.reason === undefined ? {} : { quote: own.reason };
	const points: ExplanationPoint[] = [{ text: `${label}: ${ratingPhrase(report)}.` }];
	return {
		heading: "Ratings",
		points: own ? [...points, { text: `You called this answer ${own.rating}.`, ...reason }] : points,
	};
}

/** Tells from the records alone why a request went where it went: the decision, what was tried and how it ended. */
export function explain(story: RequestStory, options: ExplainOptions): Explanation {
	const { requestId, routeId, atMs, decision } = story;
	const at = formatClock(atMs, options.nowMs, options.timeZone);
	const ago = formatDuration(Math.max(0, options.nowMs - atMs));
	const sections = [
		tierSection(story),
		ruleSection(decision),
		removedSection(decision),
		orderSection(decision),
		shadowSection(decision),
		{ heading: "Tried", points: story.results.map((result) => attemptPoint(result, options)) },
		{ heading: "Outcome", points: [outcomePoint(story)] },
		ratingSection(story, options),
	];
	return {
		title: `Request ${shortRequestId(requestId)} on ${routeId}, ${at} (${ago} ago)`,
		sections: sections.filter(({ points }) => points.length > 0),
	};
}
