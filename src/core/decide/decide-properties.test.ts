import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aCandidate, aDecideInput, aRequest, aRoute, aSnapshot } from "../../../test/support/engine-builders.ts";
import { FAKE_START_MS } from "../../../test/support/fake-clock.ts";
import { circuitTurns, rests, stateAfter } from "../../../test/support/router-facts.ts";
import type { Standing, UviStatus } from "../accounting/standing.ts";
import type { PolicyRule } from "../config/rule-schema.ts";
import type { Candidate, Decision, RejectionCode } from "../decision.ts";
import type { Fact } from "../events.ts";
import type { RouteRequest } from "../request.ts";
import type { Route } from "../route.ts";
import { decide } from "./decide.ts";
import type { Snapshot, Stage } from "./stage.ts";
import { applyPolicy } from "./stages/apply-policy.ts";
import { rank } from "./stages/rank.ts";
import { rejectOverBudget } from "./stages/reject-over-budget.ts";
import { rejectUnavailable } from "./stages/reject-unavailable.ts";
import { HOPELESS_WINDOW_SHARE, rejectUnsuitable } from "./stages/reject-unsuitable.ts";

const PROVIDERS = ["a", "b", "c"];
const someForMs = fc.integer({ min: -1, max: 3 }).map((minutes) => minutes * 60_000);

const candidates = fc
	.array(
		fc.record({
			provider: fc.constantFrom(...PROVIDERS),
			rank: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
			account: fc.constantFrom(undefined, "work"),
			hasFacts: fc.boolean(),
			hasCredentials: fc.boolean(),
			hasImageInput: fc.boolean(),
			contextWindowTokens: fc.constantFrom(0, 50_000, 200_000),
		}),
		{ maxLength: 8 },
	)
	.map((list) =>
		list.map(({ provider, rank: ofTarget, account, hasFacts, ...facts }, configRank) =>
			aCandidate(`${provider}/m${configRank}`, {
				configRank,
				target: {
					...(ofTarget === undefined ? {} : { rank: ofTarget }),
					...(account === undefined ? {} : { authProvider: account }),
				},
				facts: hasFacts ? facts : "unknown",
			}),
		),
	);

const fact: fc.Arbitrary<Fact> = fc.oneof(
	fc.tuple(fc.constantFrom("a/m0", "b/m1", "c/m2", "a/m1@work"), someForMs).map(([key, forMs]) => rests(key, forMs)),
	fc.tuple(fc.constantFrom("a", "work"), someForMs).map(([key, forMs]) => rests(key, forMs, { scope: "account" })),
	fc.tuple(fc.constantFrom("a/m", "b/1"), someForMs).map(([key, forMs]) => rests(key, forMs, { scope: "family" })),
	fc
		.tuple(fc.constantFrom(...PROVIDERS), fc.constantFrom("open" as const, "half-open" as const), someForMs)
		.map(([provider, to, forMs]) => circuitTurns(provider, to, forMs)),
);

interface Given {
	readonly request: RouteRequest;
	readonly route: Route;
	readonly snapshot: Snapshot;
}

const rules: fc.Arbitrary<PolicyRule[]> = fc.array(
	fc
		.record({
			type: fc.constantFrom("exclude-provider" as const, "prefer-provider" as const, "require-provider" as const),
			provider: fc.subarray([...PROVIDERS], { minLength: 1 }),
			condition: fc.constantFrom({ hasImages: true }, { intent: ["code" as const] }, {}),
		})
		.map((rule) => ({ ...rule, name: rule.type, priority: 0 }) as PolicyRule),
	{ maxLength: 3 },
);

const standing: fc.Arbitrary<Standing> = fc.oneof(
	fc.constantFrom("exhausted", "critical", "stressed", "ok", "surplus").map((status): Standing => {
		return { budgets: [], pace: { status: status as UviStatus, windowId: "5h", usedShare: 0.5 } };
	}),
	fc.tuple(fc.integer({ min: 0, max: 12 }), fc.boolean()).map(([spentUsd, isHard]): Standing => {
		return { budgets: [{ period: "daily", limitUsd: 10, spentUsd, isHard }] };
	}),
);

const known = fc
	.record({
		ttftMs: fc.dictionary(fc.constantFrom("a/m0", "b/m1", "c/m2", "a/m3"), fc.integer({ min: 1, max: 9_000 })),
		outputs: fc.dictionary(fc.constantFrom("a/m0", "b/m1"), fc.integer({ min: 1, max: 900 })),
		standings: fc.dictionary(fc.constantFrom("a/m0", "b/m1", "c/m2", "a/m3"), standing),
		lastTargetId: fc.constantFrom(undefined, "a/m0", "b/m1"),
	})
	.map(({ ttftMs, outputs, standings, lastTargetId }) => {
		const latencies = Object.entries(ttftMs).map(
			([id, ms]) => [id, { ttftMs: ms, samples: 1, updatedAtMs: 1 }] as const,
		);
		const usual = Object.entries(outputs).map(([id, tokens]) => [id, { tokens, samples: 1, updatedAtMs: 1 }] as const);
		const answers = new Map(lastTargetId ? [[lastTargetId, { atMs: FAKE_START_MS, tokens: 50 }]] : []);
		const turn = { intent: "general", tier: "swe", ...(lastTargetId ? { answeredBy: lastTargetId } : {}) } as const;
		const session = { atMs: FAKE_START_MS, answers, turn, ...(lastTargetId ? { lastTargetId } : {}) };
		return {
			state: { latencies: new Map(latencies), outputs: new Map(usual), sessions: new Map([["session-1", session]]) },
			standings: new Map(Object.entries(standings)),
		};
	});

const input: fc.Arbitrary<Given> = fc
	.record({
		facts: fc.array(fact, { maxLength: 6 }),
		estimatedTokens: fc.constantFrom(10, 55_000, 220_000, 500_000),
		hasImages: fc.boolean(),
		maxCostUsd: fc.constantFrom(undefined, 0.001, 0.06),
		failedTargetId: fc.constantFrom(undefined, "a/m0", "b/m1"),
		known,
		rules,
		reason: fc.constantFrom("user" as const, "continuation" as const),
		shortcuts: fc.constantFrom([], ["fast" as const], ["reasoning" as const], ["vision" as const, "long" as const]),
		isHard: fc.boolean(),
		sortBy: fc.constantFrom("adaptive" as const, "config" as const, "latency" as const, "cost" as const),
		whenAllRejected: fc.constantFrom("earliest-recovery" as const, "fail" as const),
	})
	.map(
		({
			facts,
			known: { state, standings },
			rules: given,
			isHard,
			sortBy,
			whenAllRejected,
			failedTargetId,
			maxCostUsd,
			...request
		}) => ({
			request: aRequest({
				...request,
				...(failedTargetId === undefined ? {} : { failedTargetId }),
				...(maxCostUsd === undefined ? {} : { maxCostUsd }),
			}),
			route: aRoute({ sortBy, whenAllRejected }),
			snapshot: aSnapshot({
				state: { ...stateAfter(...facts), ...state },
				rules: given,
				standings,
				modes: { isShadow: false, isHard, blocksCritical: true },
			}),
		}),
	);

const run = ({ request, route, snapshot }: Given, list: readonly Candidate[]): Decision =>
	decide(request, route, list, snapshot);
const idsOf = (list: readonly { readonly candidate: Candidate }[]) => list.map(({ candidate }) => candidate.target.id);

describe("decide, whatever it is asked", () => {
	it.each<[string, Stage]>([
		["applyPolicy", applyPolicy],
		["rejectUnsuitable", rejectUnsuitable],
		["rejectOverBudget", rejectOverBudget],
		["rejectUnavailable", rejectUnavailable],
		["rank", rank],
	])("has a stage %s that loses nobody and adds nobody", (_name, stage) => {
		fc.assert(
			fc.property(candidates, input, (list, given) => {
				const plan = stage({ candidates: list, rejections: [] }, aDecideInput(given));
				const all = [...plan.candidates, ...plan.rejections.map(({ candidate }) => candidate)];
				expect(all).toHaveLength(list.length);
				expect(new Set(all)).toEqual(new Set(list));
			}),
		);
	});

	it("lets nothing bring back what a rule, a missing login or a hard limit has removed", () => {
		const FINAL: readonly RejectionCode[] = [
			"excluded-provider",
			"not-required-provider",
			"unknown-model",
			"no-images",
			"no-thinking",
			"over-request-cap",
			"no-credentials",
			"over-hard-budget",
			"quota-exhausted",
			"uvi-hard-mode",
		];
		fc.assert(
			fc.property(candidates, input, (list, given) => {
				const { order, rejections } = run(given, list);
				const removed = rejections.filter(({ code }) => FINAL.includes(code));
				const tried = new Set(idsOf(order));
				for (const id of idsOf(removed)) expect([id, tried.has(id)]).toEqual([id, false]);
			}),
		);
	});

	it("never loses an exclusion by more rules", () => {
		fc.assert(
			fc.property(candidates, input, rules, (list, given, more) => {
				const excluded = (one: Given) =>
					idsOf(run(one, list).rejections.filter(({ code }) => code === "excluded-provider"));
				const { snapshot } = given;
				const after = new Set(excluded({ ...given, snapshot: { ...snapshot, rules: [...snapshot.rules, ...more] } }));
				for (const id of excluded(given)) expect([id, after.has(id)]).toEqual([id, true]);
			}),
		);
	});

	it("accounts for every candidate, and rescues only when all were removed", () => {
		fc.assert(
			fc.property(candidates, input, (list, given) => {
				const { order, rejections, fallback } = run(given, list);
				const isRescue = fallback !== undefined;
				expect(order.length + rejections.length).toBe(list.length + (isRescue ? order.length : 0));
				if (isRescue) expect(rejections).toHaveLength(list.length);
				if (fallback === "earliest-recovery") expect(order).toHaveLength(1);
				for (const id of idsOf(order)) expect(idsOf(rejections).includes(id)).toBe(isRescue);
			}),
		);
	});

	it("does not depend on the order in which candidates are given", () => {
		const shuffled = candidates.chain((list) =>
			fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
		);
		fc.assert(
			fc.property(shuffled, input, ([list, other], given) => {
				const [one, two] = [run(given, list), run(given, other)];
				expect(idsOf(two.order)).toEqual(idsOf(one.order));
				expect(idsOf(two.rejections).toSorted()).toEqual(idsOf(one.rejections).toSorted());
			}),
		);
	});

	it("does not change its first choice for a candidate that is worse", () => {
		fc.assert(
			fc.property(candidates, input, (list, given) => {
				const before = run(given, list);
				// Nothing speaks for it: no plan that pays, no known speed or cost, no rank, the last place.
				const worse = aCandidate("z/worse", {
					configRank: list.length,
					target: { billing: "per-token" },
					facts: { hasImageInput: true },
				});
				fc.pre(before.order.length > 0 && before.fallback === undefined);
				const best = before.order[0]?.candidate;
				const isOverfull =
					(best?.facts?.contextWindowTokens ?? 0) > 0 &&
					given.request.estimatedTokens > (best?.facts?.contextWindowTokens ?? 0);
				fc.pre(!isOverfull && best?.target.id !== given.request.failedTargetId);
				// A target that is used up too fast comes behind one of which nothing is known.
				fc.pre(before.order[0]?.bucket !== "demoted");

				expect(idsOf(run(given, [...list, worse]).order)[0]).toBe(best?.target.id);
			}),
		);
	});

	it("is a function of its arguments and leaves them as they are", () => {
		fc.assert(
			fc.property(candidates, input, (list, given) => {
				const copy = structuredClone({ list, given });
				const first = run(given, list);

				expect({ list, given }).toEqual(copy);
				expect(run(copy.given, copy.list)).toEqual(first);
			}),
		);
	});

	it("removes nobody for an estimate that may be wrong", () => {
		fc.assert(
			fc.property(candidates, input, (list, given) => {
				for (const { candidate, code } of run(given, list).rejections) {
					if (code !== "context-too-small") continue;
					const window = candidate.facts?.contextWindowTokens ?? 0;
					expect(given.request.estimatedTokens).toBeGreaterThan(window * HOPELESS_WINDOW_SHARE);
				}
			}),
		);
	});
});
