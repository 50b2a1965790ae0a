import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aCandidate, aDecideInput, aRequest, aRoute, aSnapshot } from "../../../test/support/engine-builders.ts";
import { circuitTurns, rests, stateAfter } from "../../../test/support/router-facts.ts";
import type { Candidate, Decision } from "../decision.ts";
import type { Fact } from "../events.ts";
import type { RouteRequest } from "../request.ts";
import type { Route } from "../route.ts";
import { decide } from "./decide.ts";
import type { Snapshot, Stage } from "./stage.ts";
import { rank } from "./stages/rank.ts";
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

const input: fc.Arbitrary<Given> = fc
	.record({
		facts: fc.array(fact, { maxLength: 6 }),
		estimatedTokens: fc.constantFrom(10, 55_000, 220_000, 500_000),
		hasImages: fc.boolean(),
		failedTargetId: fc.constantFrom(undefined, "a/m0", "b/m1"),
		sortBy: fc.constantFrom("adaptive" as const, "config" as const),
		whenAllRejected: fc.constantFrom("earliest-recovery" as const, "fail" as const),
	})
	.map(({ facts, sortBy, whenAllRejected, failedTargetId, ...request }) => ({
		request: aRequest({ ...request, ...(failedTargetId === undefined ? {} : { failedTargetId }) }),
		route: aRoute({ sortBy, whenAllRejected }),
		snapshot: aSnapshot({ state: stateAfter(...facts) }),
	}));

const run = ({ request, route, snapshot }: Given, list: readonly Candidate[]): Decision =>
	decide(request, route, list, snapshot);
const idsOf = (list: readonly { readonly candidate: Candidate }[]) => list.map(({ candidate }) => candidate.target.id);

describe("decide, whatever it is asked", () => {
	it.each<[string, Stage]>([
		["rejectUnsuitable", rejectUnsuitable],
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

	it("accounts for every candidate, and rescues one only when all were removed", () => {
		fc.assert(
			fc.property(candidates, input, (list, given) => {
				const { order, rejections, fallback } = run(given, list);
				const isRescue = fallback === "earliest-recovery";
				expect(order.length + rejections.length).toBe(list.length + (isRescue ? 1 : 0));
				expect(isRescue).toBe(rejections.length === list.length && order.length === 1);
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
				const worse = aCandidate("z/worse", { configRank: list.length, facts: { hasImageInput: true } });
				fc.pre(before.order.length > 0 && before.fallback === undefined);
				const best = before.order[0]?.candidate;
				const isOverfull =
					(best?.facts?.contextWindowTokens ?? 0) > 0 &&
					given.request.estimatedTokens > (best?.facts?.contextWindowTokens ?? 0);
				fc.pre(!isOverfull && best?.target.id !== given.request.failedTargetId);

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
