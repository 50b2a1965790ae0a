import type { FailureRecord, FinalData, ResultData, UsageRecord } from "../events.ts";
import { FAILURE_RULES } from "../failure.ts";
import type { RatingReport } from "../reports/ratings-report.ts";
import type { RequestStory } from "../reports/request-story.ts";
import { formatClock, formatTokens } from "../text/format.ts";
import { formatLatency } from "../text/format-latency.ts";
import { formatUsd } from "../text/format-usd.ts";

/** One sentence about a request. `quote` is what the provider said itself, redacted, or which deadline passed. */
export interface ExplanationPoint {
	readonly text: string;
	readonly tone?: "success" | "warning" | "error";
	readonly quote?: string;
}

/** What the sentences need to know about now. */
export interface ExplainOptions {
	readonly nowMs: number;
	readonly timeZone?: string;
	/** What the user has said of models up to now. */
	readonly ratings?: readonly RatingReport[];
}

function usagePhrase({ input, output, cacheRead, cacheWrite, costUsd, estimated }: UsageRecord): string {
	const cached = cacheRead > 0 ? ` (${formatTokens(cacheRead)} from cache)` : "";
	const tokens = `${formatTokens(input + cacheRead + cacheWrite)} tokens in${cached}, ${formatTokens(output)} out`;
	const cost = costUsd === undefined ? "cost unknown" : formatUsd(costUsd);
	return `${tokens}, ${cost}${estimated ? " (estimated)" : ""}`;
}

function failurePhrase(failure: FailureRecord, { nowMs, timeZone }: ExplainOptions): string {
	const status = failure.status === undefined ? [] : [`HTTP ${failure.status}`];
	const evidence = [...status, ...(failure.code === undefined ? [] : [failure.code])];
	const facts = evidence.length === 0 ? "" : ` (${evidence.join(", ")})`;
	const retryAt =
		failure.retryAt === undefined ? "" : `, free again at ${formatClock(Date.parse(failure.retryAt), nowMs, timeZone)}`;
	return `${FAILURE_RULES[failure.kind].phrase}${facts}${retryAt}`;
}

/** One attempt: how it went, how long it took, what it used. */
export function attemptPoint(result: ResultData, options: ExplainOptions): ExplanationPoint {
	const { index, label, latencyMs, ttftMs, committed, failure, usage } = result;
	const took = formatLatency(latencyMs);
	const used = usage === undefined ? "" : `; ${usagePhrase(usage)}`;
	if (result.outcome === "success") {
		const first = ttftMs === undefined ? "" : `first output after ${formatLatency(ttftMs)}, `;
		return { text: `${index}. ${label} answered: ${first}done after ${took}${used}`, tone: "success" };
	}
	if (result.outcome === "aborted") return { text: `${index}. ${label} was stopped by you after ${took}${used}` };
	const why = failure === undefined ? "" : `: ${failurePhrase(failure, options)}`;
	const text = `${index}. ${label} ${committed ? "broke off" : "failed"} after ${took}${why}${used}`;
	return failure === undefined || failure.message === ""
		? { text, tone: "error" }
		: { text, tone: "error", quote: failure.message };
}

/** What all attempts of a request cost together; undefined where nothing is known of any. */
function costOf(results: readonly ResultData[]): number | undefined {
	const costs = results.flatMap(({ usage }) => (usage?.costUsd === undefined ? [] : [usage.costUsd]));
	return costs.length === 0 ? undefined : costs.reduce((sum, cost) => sum + cost, 0);
}

function costPhrase({ decision, results }: RequestStory): string {
	const cost = costOf(results);
	if (cost === undefined) return "";
	const billed = results.filter(({ usage }) => usage?.costUsd !== undefined);
	const billingOf = (target: string) => decision.candidates.find((candidate) => candidate.target === target)?.billing;
	const isCovered = billed.every(({ target }) => billingOf(target) === "subscription");
	return isCovered ? `, worth ${formatUsd(cost)} and covered by the plan` : `, ${formatUsd(cost)}`;
}

function endPhrase(final: FinalData, label: string): string {
	switch (final.outcome) {
		case "success":
			return final.failedOver ? `${label} answered after a failover` : `${label} answered, no failover`;
		case "exhausted":
			return final.attempts === 0 ? "No target was left to try" : "No target could answer";
		case "terminal_error":
			return `${label} ended the request with an error`;
		case "aborted":
			return "Stopped by you";
	}
}

/** How a request ended, in one sentence without a full stop: who answered, how long it took, what it cost. */
export function outcomePhrase(story: RequestStory): string {
	const { final, results } = story;
	if (final === undefined) return "No outcome yet";
	const label = results.findLast(({ target }) => target === final.target)?.label ?? final.target ?? "the router";
	return `${endPhrase(final, label)}, ${formatLatency(final.latencyMs)} in all${costPhrase(story)}`;
}

/** How a request ended. */
export function outcomePoint(story: RequestStory): ExplanationPoint {
	const { final } = story;
	if (final === undefined) return { text: "None yet: the request is running, or pi was ended before it was over." };
	const text = `${outcomePhrase(story)}.`;
	if (final.outcome === "success") return { text, tone: "success" };
	return { text, tone: final.outcome === "aborted" ? "warning" : "error" };
}
