import { describe, expect, it } from "vitest";
import { aFailedResult } from "../../../test/support/builders.ts";
import { aRequest, aRoute, aSnapshot, someCandidates } from "../../../test/support/engine-builders.ts";
import { FAKE_START_MS } from "../../../test/support/fake-clock.ts";
import { circuitTurns, rests, stateAfter } from "../../../test/support/router-facts.ts";
import type { Condition } from "../config/rule-schema.ts";
import type { Candidate } from "../decision.ts";
import type { Fact } from "../events.ts";
import type { RouteRequest } from "../request.ts";
import type { Route } from "../route.ts";
import { decide } from "./decide.ts";
import type { Snapshot } from "./stage.ts";

interface Story {
	readonly given: readonly Candidate[];
	readonly facts?: readonly Fact[];
	readonly when?: Partial<RouteRequest>;
	readonly route?: Partial<Route>;
	/** Ids in the order they will be tried. */
	readonly tries: readonly string[];
	/** `id: code, sentence` of everything that was removed. */
	readonly removed?: readonly string[];
	readonly fallback?: string;
}

const MINUTE = 60_000;
const small = { facts: { contextWindowTokens: 100_000 } };
const large = { facts: { contextWindowTokens: 400_000 } };

/** A target refused a request of this size. */
function refused(name: string, requestTokens: number): Fact {
	const failure = { kind: "request-limit", scope: "request", message: "no", source: "body", requestTokens } as const;
	return { type: "routing.result", atMs: FAKE_START_MS, data: aFailedResult(name, { failure }) };
}

const STORIES: readonly (readonly [string, Story])[] = [
	["keeps the order of the routes file", { given: someCandidates("a/1", "b/2", "c/3"), tries: ["a/1", "b/2", "c/3"] }],
	[
		"puts smaller ranks first and unranked targets last",
		{
			given: someCandidates("a/1", ["b/2", { target: { rank: 2 } }], ["c/3", { target: { rank: 1 } }], "d/4"),
			tries: ["c/3", "b/2", "a/1", "d/4"],
		},
	],
	[
		"puts a target last that refused a request of this size",
		{
			given: someCandidates("a/1", "b/2"),
			facts: [refused("a/1", 50_000)],
			when: { estimatedTokens: 50_000 },
			tries: ["b/2", "a/1"],
		},
	],
	[
		"keeps a target that refused a larger request in its place",
		{
			given: someCandidates("a/1", "b/2"),
			facts: [refused("a/1", 50_001)],
			when: { estimatedTokens: 50_000 },
			tries: ["a/1", "b/2"],
		},
	],
	[
		"ignores ranks where the route sorts by config",
		{
			given: someCandidates("a/1", ["b/2", { target: { rank: 1 } }]),
			route: { sortBy: "config" },
			tries: ["a/1", "b/2"],
		},
	],
	[
		"removes a model that the catalog does not have, and names the nearest ids",
		{
			given: someCandidates(["a/gpt-5x", { facts: "unknown", nearestModelIds: ["gpt-5", "gpt-5-mini"] }], "b/2"),
			tries: ["b/2"],
			removed: ['a/gpt-5x: unknown-model, a has no model "gpt-5x"; nearest ids: gpt-5, gpt-5-mini'],
		},
	],
	[
		"removes a model that nothing resembles",
		{
			given: someCandidates(["a/x", { facts: "unknown" }], "b/2"),
			tries: ["b/2"],
			removed: ['a/x: unknown-model, a has no model "x"'],
		},
	],
	[
		"removes a text model when there are images",
		{
			given: someCandidates("a/1", ["b/2", { facts: { hasImageInput: true } }]),
			when: { hasImages: true },
			tries: ["b/2"],
			removed: ["a/1: no-images, the conversation holds images and this model reads text only"],
		},
	],
	[
		"puts a target whose window is a little too small behind those that fit",
		{
			given: someCandidates(["a/1", small], ["b/2", large]),
			when: { estimatedTokens: 120_000 },
			tries: ["b/2", "a/1"],
		},
	],
	[
		"removes a target whose window is hopelessly small",
		{
			given: someCandidates(["a/1", small], ["b/2", large]),
			when: { estimatedTokens: 120_001 },
			tries: ["b/2"],
			removed: ["a/1: context-too-small, about 120k tokens to send, window 100k"],
		},
	],
	[
		"takes a window of 0 for unknown",
		{
			given: someCandidates(["a/1", { facts: { contextWindowTokens: 0 } }]),
			when: { estimatedTokens: 9_000_000 },
			tries: ["a/1"],
		},
	],
	[
		"removes targets without credentials, by the account that would pay",
		{
			given: someCandidates(
				["a/1", { facts: { hasCredentials: false } }],
				["b/2", { target: { authProvider: "work" }, facts: { hasCredentials: false } }],
				"c/3",
			),
			tries: ["c/3"],
			removed: [
				"a/1: no-credentials, pi has no login or key for a",
				"b/2@work: no-credentials, pi has no login or key for work",
			],
		},
	],
	[
		"removes a target that rests",
		{
			given: someCandidates("a/1", "b/2"),
			facts: [rests("a/1", 5 * MINUTE)],
			tries: ["b/2"],
			removed: ["a/1: cooling, a/1 is rate-limited; 5m left"],
		},
	],
	[
		"removes every target of an account that rests, and no other",
		{
			given: someCandidates(
				"a/1",
				"a/2",
				["b/3", { target: { authProvider: "a" } }],
				["a/4", { target: { authProvider: "b" } }],
			),
			facts: [rests("a", 90 * MINUTE, { scope: "account", kind: "window" })],
			tries: ["a/4@b"],
			removed: [
				"a/1: cooling, a is out of plan quota; 1h30m left",
				"a/2: cooling, a is out of plan quota; 1h30m left",
				"b/3@a: cooling, a is out of plan quota; 1h30m left",
			],
		},
	],
	[
		"removes the models of a family that rests",
		{
			given: someCandidates("a/claude-opus-5", "a/claude-sonnet-5", "b/claude-opus-5"),
			facts: [rests("a/opus", MINUTE, { scope: "family", kind: "window" })],
			tries: ["a/claude-sonnet-5", "b/claude-opus-5"],
			removed: ["a/claude-opus-5: cooling, a/opus is out of plan quota; 1m left"],
		},
	],
	[
		"names the longest rest where several apply",
		{
			given: someCandidates("a/1", "b/2"),
			facts: [rests("a/1", MINUTE), rests("a", 2 * MINUTE, { scope: "account", kind: "balance" })],
			tries: ["b/2"],
			removed: ["a/1: cooling, a is out of credit; 2m left"],
		},
	],
	[
		"takes a target back once its rest is over",
		{ given: someCandidates("a/1", "b/2"), facts: [rests("a/1", 0)], tries: ["a/1", "b/2"] },
	],
	[
		"removes the targets of a provider whose circuit is open",
		{
			given: someCandidates("a/1", "b/2"),
			facts: [circuitTurns("a", "open", 30_000)],
			tries: ["b/2"],
			removed: ["a/1: circuit-open, a failed 3 times in a minute; next trial in 30s"],
		},
	],
	[
		"tries a provider again when its circuit is due",
		{ given: someCandidates("a/1", "b/2"), facts: [circuitTurns("a", "open", 0)], tries: ["a/1", "b/2"] },
	],
	[
		"leaves a running trial alone",
		{
			given: someCandidates("a/1", "b/2"),
			facts: [circuitTurns("a", "half-open", 120_000)],
			tries: ["b/2"],
			removed: ["a/1: circuit-trial-taken, another request is trying a again right now"],
		},
	],
	[
		"puts the target whose answer broke off last, whatever its rank",
		{
			given: someCandidates(["a/1", { target: { rank: 1 } }], "b/2", ["c/3", small]),
			when: { reason: "retry", failedTargetId: "a/1", estimatedTokens: 110_000 },
			tries: ["b/2", "c/3", "a/1"],
		},
	],
	[
		"brings the target back that recovers first when all rest",
		{
			given: someCandidates("a/1", "b/2", "c/3"),
			facts: [rests("a/1", 3 * MINUTE), circuitTurns("b", "open", 30_000), rests("c/3", MINUTE)],
			tries: ["b/2"],
			removed: [
				"a/1: cooling, a/1 is rate-limited; 3m left",
				"b/2: circuit-open, b failed 3 times in a minute; next trial in 30s",
				"c/3: cooling, c/3 is rate-limited; 1m left",
			],
			fallback: "earliest-recovery",
		},
	],
	[
		"brings the first of two back that recover in the same moment",
		{
			given: someCandidates("a/1", "b/2"),
			facts: [rests("b/2", MINUTE), rests("a/1", MINUTE)],
			tries: ["a/1"],
			removed: ["a/1: cooling, a/1 is rate-limited; 1m left", "b/2: cooling, b/2 is rate-limited; 1m left"],
			fallback: "earliest-recovery",
		},
	],
	[
		"brings nobody back where the route says fail",
		{
			given: someCandidates("a/1"),
			facts: [rests("a/1", MINUTE)],
			route: { whenAllRejected: "fail" },
			tries: [],
			removed: ["a/1: cooling, a/1 is rate-limited; 1m left"],
		},
	],
	[
		"brings nobody back whose reason does not end by itself",
		{
			given: someCandidates(["a/1", { facts: { hasCredentials: false } }], ["b/2", small]),
			when: { estimatedTokens: 900_000 },
			tries: [],
			removed: [
				"a/1: context-too-small, about 900k tokens to send, window 200k",
				"b/2: context-too-small, about 900k tokens to send, window 100k",
			],
		},
	],
	["decides for nobody when there is nobody", { given: [], tries: [] }],
];

describe("decide", () => {
	it.each(STORIES)("%s", (_what, story) => {
		const route = aRoute(story.route);
		const snapshot = aSnapshot({ state: stateAfter(...(story.facts ?? [])) });
		const decision = decide(aRequest(story.when), route, story.given, snapshot);

		expect(decision.order.map(({ candidate }) => candidate.target.id)).toEqual(story.tries);
		expect(
			decision.rejections.map(({ candidate, code, detail }) => `${candidate.target.id}: ${code}, ${detail}`),
		).toEqual(story.removed ?? []);
		expect(decision.fallback).toBe(story.fallback);
	});

	it("says why each candidate stands where it stands", () => {
		const given = someCandidates(["a/1", small], ["b/2", { target: { rank: 1 } }], "c/3");
		const request = aRequest({ estimatedTokens: 110_000, failedTargetId: "c/3" });
		const { order } = decide(request, aRoute(), given, aSnapshot());

		expect(order.map(({ candidate, because }) => [candidate.target.id, because])).toEqual([
			["b/2", ["the estimate fits its window"]],
			["a/1", ["the estimate is above its window"]],
			["c/3", ["last, because its answer to this request broke off"]],
		]);
	});

	it("asks for the zone of the machine only when a rule is about time", () => {
		let asked = 0;
		const zoned = (snapshot: Snapshot): Snapshot => ({
			...snapshot,
			get timeZone() {
				asked += 1;
				return "UTC";
			},
		});
		const rule = { type: "force-tier", name: "night", priority: 0, tier: "fast" } as const;
		const rulesWith = (condition: Condition) => ({ rules: [{ ...rule, condition }] });
		decide(aRequest(), aRoute(), someCandidates("a/1"), zoned(aSnapshot()));
		decide(aRequest(), aRoute(), someCandidates("a/1"), zoned(aSnapshot(rulesWith({ hasImages: true }))));
		expect(asked).toBe(0);
		decide(aRequest(), aRoute(), someCandidates("a/1"), zoned(aSnapshot(rulesWith({ afterTime: "22:00" }))));
		expect(asked).toBe(1);
	});

	it("tells when a removed candidate comes back", () => {
		const state = stateAfter(rests("a/1", MINUTE));
		const { rejections } = decide(aRequest(), aRoute(), someCandidates("a/1", "b/2"), aSnapshot({ state }));

		expect(rejections).toMatchObject([{ stage: "unavailable", code: "cooling", recoversAtMs: FAKE_START_MS + MINUTE }]);
	});
});
