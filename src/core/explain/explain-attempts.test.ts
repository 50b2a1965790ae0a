import { describe, expect, it } from "vitest";
import {
	aDecisionRecord,
	aFailedResult,
	aFailureRecord,
	aFinal,
	aResult,
	aStory,
	aUsage,
	NOW_MS,
	ranked,
} from "../../../test/support/builders.ts";
import { aCandidate } from "../../../test/support/engine-builders.ts";
import type { ResultData } from "../events.ts";
import type { RequestStory } from "../reports/request-story.ts";
import { attemptPoint, outcomePhrase, outcomePoint } from "./explain-attempts.ts";

const OPUS = "anthropic/claude-opus-5";
const options = { nowMs: NOW_MS, timeZone: "UTC" };

function withoutUsage(result: ResultData): ResultData {
	const { usage: _, ...rest } = result;
	return rest;
}

function unfinished(): RequestStory {
	const { final: _, ...rest } = aStory();
	return rest;
}

describe("attemptPoint", () => {
	it.each<[string, ResultData]>([
		[
			`1. ${OPUS} answered: first output after 1.8s, done after 12s; 9k tokens in (8k from cache), 500 out, $0.0175`,
			aResult(OPUS, { usage: aUsage({ cacheRead: 8_000 }) }),
		],
		[
			`1. ${OPUS} was stopped by you after 3.0s; 1k tokens in, 20 out, $0.0050 (estimated)`,
			aResult(OPUS, {
				outcome: "aborted",
				latencyMs: 3_000,
				usage: aUsage({ output: 20, costUsd: 0.005, estimated: true }),
			}),
		],
		[`1. ${OPUS} failed after 0.4s: rate-limited (HTTP 429)`, aFailedResult(OPUS)],
		[
			`1. ${OPUS} failed after 0.4s: overloaded (overloaded_error)`,
			aFailedResult(OPUS, {
				failure: { kind: "overload", scope: "target", code: "overloaded_error", message: "Overloaded", source: "body" },
			}),
		],
		[
			`1. ${OPUS} failed after 0.4s: rate-limited (HTTP 429), free again at 15:40`,
			aFailedResult(OPUS, { failure: aFailureRecord({ retryAt: "2026-11-23T15:40:00.000Z" }) }),
		],
		[
			`2. ${OPUS} broke off after 0.4s: unreachable; 1k tokens in, 500 out, $0.0175`,
			aFailedResult(OPUS, {
				index: 2,
				committed: true,
				usage: aUsage(),
				failure: { kind: "network", scope: "target", message: "terminated", source: "message" },
			}),
		],
	])("says %j", (text, result) => {
		expect(attemptPoint(result, options).text).toBe(text);
	});

	it("says what it can where little is known", () => {
		const { ttftMs: _, ...silent } = withoutUsage(aResult());
		expect(attemptPoint(silent, options).text).toBe(`1. ${OPUS} answered: done after 12s`);
		const { failure: __, ...unexplained } = aFailedResult();
		expect(attemptPoint(unexplained, options)).toEqual({ text: `1. ${OPUS} failed after 0.4s`, tone: "error" });
		const { costUsd: ___, ...free } = aUsage();
		expect(attemptPoint(aResult(OPUS, { usage: free }), options).text).toContain("500 out, cost unknown");
	});

	it("quotes the provider apart from its own words", () => {
		expect(attemptPoint(aFailedResult(), options)).toMatchObject({ tone: "error", quote: "Too many requests" });
		const wordless = aFailedResult(OPUS, { failure: aFailureRecord({ message: "" }) });
		expect(attemptPoint(wordless, options)).not.toHaveProperty("quote");
	});
});

describe("outcomePhrase", () => {
	const plan = ", worth $0.0175 and covered by the plan";
	const perToken = aDecisionRecord({ order: [ranked(aCandidate(OPUS, { target: { billing: "per-token" } }))] });

	it.each<[string, RequestStory]>([
		[`${OPUS} answered, no failover, 12s in all${plan}`, aStory()],
		[`${OPUS} answered after a failover, 12s in all${plan}`, aStory({ final: aFinal(OPUS, { failedOver: true }) })],
		[`${OPUS} answered, no failover, 12s in all, $0.0175`, aStory({ decision: perToken })],
		[
			`${OPUS} ended the request with an error, 12s in all${plan}`,
			aStory({ final: aFinal(OPUS, { outcome: "terminal_error" }) }),
		],
		["Stopped by you, 12s in all", aStory({ results: [], final: aFinal(OPUS, { outcome: "aborted" }) })],
		[
			"No target could answer, 12s in all",
			aStory({ results: [aFailedResult()], final: aFinal(OPUS, { outcome: "exhausted" }) }),
		],
		[
			"No target was left to try, 0.0s in all",
			aStory({ results: [], final: { outcome: "exhausted", attempts: 0, latencyMs: 3, failedOver: false } }),
		],
		["No outcome yet", unfinished()],
		[`${OPUS} answered, no failover, 12s in all`, aStory({ results: [] })],
		[
			"the router ended the request with an error, 0.0s in all",
			aStory({ results: [], final: { outcome: "terminal_error", attempts: 0, latencyMs: 0, failedOver: false } }),
		],
	])("says %j", (phrase, story) => {
		expect(outcomePhrase(story)).toBe(phrase);
	});

	it("adds up what all attempts cost", () => {
		const broken = aFailedResult(OPUS, { usage: aUsage({ costUsd: 0.5 }) });
		const story = aStory({ decision: perToken, results: [broken, withoutUsage(aFailedResult()), aResult()] });
		expect(outcomePhrase(story)).toContain(", $0.52");
	});
});

describe("outcomePoint", () => {
	it.each([
		["success", "success"],
		["aborted", "warning"],
		["exhausted", "error"],
		["terminal_error", "error"],
	] as const)("gives %s the tone of %s", (outcome, tone) => {
		expect(outcomePoint(aStory({ final: aFinal(OPUS, { outcome }) })).tone).toBe(tone);
	});

	it("says why there may be no outcome", () => {
		expect(outcomePoint(unfinished())).toEqual({
			text: "None yet: the request is running, or pi was ended before it was over.",
		});
	});
});
