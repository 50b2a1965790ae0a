import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryEvent } from "../../test/support/arbitrary-event.ts";
import { FAKE_START_MS } from "../../test/support/fake-clock.ts";
import { circuitTurns, restEnds, rests, stateAfter } from "../../test/support/router-facts.ts";
import type { Fact } from "./events.ts";
import { evolve, initialState, type RouterState } from "./state.ts";

type MakeFact = (atMs: number) => Fact;

const KEYS = ["acme/a", "acme/b"];
const forMs = fc.integer({ min: 0, max: 40 });

const makeFact: fc.Arbitrary<MakeFact> = fc.oneof(
	{
		weight: 4,
		arbitrary: fc.tuple(fc.constantFrom(...KEYS), fc.constantFrom("target" as const, "account" as const), forMs).map(
			([key, scope, ms]): MakeFact =>
				(atMs) =>
					rests(key, ms, { scope, atMs }),
		),
	},
	{
		weight: 2,
		arbitrary: fc.constantFrom(...KEYS).map(
			(key): MakeFact =>
				(atMs) =>
					restEnds(key, atMs),
		),
	},
	{
		weight: 2,
		arbitrary: fc
			.tuple(
				fc.constantFrom("acme", "other"),
				fc.constantFrom("open" as const, "half-open" as const, "closed" as const),
				forMs,
			)
			.map(
				([provider, to, ms]): MakeFact =>
					(atMs) =>
						circuitTurns(provider, to, ms, atMs),
			),
	},
	fc.constant<MakeFact>((atMs) => ({ type: "state.reset", atMs, data: {} })),
);

/** Facts of several processes, no two in the same millisecond, in the order of time and in the order of arrival. */
const history = fc
	.array(makeFact, { maxLength: 10 })
	.map((makers) => makers.map((make, index) => make(FAKE_START_MS + 3 * index)))
	.chain((facts) => fc.tuple(fc.constant(facts), fc.shuffledSubarray(facts, { minLength: facts.length })));

/** What a decision at this moment can see of it. */
function seenAt(state: RouterState, nowMs: number) {
	const cooldowns = [...state.cooldowns]
		.filter(([, { untilMs }]) => untilMs > nowMs)
		.map(([key, { untilMs }]) => [key, untilMs]);
	return {
		cooldowns: Object.fromEntries(cooldowns),
		circuits: Object.fromEntries(state.circuits),
		resetAtMs: state.resetAtMs,
	};
}

describe("evolve, whatever happened", () => {
	it("comes to the same rests and circuits in whatever order facts arrive", () => {
		fc.assert(
			fc.property(history, ([inTime, asArrived]) => {
				const nowMs = Math.max(0, ...inTime.map(({ atMs }) => atMs));
				expect(seenAt(stateAfter(...asArrived), nowMs)).toEqual(seenAt(stateAfter(...inTime), nowMs));
			}),
			{ numRuns: 1_000 },
		);
	});

	it("comes to the same state when it is told in two parts", () => {
		fc.assert(
			fc.property(history, fc.nat({ max: 10 }), ([facts], cut) => {
				const first = stateAfter(...facts.slice(0, cut));
				expect(facts.slice(cut).reduce(evolve, first)).toEqual(stateAfter(...facts));
			}),
		);
	});

	it("takes any record that can be in a log, and edits nothing", () => {
		fc.assert(
			fc.property(fc.array(arbitraryEvent, { maxLength: 8 }), (events) => {
				const copy = structuredClone(events);
				const state = events.reduce((before, event) => {
					const asItWas = structuredClone(before);
					const after = evolve(before, event);
					expect(before).toEqual(asItWas);
					return after;
				}, initialState);

				expect(events).toEqual(copy);
				expect(Object.keys(state).toSorted()).toEqual(Object.keys(initialState).toSorted());
				expect(initialState.cooldowns.size + initialState.sessions.size).toBe(0);
			}),
		);
	});
});
