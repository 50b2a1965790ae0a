import { describe, expect, it } from "vitest";
import {
	aDecision,
	aDecisionRecord,
	aFailedResult,
	aRejection,
	aStory,
	NOW_MS,
	ranked,
} from "../../../test/support/builders.ts";
import { aCandidate, aRequest } from "../../../test/support/engine-builders.ts";
import type { Decision } from "../decision.ts";
import type { DecisionData } from "../events.ts";
import type { RouteRequest } from "../request.ts";
import { decisionData } from "./decision-record.ts";
import { explain, shortRequestId } from "./explain.ts";

const options = { nowMs: NOW_MS, timeZone: "UTC" };

/** The sentences under one heading; undefined where there is no such heading. */
function under(heading: string, decision: DecisionData): string[] | undefined {
	const { sections } = explain(aStory({ decision }), options);
	return sections.find((section) => section.heading === heading)?.points.map(({ text }) => text);
}

const tierOfRequest = (request: Partial<RouteRequest>, more: Partial<Decision> = {}) =>
	under("Tier", aDecisionRecord({ request: aRequest(request), ...more }));

describe("explain", () => {
	it("names the request, the route, the time and its age", () => {
		expect(explain(aStory(), options).title).toBe("Request 3f2a91c0 on subscription-swe, 13:58 (2m ago)");
		expect(explain(aStory({ atMs: NOW_MS + 500 }), options).title).toContain("(<1s ago)");
	});

	it("goes from the tier to the outcome, leaving out what there is nothing to say about", () => {
		expect(explain(aStory(), options).sections.map(({ heading }) => heading)).toEqual([
			"Tier",
			"Order",
			"Tried",
			"Outcome",
		]);
	});

	it.each<[string, Partial<RouteRequest>, Partial<Decision>]>([
		["Tier swe, which the route stands for.", {}, {}],
		[
			"Tier vision, asked for with @vision @fast.",
			{ shortcuts: ["vision", "fast"] },
			{ phase: "shortcut", tier: { tier: "vision", source: "shortcut" } },
		],
		["Tier economy, set by a policy rule.", {}, { phase: "policy", tier: { tier: "economy", source: "rule" } }],
		[
			"Tier long, since the prompt looks like analysis, 71% sure.",
			{ intent: "analysis", intentConfidence: 0.71 },
			{ tier: { tier: "long", source: "intent" } },
		],
		[
			"Tier fast, asked for with @fast. The prompt looks like code (debugging), 93% sure.",
			{ shortcuts: ["fast"], intent: "code", subtask: "debugging", intentConfidence: 0.93 },
			{ phase: "shortcut", tier: { tier: "fast", source: "shortcut" } },
		],
	])("says %j", (sentence, request, more) => {
		expect(tierOfRequest(request, more)?.[0]).toBe(sentence);
	});

	it.each<[string, Partial<RouteRequest>]>([
		["About 1k tokens to send, for a new prompt.", {}],
		[
			"About 12k tokens to send, images among them, to go on after tool results.",
			{ estimatedTokens: 12_000, hasImages: true, reason: "continuation" },
		],
		["About 1k tokens to send, because pi repeats a request that failed.", { reason: "retry" }],
		["About 1k tokens to send, outside the conversation, such as a summary.", { reason: "direct" }],
		["About 1k tokens to send, for a new prompt. It follows up on the turn before.", { isFollowUp: true }],
		["About 1k tokens to send, for a new prompt. It repairs the turn before.", { isFollowUp: true, isRepair: true }],
	])("says %j about what is sent", (sentence, request) => {
		expect(tierOfRequest(request)?.[1]).toBe(sentence);
	});

	it("stays readable for words of a later version", () => {
		const record = aDecisionRecord();
		const facts = { ...record.facts, reason: "prefetch" as never };
		expect(under("Tier", { ...record, facts })?.[1]).toBe("About 1k tokens to send, prefetch.");
		expect(under("Order", { ...record, fallback: "coin-toss" as never })?.[0]).toBe("coin-toss");
	});

	it("shows both orders in shadow mode", () => {
		const [one, two] = [ranked(aCandidate("a/one"), "rank 1"), ranked(aCandidate("b/two"))];
		const record = aDecisionRecord({ phase: "shadow", order: [two, one], would: [one, two] });
		expect(under("Order that the pipeline would choose", record)).toEqual(["1. a/one: rank 1", "2. b/two"]);
		expect(under("Shadow mode", record)).toEqual(["The order of the routes file served: b/two, then a/one."]);
	});

	it("says which targets the prompt asked for, and how tests and builds went", () => {
		const request: Partial<RouteRequest> = {
			pin: { name: "claude", targetIds: [] },
			testOutcome: "failed",
			buildOutcome: "passed",
		};
		expect(tierOfRequest(request)?.slice(1)).toEqual([
			"Only @claude was to be asked, by the prompt.",
			"About 1k tokens to send, for a new prompt.",
			"The newest test run failed. The newest build passed.",
		]);
	});

	it("names the money left and what an answer would cost", () => {
		const standing = { budgets: [{ period: "daily", limitUsd: 10, spentUsd: 7.5, isHard: false }] } as const;
		const order = [{ ...ranked(aCandidate("a/one"), "rank 1"), standing, expectedCostUsd: 0.042 }];
		expect(under("Order", aDecisionRecord({ order }))).toEqual([
			"1. a/one: rank 1; about $0.0420",
			"Budget remaining for the first: $2.50.",
		]);
	});

	it("tells of every rule", () => {
		const rules = [
			{ name: "night", matched: true, why: "22:14 is after 20:00" },
			{ name: "cheap", matched: false, why: "intent is code, not general" },
		];
		expect(under("Rules", { ...aDecisionRecord(), rules })).toEqual([
			"night applies: 22:14 is after 20:00",
			"cheap does not apply: intent is code, not general",
		]);
	});

	it("says what was removed and why, and how to log in", () => {
		const borrowed = aCandidate("openai/gpt-5.6", { target: { authProvider: "openai-codex" } });
		const rejections = [
			aRejection(aCandidate("zai/glm-5.6")),
			aRejection(aCandidate("deepseek/deepseek-v4"), {
				code: "no-credentials",
				detail: "pi has no login or key for deepseek",
			}),
			aRejection(borrowed, { code: "no-credentials", detail: "pi has no login or key for openai-codex" }),
		];
		expect(under("Removed", aDecisionRecord({ rejections }))).toEqual([
			"zai/glm-5.6: rate-limited; 1m left",
			"deepseek/deepseek-v4: pi has no login or key for deepseek; set DEEPSEEK_API_KEY",
			"openai/gpt-5.6: pi has no login or key for openai-codex; run /login openai-codex",
		]);
	});

	it("says the code, or only that it was removed, where a record holds no more", () => {
		const [first] = aDecisionRecord({ order: [], rejections: [aRejection(aCandidate())] }).candidates;
		const { detail: _, ...coded } = first ?? expect.fail("no candidate");
		const { code: __, ...bare } = coded;
		const record = aDecisionRecord();
		expect(under("Removed", { ...record, candidates: [coded, bare] })).toEqual([
			"acme/model-a: cooling",
			"acme/model-a: removed",
		]);
	});

	it("counts what a long record does not list", () => {
		const order = Array.from({ length: 25 }, (_, at) => ranked(aCandidate(`acme/m${at}`)));
		const rejections = Array.from({ length: 3 }, (_, at) => aRejection(aCandidate(`acme/x${at}`)));
		const record = decisionData(aDecision({ order, rejections }), 1);
		expect(under("Order", record)?.slice(19)).toEqual(["20. acme/m19", "… and 5 more."]);
		expect(under("Removed", record)).toEqual(["Not listed here: 3 cooling."]);
	});

	it("says why each stands where it stands, in the order of trial", () => {
		const order = [ranked(aCandidate("a/one"), "rank 1"), ranked(aCandidate("b/two")), ranked(aCandidate("c/three"))];
		const record = aDecisionRecord({ order });
		const candidates = record.candidates.map((candidate) =>
			candidate.target === "b/two" ? { ...candidate, ttftMs: 2_140 } : candidate,
		);
		expect(under("Order", { ...record, candidates: candidates.toReversed() })).toEqual([
			"1. a/one: rank 1",
			"2. b/two: first output after 2.1s",
			"3. c/three",
		]);
	});

	it.each([
		["soft-budget", "All candidates over budget; falling back to those that only a soft budget had removed."],
		["critical-uvi", "Nothing else was left, so targets whose plan is used up too fast were brought back."],
		["earliest-recovery", "Nothing else was left, so the resting target that recovers first is tried."],
	] as const)("says how the fallback %s came about", (fallback, sentence) => {
		expect(under("Order", aDecisionRecord({ fallback }))?.[0]).toBe(sentence);
	});

	it("says so when no target was left", () => {
		const record = aDecisionRecord({ order: [], rejections: [aRejection(aCandidate())] });
		expect(under("Order", record)).toEqual(["No target was left to try."]);
	});

	it("keeps places that a record does not number", () => {
		const record = aDecisionRecord({ order: [ranked(aCandidate("a/one")), ranked(aCandidate("b/two"))] });
		const candidates = record.candidates.map(({ finalRank: _, ...candidate }) => candidate);
		expect(under("Order", { ...record, candidates })?.map((text) => text.slice(0, 8))).toEqual([
			"1. a/one",
			"2. b/two",
		]);
	});

	it("tells of every attempt", () => {
		const { sections } = explain(aStory({ results: [aFailedResult(), aFailedResult("b/two", { index: 2 })] }), options);
		const tried = sections.find(({ heading }) => heading === "Tried")?.points ?? [];
		expect(tried.map(({ text }) => text.slice(0, 2))).toEqual(["1.", "2."]);
	});
});

describe("shortRequestId", () => {
	it("is what people are shown and may type", () => {
		expect(shortRequestId("3f2a91c0-5b1e-4c7a-9a53-000000000001")).toBe("3f2a91c0");
	});
});
