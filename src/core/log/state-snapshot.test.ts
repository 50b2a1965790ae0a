import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FAKE_START_MS } from "../../../test/support/fake-clock.ts";
import { circuitTurns, rests, stateAfter } from "../../../test/support/router-facts.ts";
import type { Fact } from "../events.ts";
import { initialState } from "../state.ts";
import { fromSnapshot, toSnapshot } from "./state-snapshot.ts";

const NOW = FAKE_START_MS;
const MINUTE = 60_000;

const overloaded: Fact = {
	type: "routing.result",
	atMs: NOW,
	data: {
		index: 1,
		target: "acme/a",
		provider: "acme",
		modelId: "a",
		label: "a",
		outcome: "failed",
		committed: false,
		latencyMs: 5,
		failure: { kind: "overload", scope: "target", message: "no", source: "body" },
	},
};
const answered: Fact = {
	...overloaded,
	data: {
		index: 1,
		target: "acme/b",
		provider: "acme",
		modelId: "b",
		label: "b",
		outcome: "success",
		committed: true,
		latencyMs: 5,
		ttftMs: 3,
	},
};

const refused: Fact = {
	...overloaded,
	data: {
		...overloaded.data,
		failure: { kind: "request-limit", scope: "request", message: "no", requestTokens: 90_000, source: "body" },
	},
};

const who = { target: "acme/a", provider: "acme", modelId: "a" };
const rated: Fact = {
	type: "routing.feedback",
	atMs: NOW,
	data: { ...who, rating: "bad", reason: "slow", tags: ["code"], ratedRequestId: "r1" },
};
const ended: Fact = {
	type: "routing.final",
	atMs: NOW,
	requestId: "r1",
	sessionId: "s1",
	data: { ...who, outcome: "success", attempts: 1, latencyMs: 5, failedOver: false },
};

const full = stateAfter(
	{ type: "state.reset", atMs: NOW - 1, data: {} },
	refused,
	overloaded,
	answered,
	rests("acme/a", MINUTE),
	rests("acme/opus", 2 * MINUTE, { scope: "family", kind: "window" }),
	circuitTurns("acme", "open", MINUTE),
	circuitTurns("other", "closed"),
	rated,
	ended,
);
const saved = JSON.stringify(toSnapshot(full, NOW));

describe("toSnapshot", () => {
	it("survives being written and read", () => {
		const restored = fromSnapshot(JSON.parse(saved));
		const { recentFailures: _ofMinutes, circuits, ...rest } = full;

		expect(restored).toMatchObject({ ...rest, recentFailures: [] });
		expect([...(restored?.circuits.keys() ?? [])]).toEqual(["acme"]);
		expect(circuits.size).toBe(2);
	});

	it("leaves out what has ended", () => {
		const restored = fromSnapshot(toSnapshot(full, NOW + MINUTE));

		expect([...(restored?.cooldowns.keys() ?? [])]).toEqual(["family:acme/opus"]);
		expect(restored?.restingFamilies).toEqual(["acme/opus"]);
	});

	it("keeps of a session of yesterday the last answer, so that it can still be rated", () => {
		const restored = fromSnapshot(toSnapshot(full, NOW + 1_440 * MINUTE));

		const lastAnswer = { ...who, requestId: "r1", atMs: NOW };
		expect(restored?.sessions).toEqual(new Map([["s1", { atMs: NOW, answers: new Map(), lastAnswer }]]));
		expect(fromSnapshot(toSnapshot(full, NOW + 8 * 1_440 * MINUTE))?.sessions).toEqual(new Map());
	});

	it("saves the state before any event", () => {
		expect(fromSnapshot(toSnapshot(initialState, NOW))).toEqual(initialState);
	});
});

describe("fromSnapshot", () => {
	const ratingFrom = (rating: object) =>
		fromSnapshot({ ...JSON.parse(saved), ratings: { "acme/a": rating } })?.ratings.get("acme/a");

	it("goes on from ratings of which an earlier release saved the sums only", () => {
		const sums = { good: 1, bad: 2, consecutiveBad: 2, lastAtMs: NOW };
		expect(ratingFrom(sums)).toEqual({ ...sums, latest: [], badBefore: 2 });
	});

	it("leaves out single ratings that are none", () => {
		const one = { requestId: "r", rating: "good", atMs: 1, tags: ["a", 7], reason: 5 };
		const latest = [one, { ...one, rating: "great" }, { ...one, atMs: "now" }, { ...one, requestId: 4 }, null];
		const sums = { good: 1, bad: 0, consecutiveBad: 0, lastAtMs: NOW };
		expect(ratingFrom({ ...sums, latest })?.latest).toEqual([{ requestId: "r", rating: "good", atMs: 1, tags: ["a"] }]);
	});

	it.each([
		["nothing", undefined],
		["null", null],
		["a list", []],
		["a text", "state"],
		["another version", { ...JSON.parse(saved), version: 99 }],
		["no version", {}],
	])("does not read %s", (_what, value) => {
		expect(fromSnapshot(value)).toBeUndefined();
	});

	it("leaves out entries that do not have the shape, and keeps the others", () => {
		const good = { untilMs: NOW + 1, setAtMs: NOW, kind: "rate", reason: "slow down" };
		const snapshot = {
			version: 1,
			cooldowns: {
				good,
				noKind: { ...good, kind: "tired" },
				noTime: { ...good, untilMs: "soon" },
				noReason: { ...good, reason: 1 },
				none: null,
			},
			circuits: {
				good: { kind: "open", untilMs: 1, failures: 3, changedAtMs: 1 },
				closed: { kind: "closed", untilMs: 1, failures: 3, changedAtMs: 1 },
				bad: { kind: "open" },
			},
			strikes: {
				good: { count: 1, lastAtMs: 1, restUntilMs: 0 },
				bad: { count: Number.NaN, lastAtMs: 1, restUntilMs: 0 },
			},
			latencies: { good: { ttftMs: 1, samples: 1, updatedAtMs: 1 }, bad: [] },
			sizeLimits: { good: { refusedTokens: 1, atMs: 1 }, bad: { refusedTokens: "many", atMs: 1 } },
			resetAtMs: "never",
		};
		const state = fromSnapshot(snapshot);
		const keysOf = (map: ReadonlyMap<string, unknown> | undefined) => [...(map?.keys() ?? [])];

		const maps = [state?.cooldowns, state?.circuits, state?.strikes, state?.latencies, state?.sizeLimits];
		expect(maps.map(keysOf)).toEqual([["good"], ["good"], ["good"], ["good"], ["good"]]);
		expect(state?.resetAtMs).toBe(0);
	});

	it("never throws, and makes a state that can be saved again", () => {
		const part = fc.dictionary(
			fc.string(),
			fc.oneof(
				fc.anything(),
				fc.object(),
				fc.record({ untilMs: fc.anything(), setAtMs: fc.double(), kind: fc.constant("rate"), reason: fc.string() }),
			),
		);
		const garbage = fc.record({
			version: fc.constant(1),
			cooldowns: fc.oneof(part, fc.anything()),
			circuits: fc.anything(),
			strikes: fc.anything(),
			latencies: fc.anything(),
			sizeLimits: fc.anything(),
			resetAtMs: fc.anything(),
		});
		fc.assert(
			fc.property(fc.oneof(garbage, fc.anything()), (value) => {
				const state = fromSnapshot(value);
				if (state) expect(fromSnapshot(JSON.parse(JSON.stringify(toSnapshot(state, 0))))).toBeDefined();
			}),
		);
	});
});
