import { describe, expect, it } from "vitest";
import { aTarget } from "../../../test/support/engine-builders.ts";
import { FAKE_START_MS } from "../../../test/support/fake-clock.ts";
import { circuitTurns, rests, stateAfter } from "../../../test/support/router-facts.ts";
import type { Fact } from "../events.ts";
import { availability } from "./availability.ts";

const MINUTE = 60_000;
const opus = aTarget("acme/claude-opus-5");
const family = (key: string): Fact => rests(key, MINUTE, { scope: "family" });
const account = (key: string): Fact => rests(key, MINUTE, { scope: "account" });

const seen = (facts: readonly Fact[], target = opus, atMs = FAKE_START_MS) =>
	availability(stateAfter(...facts), target, atMs);

describe("availability", () => {
	it.each<[string, Fact[], string]>([
		["nothing rests", [], "free"],
		["it rests", [rests(opus.id, MINUTE)], "cooling target acme/claude-opus-5"],
		["another target rests", [rests("acme/claude-opus-4", MINUTE)], "free"],
		["its account rests", [account("acme")], "cooling account acme"],
		["another account rests", [account("work")], "free"],
		["its family rests", [family("acme/opus")], "cooling family acme/opus"],
		["another family rests", [family("acme/sonnet")], "free"],
		["its family rests at another account", [family("other/opus")], "free"],
		["its circuit is open", [circuitTurns("acme", "open", MINUTE)], "circuit-open"],
		["its circuit is due", [circuitTurns("acme", "open", 0)], "trial"],
		["a trial is under way", [circuitTurns("acme", "half-open", MINUTE)], "trial-taken"],
		["a trial was given up", [circuitTurns("acme", "half-open", 0)], "trial"],
		["its circuit has closed", [circuitTurns("acme", "closed")], "free"],
		["the circuit of another provider is open", [circuitTurns("other", "open", MINUTE)], "free"],
		[
			"it rests and its circuit is due",
			[rests(opus.id, MINUTE), circuitTurns("acme", "open", 0)],
			"cooling target acme/claude-opus-5",
		],
	])("when %s", (_what, facts, expected) => {
		const state = seen(facts);

		expect(state.kind === "cooling" ? `cooling ${state.scope} ${state.key}` : state.kind).toBe(expected);
	});

	it("asks for the account that pays, and for the circuit of the provider that serves", () => {
		const borrowed = aTarget("acme/a", { authProvider: "work" });

		expect(seen([account("work")], borrowed).kind).toBe("cooling");
		expect(seen([account("acme")], borrowed).kind).toBe("free");
		expect(seen([circuitTurns("acme", "open", MINUTE)], borrowed).kind).toBe("circuit-open");
		expect(seen([circuitTurns("work", "open", MINUTE)], borrowed).kind).toBe("free");
	});

	it.each([
		["target", [3, 2, 1]],
		["account", [1, 3, 2]],
		["family", [1, 2, 3]],
	] as const)("names the longest rest of several: %s", (scope, [ofTarget, ofAccount, ofFamily]) => {
		const state = seen([
			rests(opus.id, ofTarget * MINUTE),
			rests("acme", ofAccount * MINUTE, { scope: "account" }),
			rests("acme/opus", ofFamily * MINUTE, { scope: "family" }),
		]);

		expect(state).toMatchObject({ kind: "cooling", scope, cooldown: { untilMs: FAKE_START_MS + 3 * MINUTE } });
	});

	it("is free again in the very moment a rest ends", () => {
		const facts = [rests(opus.id, MINUTE), family("acme/opus"), account("acme")];

		expect(seen(facts, opus, FAKE_START_MS + MINUTE - 1).kind).toBe("cooling");
		expect(seen(facts, opus, FAKE_START_MS + MINUTE).kind).toBe("free");
	});
});
