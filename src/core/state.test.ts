import { describe, expect, it } from "vitest";
import { FAKE_START_MS } from "../../test/support/fake-clock.ts";
import { circuitTurns, restEnds, rests, stateAfter } from "../../test/support/router-facts.ts";
import type { Fact, FinalData, ResultData } from "./events.ts";
import type { FailureKind } from "./failure.ts";
import { FAILURE_MEMORY_MS, initialState } from "./state.ts";

const NOW = FAKE_START_MS;
const SECOND = 1_000;

interface ResultParts {
	readonly atMs?: number;
	readonly requestId?: string;
	readonly target?: string;
	readonly data?: Partial<ResultData>;
}

function result(
	outcome: ResultData["outcome"],
	{ atMs = NOW, requestId = "r1", target = "acme/a", data }: ResultParts = {},
): Fact {
	const [provider = "", modelId = ""] = target.split("/");
	return {
		type: "routing.result",
		atMs,
		requestId,
		data: { index: 1, target, provider, modelId, label: target, outcome, committed: false, latencyMs: 9, ...data },
	};
}

const failed = (kind: FailureKind, parts: ResultParts = {}): Fact =>
	result("failed", {
		...parts,
		data: { failure: { kind, scope: "target", message: "no", source: "body" }, ...parts.data },
	});

const final = (
	outcome: FinalData["outcome"],
	target?: string,
	more: { sessionId?: string; requestId?: string; atMs?: number } = {},
): Fact => ({
	type: "routing.final",
	atMs: NOW,
	sessionId: "s1",
	requestId: "r1",
	...more,
	data: { outcome, attempts: 1, latencyMs: 9, failedOver: false, ...(target === undefined ? {} : { target }) },
});

const restsOf = (...facts: Fact[]) =>
	Object.fromEntries([...stateAfter(...facts).cooldowns].map(([key, { untilMs }]) => [key, (untilMs - NOW) / SECOND]));

describe("evolve with rests", () => {
	const [ten, twenty] = [10 * SECOND, 20 * SECOND];

	it.each<[string, Fact[], Record<string, number>]>([
		["a rest is kept", [rests("acme/a", ten)], { "target:acme/a": 10 }],
		["the longest counts", [rests("acme/a", twenty), rests("acme/a", ten)], { "target:acme/a": 20 }],
		[
			"scopes are apart",
			[rests("acme", ten), rests("acme", twenty, { scope: "account" })],
			{ "target:acme": 10, "account:acme": 20 },
		],
		["a rest that is cleared is gone", [rests("acme/a", ten), restEnds("acme/a", NOW + 1)], {}],
		["another one is not", [rests("acme/b", ten), restEnds("acme/a", NOW + 1)], { "target:acme/b": 10 }],
		[
			"a rest from before the clearing that arrives late is void",
			[restEnds("acme/a", NOW + 1), rests("acme/a", ten)],
			{},
		],
		[
			"a rest from after the clearing counts",
			[restEnds("acme/a", NOW + 1), rests("acme/a", ten, { atMs: NOW + 2 })],
			{ "target:acme/a": 10.002 },
		],
		[
			"a shorter rest that was set after the clearing is left",
			[rests("acme/a", twenty), rests("acme/a", ten, { atMs: NOW + 2 }), restEnds("acme/a", NOW + 1)],
			{ "target:acme/a": 10.002 },
		],
		[
			"a rest from before the reset that arrives late is void",
			[{ type: "state.reset", atMs: NOW + 1, data: {} }, rests("acme/a", ten)],
			{},
		],
		[
			"a rest from after a reset that arrives late counts",
			[rests("acme/a", ten), { type: "state.reset", atMs: NOW - 1, data: {} }],
			{ "target:acme/a": 10 },
		],
		[
			"what has ended is dropped when another rest is set",
			[rests("acme/a", ten), rests("acme/b", ten, { atMs: NOW + twenty })],
			{ "target:acme/b": 30 },
		],
	])("%s", (_what, facts, expected) => {
		expect(restsOf(...facts)).toEqual(expected);
	});

	it("ignores a rest without an end that can be read", () => {
		const odd: Fact = {
			type: "cooldown.set",
			atMs: NOW,
			data: { scope: "target", key: "a", until: "soon", kind: "rate", reason: "" },
		};

		expect(stateAfter(odd)).toBe(initialState);
	});

	it("knows which families rest", () => {
		const family = rests("acme/opus", ten, { scope: "family" });

		expect(stateAfter(family, rests("acme/a", ten)).restingFamilies).toEqual(["acme/opus"]);
		expect(stateAfter(family, restEnds("acme/opus", NOW + 1, "family")).restingFamilies).toEqual([]);
		expect(stateAfter(family, { type: "state.reset", atMs: NOW + 1, data: {} }).restingFamilies).toEqual([]);
	});
});

describe("evolve with circuits", () => {
	it("takes the newest change", () => {
		const open = circuitTurns("acme", "open", 30 * SECOND);
		const closed = circuitTurns("acme", "closed", 0, NOW + 1);

		for (const facts of [
			[open, closed],
			[closed, open],
		]) {
			expect(stateAfter(...facts).circuits.get("acme")).toEqual({
				kind: "closed",
				untilMs: 0,
				failures: 3,
				changedAtMs: NOW + 1,
			});
		}
	});

	it("forgets a change from before a reset", () => {
		const reset: Fact = { type: "state.reset", atMs: NOW + 1, data: {} };
		const open = circuitTurns("acme", "open", 30 * SECOND);

		expect([stateAfter(open, reset).circuits.size, stateAfter(reset, open).circuits.size]).toEqual([0, 0]);
	});
});

describe("evolve with results", () => {
	it("counts strikes of a target and forgets them when it answers", () => {
		const twice = [failed("overload"), failed("server", { requestId: "r2" })];

		expect(stateAfter(...twice).strikes.get("acme/a")).toMatchObject({ count: 2 });
		expect(stateAfter(...twice, result("success", { requestId: "r3" })).strikes.size).toBe(0);
		expect(stateAfter(...twice, result("aborted", { requestId: "r3" })).strikes.get("acme/a")).toMatchObject({
			count: 2,
		});
	});

	it("counts the quick retry of a request once", () => {
		const state = stateAfter(failed("network"), failed("network", { atMs: NOW + 30 }));

		expect(state.strikes.get("acme/a")?.count).toBe(1);
		expect(state.recentFailures).toHaveLength(1);
	});

	it("remembers until when its strikes made a target rest", () => {
		const state = stateAfter(failed("overload"), rests("acme/a", 60 * SECOND));

		expect(state.strikes.get("acme/a")).toMatchObject({ restUntilMs: NOW + 60 * SECOND });
	});

	it.each<FailureKind>(["overflow", "request", "policy", "request-limit", "cancelled"])(
		"does not hold %s against a target",
		(kind) => {
			expect(stateAfter(failed(kind))).toBe(initialState);
		},
	);

	it.each<FailureKind>(["window", "auth", "unknown"])(
		"counts no strike for %s, which rests for a fixed time",
		(kind) => {
			const { strikes, recentFailures } = stateAfter(failed(kind));

			expect([strikes.size, recentFailures.length]).toEqual([0, 1]);
		},
	);

	it("forgets failures after two minutes", () => {
		const later = failed("server", { atMs: NOW + FAILURE_MEMORY_MS, requestId: "r2" });

		expect(stateAfter(failed("server"), later).recentFailures.map(({ atMs }) => atMs)).toEqual([
			NOW + FAILURE_MEMORY_MS,
		]);
	});

	it("names the account that paid", () => {
		expect(
			stateAfter(failed("server"), failed("server", { data: { account: "work" }, requestId: "r2" })).recentFailures,
		).toMatchObject([{ account: "acme" }, { account: "work" }]);
	});

	it("averages the time to first output of answers alone", () => {
		const facts = [
			result("success", { data: { ttftMs: 400 } }),
			result("success", { data: { ttftMs: 600 } }),
			result("success"),
		];
		const aborted = result("aborted", { data: { ttftMs: 9_000 } });

		expect(stateAfter(...facts, aborted).latencies.get("acme/a")).toEqual({
			ttftMs: 500,
			samples: 2,
			updatedAtMs: NOW,
		});
	});

	it("ignores results from before a reset that arrive late", () => {
		const reset: Fact = { type: "state.reset", atMs: NOW + 1, data: {} };

		expect(stateAfter(reset, failed("server"), result("success", { data: { ttftMs: 1 } }))).toEqual(stateAfter(reset));
	});
});

describe("evolve with a request that met only a dead network", () => {
	const offline = [failed("network"), failed("network", { target: "other/b" }), final("exhausted")];

	it("takes back what it counted", () => {
		const state = stateAfter(...offline);

		expect([state.strikes.size, state.recentFailures.length]).toEqual([0, 0]);
	});

	it("leaves earlier strikes as they were", () => {
		const before = failed("overload", { requestId: "r0", atMs: NOW - SECOND });

		expect(stateAfter(before, ...offline).strikes.get("acme/a")).toMatchObject({ count: 1 });
		expect(stateAfter(before, ...offline).recentFailures).toMatchObject([{ kind: "overload" }]);
	});

	it.each<[string, Fact[]]>([
		["another failure", [failed("network"), failed("server", { target: "other/b" }), final("exhausted")]],
		["an answer", [failed("network"), result("success", { target: "other/b" }), final("success", "other/b")]],
		["an end that is not known yet", [failed("network")]],
	])("keeps it after %s", (_what, facts) => {
		expect(stateAfter(...facts).strikes.get("acme/a")).toMatchObject({ count: 1 });
	});
});

describe("evolve with sessions", () => {
	const memory = (...facts: Fact[]) => stateAfter(...facts).sessions.get("s1");

	it("remembers who answered last", () => {
		expect(memory(final("success", "acme/a"))).toEqual({
			atMs: NOW,
			outcome: "success",
			lastTargetId: "acme/a",
			answers: new Map(),
		});
		expect(memory(final("success", "acme/a"), final("exhausted"))).toMatchObject({
			outcome: "exhausted",
			lastTargetId: "acme/a",
		});
	});

	it("remembers whose answer broke off until something else answers", () => {
		const broken = final("terminal_error", "acme/a");

		expect(memory(broken)).toMatchObject({ outcome: "terminal_error", brokenTargetId: "acme/a" });
		expect(memory(broken, final("exhausted"))).toMatchObject({ brokenTargetId: "acme/a" });
		expect(memory(broken, final("success", "other/b"))).toEqual({
			atMs: NOW,
			outcome: "success",
			lastTargetId: "other/b",
			answers: new Map(),
		});
	});

	it("keeps the two hundred that were used last", () => {
		const facts = Array.from({ length: 250 }, (_, i) => final("success", "acme/a", { sessionId: `s${i}` }));
		const again = final("success", "acme/a", { sessionId: "s60" });
		const { sessions } = stateAfter(...facts.slice(0, 249), again, ...facts.slice(249));

		expect(sessions.size).toBe(200);
		expect([sessions.has("s49"), sessions.has("s60"), sessions.has("s249")]).toEqual([false, true, true]);
	});

	it("remembers nothing of requests without a session", () => {
		const { sessionId: _none, ...fact } = final("success", "acme/a");

		expect(stateAfter(fact as Fact).sessions.size).toBe(0);
	});
});

describe("evolve with a reset that arrives late", () => {
	it("forgets what was before it and keeps what came after", () => {
		const at = (atMs: number, target: string): Fact[] => [
			failed("server", { atMs, target, requestId: `f-${target}` }),
			result("success", { atMs, target: `${target}-fast`, data: { ttftMs: 5 } }),
			final("success", target, { atMs, sessionId: target }),
			circuitTurns(target, "open", SECOND, atMs),
			restEnds(target, atMs),
		];
		const reset: Fact = { type: "state.reset", atMs: NOW, data: {} };
		const state = stateAfter(...at(NOW - 1, "acme/old"), ...at(NOW + 1, "acme/new"), reset);

		expect([...state.strikes.keys()]).toEqual(["acme/new"]);
		expect(state.recentFailures.map(({ targetId }) => targetId)).toEqual(["acme/new"]);
		expect([...state.latencies.keys()]).toEqual(["acme/new-fast"]);
		expect([...state.sessions.keys()]).toEqual(["acme/new"]);
		expect([...state.circuits.keys()]).toEqual(["acme/new"]);
		expect([...state.clearedAtMs.keys()]).toEqual(["target:acme/new"]);
	});

	it("does not undo a newer one", () => {
		const state = stateAfter({ type: "state.reset", atMs: NOW, data: {} });

		expect(
			stateAfter({ type: "state.reset", atMs: NOW, data: {} }, { type: "state.reset", atMs: NOW - 5, data: {} }),
		).toEqual(state);
	});
});

describe("evolve with facts that only tell", () => {
	it.each<Fact>([
		{
			type: "routing.attempt",
			atMs: NOW,
			data: { index: 1, target: "acme/a", provider: "acme", modelId: "a", label: "a" },
		},
		{ type: "config.loaded", atMs: NOW, data: { path: "routes.json", routes: 5, problems: 0 } },
	])("changes nothing for $type", (fact) => {
		expect(stateAfter(fact)).toBe(initialState);
	});
});
