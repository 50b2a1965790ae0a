import { describe, expect, it } from "vitest";
import { aTarget } from "../../../test/support/engine-builders.ts";
import { FAKE_START_MS } from "../../../test/support/fake-clock.ts";
import { circuitTurns, rests, stateAfter } from "../../../test/support/router-facts.ts";
import type { Fact, ResultData } from "../events.ts";
import type { Failure, FailureKind } from "../failure.ts";
import type { Target } from "../route.ts";
import {
	consequencesOfAttempt,
	consequencesOfFailure,
	consequencesOfOutput,
	consequencesOfUndecidedTrial,
	isOffline,
} from "./consequences.ts";

const NOW = FAKE_START_MS + 600_000;
const SECOND = 1_000;

const aFailure = (kind: FailureKind, more: Partial<Failure> = {}): Failure => ({
	kind,
	scope: "target",
	message: "no",
	source: "body",
	...more,
});

let requests = 0;
/** A failed attempt as the log has it, so many seconds ago. */
function failed(target: Target, kind: FailureKind, agoMs = 0): Fact {
	requests += 1;
	const account = target.authProvider;
	const { id, provider, modelId, label } = target;
	const data: ResultData = {
		index: 1,
		target: id,
		provider,
		modelId,
		label,
		...(account === undefined ? {} : { account }),
		outcome: "failed",
		committed: false,
		latencyMs: 1,
		failure: { kind, scope: "target", message: "no", source: "body" },
	};
	return { type: "routing.result", atMs: NOW - agoMs, requestId: `r${requests}`, data };
}

/** What follows when the last of these failed just now. */
function consequences(
	target: Target,
	failure: Failure,
	{ before = [], targetsOfProvider = 2 }: { before?: readonly Fact[]; targetsOfProvider?: number } = {},
): readonly Fact[] {
	const state = stateAfter(...before, failed(target, failure.kind));
	return consequencesOfFailure({ target, failure, state, nowMs: NOW, random: 0, targetsOfProvider });
}

const [a, b, c] = [aTarget("acme/a"), aTarget("acme/b"), aTarget("acme/c")];
const told = (facts: readonly Fact[]) =>
	facts.map((fact) => {
		if (fact.type === "cooldown.set") {
			const seconds = (Date.parse(fact.data.until) - NOW) / SECOND;
			return `${fact.data.scope} ${fact.data.key} rests ${seconds} s for ${fact.data.kind}`;
		}
		if (fact.type === "circuit.changed") {
			const { provider, from, to, failures, until } = fact.data;
			const seconds = until === undefined ? "" : ` for ${(Date.parse(until) - NOW) / SECOND} s`;
			return `${provider} ${from} > ${to}${seconds}, ${failures} failures`;
		}
		return fact.type;
	});

describe("consequencesOfFailure", () => {
	it.each<[string, Target, Failure, string[]]>([
		["a first overload rests nothing", a, aFailure("overload"), []],
		["a rate limit rests the target", a, aFailure("rate"), ["target acme/a rests 60 s for rate"]],
		[
			"a rate limit rests the account that the evidence names",
			a,
			aFailure("rate", { scope: "account" }),
			["account acme rests 60 s for rate"],
		],
		["a hint is kept to", a, aFailure("rate", { retryAtMs: NOW + 9 * SECOND }), ["target acme/a rests 10 s for rate"]],
		[
			"a used-up window rests the account",
			a,
			aFailure("window", { scope: "account" }),
			["account acme rests 1800 s for window"],
		],
		[
			"a used-up window of a family rests the family",
			a,
			aFailure("window", { scope: "family", family: "opus" }),
			["family acme/opus rests 1800 s for window"],
		],
		[
			"a family without a name is the target",
			a,
			aFailure("window", { scope: "family" }),
			["target acme/a rests 1800 s for window"],
		],
		[
			"what a provider says of itself rests the account",
			a,
			aFailure("rate", { scope: "provider" }),
			["account acme rests 60 s for rate"],
		],
		[
			"a borrowed account rests where it belongs",
			aTarget("acme/a", { authProvider: "work" }),
			aFailure("auth", { scope: "account" }),
			["account work rests 600 s for auth"],
		],
		["an overflow rests nothing", a, aFailure("overflow", { scope: "request" }), []],
		["a refusal rests nothing", a, aFailure("policy", { scope: "request" }), []],
	])("%s", (_what, target, failure, expected) => {
		expect(told(consequences(target, failure))).toEqual(expected);
	});

	it("rests a target on its second strike", () => {
		const before = [failed(a, "server", 30 * SECOND)];

		expect(told(consequences(a, aFailure("overload"), { before }))).toEqual(["target acme/a rests 30 s for overload"]);
	});

	it.each<[string, FailureKind, boolean]>([
		["overloads", "overload", true],
		["rate limits", "rate", true],
		["unknown failures", "unknown", true],
		["models that are not served", "model", false],
		["overflows", "overflow", false],
	])("rests the account after %s of three models within two minutes: %s", (_what, kind, isRested) => {
		const before = [failed(b, kind, 119 * SECOND), failed(c, kind, 60 * SECOND)];
		const facts = told(consequences(a, aFailure(kind), { before, targetsOfProvider: 9 }));

		expect(facts.includes(`account acme rests 60 s for ${kind}`)).toBe(isRested);
	});

	it.each<[string, readonly Fact[]]>([
		["two models", [failed(b, "server", 10), failed(b, "server", 5)]],
		["three models in more than two minutes", [failed(b, "server", 120 * SECOND), failed(c, "server", 5)]],
		[
			"a model of another account",
			[failed(b, "server", 10), failed(aTarget("acme/x", { authProvider: "work" }), "server", 5)],
		],
	])("leaves the account alone after failures of %s", (_what, before) => {
		const facts = told(consequences(a, aFailure("server"), { before, targetsOfProvider: 9 }));

		expect(facts.filter((fact) => fact.startsWith("account"))).toEqual([]);
	});

	it("opens the circuit on the third failure within a minute on two targets", () => {
		const before = [failed(a, "stalled", 50 * SECOND), failed(b, "empty", 20 * SECOND)];

		expect(told(consequences(a, aFailure("network"), { before }))).toEqual([
			"target acme/a rests 30 s for network",
			"acme closed > open for 30 s, 3 failures",
		]);
	});

	it("does not open the circuit for one target of two", () => {
		const before = [failed(a, "server", 50 * SECOND), failed(a, "server", 20 * SECOND)];

		expect(told(consequences(a, aFailure("server"), { before })).filter((fact) => fact.includes(">"))).toEqual([]);
		expect(told(consequences(a, aFailure("server"), { before, targetsOfProvider: 1 }))).toContain(
			"acme closed > open for 30 s, 3 failures",
		);
	});

	it("opens a half-open circuit again on any counted failure", () => {
		const before = [circuitTurns("acme", "half-open", 300_000, NOW - 60_000)];

		expect(told(consequences(a, aFailure("overload"), { before }))).toEqual([
			"acme half-open > open for 30 s, 3 failures",
		]);
		expect(told(consequences(a, aFailure("rate"), { before }))).toEqual(["target acme/a rests 60 s for rate"]);
	});

	it("leaves an open circuit as it is", () => {
		const before = [circuitTurns("acme", "open", 300_000, NOW - 60_000)];

		expect(told(consequences(a, aFailure("overload"), { before }))).toEqual([]);
	});

	it("does not count what failed before the circuit closed", () => {
		const before = [
			failed(a, "server", 50 * SECOND),
			failed(b, "server", 40 * SECOND),
			circuitTurns("acme", "closed", 0, NOW - 30 * SECOND),
		];

		expect(told(consequences(b, aFailure("server"), { before })).filter((fact) => fact.includes(">"))).toEqual([]);
	});
});

describe("consequencesOfAttempt", () => {
	it.each<[string, readonly Fact[], string[]]>([
		["no circuit", [], []],
		["a closed one", [circuitTurns("acme", "closed")], []],
		["an open one", [circuitTurns("acme", "open", 1, NOW)], []],
		[
			"an open one that is due",
			[circuitTurns("acme", "open", 0, NOW - 1)],
			["acme open > half-open for 120 s, 3 failures"],
		],
		["a trial under way", [circuitTurns("acme", "half-open", 1, NOW)], []],
		[
			"a trial given up",
			[circuitTurns("acme", "half-open", 0, NOW - 1)],
			["acme half-open > half-open for 120 s, 3 failures"],
		],
	])("with %s", (_what, before, expected) => {
		expect(told(consequencesOfAttempt(stateAfter(...before), "acme", NOW))).toEqual(expected);
	});
});

describe("consequencesOfOutput", () => {
	it.each<[string, readonly Fact[], string[]]>([
		["nothing without a circuit", [], []],
		["nothing with a closed one", [circuitTurns("acme", "closed")], []],
		["a half-open one closes", [circuitTurns("acme", "half-open", 1)], ["acme half-open > closed, 0 failures"]],
		["an open one closes", [circuitTurns("acme", "open", 1)], ["acme open > closed, 0 failures"]],
	])("%s", (_what, before, expected) => {
		expect(told(consequencesOfOutput(stateAfter(...before), a, { calledAtMs: NOW, nowMs: NOW }))).toEqual(expected);
	});

	const CALLED = NOW - 5 * SECOND;
	const restOf = (key: string, more: Parameters<typeof rests>[2] = {}) =>
		rests(key, 900 * SECOND, { atMs: CALLED, ...more });
	const opus = aTarget("acme/claude-opus-5");

	it.each<[string, Target, readonly Fact[], string[]]>([
		["the target's own rest", a, [restOf("acme/a")], ["target acme/a"]],
		["the rest of its account", a, [restOf("acme", { scope: "account", kind: "window" })], ["account acme"]],
		["the rest of its family", opus, [restOf("acme/opus", { scope: "family" })], ["family acme/opus"]],
		[
			"everything it belongs to",
			opus,
			[restOf("acme/opus", { scope: "family" }), restOf(opus.id), restOf("acme", { scope: "account" })],
			[`target ${opus.id}`, "account acme", "family acme/opus"],
		],
		["not the rest of another target", a, [restOf("acme/b")], []],
		["the rest of another target for the same network", a, [restOf("acme/b", { kind: "network" })], ["target acme/b"]],
		["not the rest of another provider for its network", a, [restOf("other/b", { kind: "network" })], []],
		["not the rest of another family", a, [restOf("acme/opus", { scope: "family" })], []],
		["not the rest of another account", a, [restOf("work", { scope: "account" })], []],
		["not what was learnt after the call", a, [restOf("acme/a", { atMs: CALLED + 1 })], []],
		[
			"not where something was learnt after the call too",
			a,
			[restOf("acme/a"), rests("acme/a", 60 * SECOND, { atMs: CALLED + 1 })],
			[],
		],
		["nothing that has ended by itself", a, [rests("acme/a", 1, { atMs: CALLED })], []],
	])("an answer ends %s", (_what, target, before, expected) => {
		const facts = consequencesOfOutput(stateAfter(...before), target, { calledAtMs: CALLED, nowMs: NOW });

		expect(facts.map(({ data }) => data)).toEqual(
			expected.map((place) => {
				const [scope, key] = place.split(" ");
				return { scope, key, reason: `${target.id} answered` };
			}),
		);
	});
});

describe("consequencesOfUndecidedTrial", () => {
	const span = { takenAtMs: NOW - 500, nowMs: NOW };

	it.each<[string, readonly Fact[], string[]]>([
		[
			"gives a trial back at once",
			[circuitTurns("acme", "half-open", 9_000, NOW - 500)],
			["acme half-open > open for 0 s, 3 failures"],
		],
		["leaves the trial of another request", [circuitTurns("acme", "half-open", 9_000, NOW - 400)], []],
		["leaves a circuit that has closed", [circuitTurns("acme", "closed", 0, NOW - 500)], []],
		["leaves a circuit that has opened", [circuitTurns("acme", "open", 9_000, NOW - 500)], []],
		["leaves a provider without a circuit", [], []],
	])("%s", (_what, before, expected) => {
		expect(told(consequencesOfUndecidedTrial(stateAfter(...before), "acme", span))).toEqual(expected);
	});
});

describe("isOffline", () => {
	const result = (kind?: FailureKind): ResultData => {
		const fact = failed(a, kind ?? "server");
		if (fact.type !== "routing.result") throw new Error("not a result");
		const { failure, ...rest } = fact.data;
		return kind === undefined || failure === undefined ? { ...rest, outcome: "success" } : { ...rest, failure };
	};

	it.each<[string, readonly (FailureKind | undefined)[], boolean]>([
		["nothing was tried", [], false],
		["every target was unreachable", ["network", "network"], true],
		["one answered", ["network", undefined], false],
		["one failed in another way", ["network", "server"], false],
	])("when %s: %s", (_what, kinds, expected) => {
		expect(isOffline(kinds.map(result))).toBe(expected);
	});
});
