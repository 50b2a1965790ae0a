import { tierOf } from "../classify/tier.ts";
import type { Fallback } from "../decision.ts";
import type { CandidateRecord, DecisionData } from "../events.ts";
import type { RequestStory } from "../reports/request-story.ts";
import type { RequestReason } from "../request.ts";
import { formatClock, formatDuration, formatTokens } from "../text/format.ts";
import { formatLatency } from "../text/format-latency.ts";
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

function tierSentence({ phase, tier, facts }: DecisionData, routeId: string): string {
	if (facts.shortcuts.length > 0) {
		const shortcuts = facts.shortcuts.map((shortcut) => `@${shortcut.replace(/^@/, "")}`);
		return `Tier ${tier}, asked for with ${shortcuts.join(" ")}.`;
	}
	if (phase === "policy") return `Tier ${tier}, set by a policy rule.`;
	if (tier === tierOf(routeId)) return `Tier ${tier}, which the route stands for.`;
	return `Tier ${tier}, since the prompt looks like ${facts.intent} (${percent(facts.intentConfidence)} sure).`;
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
	const shadow = decision.phase === "shadow" ? [{ text: "Shadow mode: the order below was only looked at." }] : [];
	return {
		heading: "Tier",
		points: [{ text: tierSentence(decision, routeId) }, { text: requestSentence(decision) }, ...shadow],
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
	"critical-uvi": "Nothing else was left, so targets whose plan is used up too fast were taken back.",
	"earliest-recovery": "Nothing else was left, so the resting target that recovers first is tried.",
};

function placeSentence(candidate: CandidateRecord, place: number): string {
	const why = candidate.detail ?? "by its place in the routes file";
	const speed = candidate.ttftMs === undefined ? "" : `; first output usually after ${formatLatency(candidate.ttftMs)}`;
	return `${place + 1}. ${candidate.label}: ${why}${speed}`;
}

function orderSection({ candidates, fallback, omitted }: DecisionData): ExplanationSection {
	const ranked = candidates.filter(({ status }) => status !== "rejected");
	ranked.sort((a, b) => (a.finalRank ?? 0) - (b.finalRank ?? 0));
	const points: ExplanationPoint[] = ranked.map((candidate, place) => ({ text: placeSentence(candidate, place) }));
	if (fallback !== undefined) points.unshift({ text: FALLBACKS[fallback] ?? fallback, tone: "warning" });
	const unlisted = omitted?.["eligible"] ?? 0;
	if (unlisted > 0) points.push({ text: `… and ${unlisted} more.` });
	if (ranked.length === 0) points.push({ text: "No target was left to try.", tone: "error" });
	return { heading: "Order", points };
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
		{ heading: "Tried", points: story.results.map((result) => attemptPoint(result, options)) },
		{ heading: "Outcome", points: [outcomePoint(story)] },
	];
	return {
		title: `Request ${shortRequestId(requestId)} on ${routeId}, ${at} (${ago} ago)`,
		sections: sections.filter(({ points }) => points.length > 0),
	};
}
