import { describe, expect, it } from "vitest";
import { aRouter, type TestRouter } from "../../test/support/a-router.ts";
import { someCandidates } from "../../test/support/engine-builders.ts";
import { createFakeClaims } from "../../test/support/fake-claims.ts";
import { createFakeClock } from "../../test/support/fake-clock.ts";
import {
	done,
	fail,
	hang,
	noSuchHost,
	overloaded,
	rateLimited,
	type Step,
	say,
	serverError,
	start,
	unauthorized,
	wait,
} from "../../test/support/scripted-caller.ts";
import type { Fact } from "../core/events.ts";

const answer = [start, say("Hello"), done];
const answers = [answer];

describe("failover between accounts that rest", () => {
	it("skips a target of an account that began to rest in the same request", async () => {
		const router = aRouter();
		const { caller } = await router.answer({
			candidates: someCandidates("acme/a", "acme/b", "other/c"),
			scripts: { "acme/a": [[unauthorized]], "other/c": answers },
		});

		expect(caller.order()).toEqual(["acme/a", "other/c"]);
		expect(router.dataOf("cooldown.set")).toMatchObject([{ scope: "account", key: "acme", kind: "auth" }]);
	});

	it("skips a target that another request made rest meanwhile", async () => {
		const router = aRouter();
		const slow = router.ask({
			candidates: someCandidates("other/slow", "acme/a", "other/b"),
			scripts: { "other/slow": [[start, wait(5_000), overloaded]], "other/b": answers },
		});
		await router.clock.advance(1_000);
		await router.answer({ candidates: someCandidates("acme/a"), scripts: { "acme/a": [[rateLimited]] } });
		await router.clock.until(slow.routed);

		expect(slow.caller.order()).toEqual(["other/slow", "other/b"]);
	});

	it("leaves no moment between the look at a target and its attempt, in which it could begin to rest", async () => {
		const router = aRouter();
		const asked = router.ask({ candidates: someCandidates("acme/a", "other/b"), scripts: { "acme/a": answers } });
		expect(asked.caller.order()).toEqual(["acme/a"]);
		router.recorder.record(restOf(router, "acme/a"));
		await router.clock.until(asked.routed);

		expect(asked.caller.order()).toEqual(["acme/a"]);
	});

	it("asks the resting target that recovers first when all rest", async () => {
		const router = aRouter();
		const candidates = someCandidates("acme/a", "other/b");
		const scripts = { "acme/a": [[rateLimitedFor(600)], answer], "other/b": [[rateLimitedFor(60)], answer] };
		await router.answer({ candidates, scripts });
		const { caller, result } = await router.answer({ candidates, scripts: { "other/b": answers } });

		expect(caller.order()).toEqual(["other/b"]);
		expect(result.decision.fallback).toBe("earliest-recovery");
	});

	it("asks nobody when all rest and the route says fail", async () => {
		const router = aRouter();
		const candidates = someCandidates("acme/a");
		await router.answer({ candidates, scripts: { "acme/a": [[rateLimited]] } });
		const { result, caller } = await router.answer({ candidates, scripts: {}, route: { whenAllRejected: "fail" } });

		expect(caller.order()).toEqual([]);
		expect(result).toMatchObject({ outcome: { kind: "exhausted" }, attempts: 0 });
		expect(router.dataOf("routing.final")).toMatchObject([{}, { outcome: "exhausted", attempts: 0 }]);
	});

	it("ends a guessed rest as soon as the target answers again", async () => {
		const router = aRouter();
		const candidates = someCandidates("acme/a");
		await router.answer({ candidates, scripts: { "acme/a": [[rateLimited]] } });
		await router.clock.advance(1_000);
		await router.answer({ candidates, scripts: { "acme/a": answers } });
		const { result } = await router.answer({ candidates, scripts: { "acme/a": answers } });

		expect(router.dataOf("cooldown.cleared")).toEqual([{ scope: "target", key: "acme/a", reason: "acme/a answered" }]);
		expect(result.decision).not.toHaveProperty("fallback");
	});

	it("keeps a rest that began while an earlier call was still being answered", async () => {
		const router = aRouter();
		const candidates = someCandidates("acme/a");
		const slow = router.ask({ candidates, scripts: { "acme/a": [[start, wait(5_000), say("Hi"), done]] } });
		await router.clock.advance(1_000);
		await router.answer({ candidates, scripts: { "acme/a": [[rateLimited]] } });
		await router.clock.until(slow.routed);

		expect(router.dataOf("cooldown.cleared")).toEqual([]);
	});

	it("rests a target on its second strike, not on its first", async () => {
		const router = aRouter();
		const question = {
			candidates: someCandidates("acme/a", "other/b"),
			scripts: { "acme/a": [[overloaded]], "other/b": answers },
			route: { affinity: "off", sortBy: "config" },
		} as const;
		await router.answer(question);
		expect(router.recorder.state().cooldowns.size).toBe(0);
		await router.answer(question);
		const third = await router.answer(question);

		expect(router.dataOf("cooldown.set")).toMatchObject([{ scope: "target", key: "acme/a", kind: "overload" }]);
		expect(third.caller.order()).toEqual(["other/b"]);
	});
});

describe("failover without a network", () => {
	const candidates = someCandidates("acme/a", "other/b");

	it("rests nothing when every target is unreachable, however often", async () => {
		const router = aRouter();
		for (let i = 0; i < 4; i++) {
			await router.answer({ candidates, scripts: { "acme/a": [[noSuchHost]], "other/b": [[noSuchHost]] } });
		}

		expect(router.dataOf("cooldown.set")).toEqual([]);
		expect(router.dataOf("circuit.changed")).toEqual([]);
	});

	it("rests no account and opens no circuit for three unreachable models of it", async () => {
		const router = aRouter({ targetsOfProvider: 3 });
		const scripts = { "acme/a": [[noSuchHost]], "acme/b": [[noSuchHost]], "acme/c": [[noSuchHost]] };
		await router.answer({ candidates: someCandidates("acme/a", "acme/b", "acme/c"), scripts });

		expect(router.events.map(({ type }) => type).filter((type) => !type.startsWith("routing."))).toEqual([]);
	});

	it("does not hold it against a target later", async () => {
		const router = aRouter();
		for (let i = 0; i < 4; i++) {
			await router.answer({ candidates, scripts: { "acme/a": [[noSuchHost]], "other/b": [[noSuchHost]] } });
		}
		await router.answer({ candidates, scripts: { "acme/a": [[overloaded]], "other/b": answers } });

		expect(router.dataOf("cooldown.set")).toEqual([]);
		expect(router.dataOf("circuit.changed")).toEqual([]);
	});

	it("counts an unreachable target when another one answers", async () => {
		const router = aRouter({ targetsOfProvider: 1 });
		const route = { affinity: "off", sortBy: "config" } as const;
		const question = { candidates, scripts: { "acme/a": [[noSuchHost]], "other/b": answers }, route };
		await router.answer(question);
		await router.answer(question);

		expect(router.dataOf("cooldown.set")).toMatchObject([{ scope: "target", key: "acme/a", kind: "network" }]);
	});

	it("counts an unreachable target when another one fails in another way", async () => {
		const router = aRouter();
		const question = { candidates, scripts: { "acme/a": [[noSuchHost]], "other/b": [[serverError]] } };
		await router.answer(question);
		await router.answer(question);

		expect(router.dataOf("cooldown.set").map(({ key }) => key)).toEqual(["other/b", "acme/a"]);
	});
});

describe("failover with a circuit", () => {
	const pair = someCandidates("acme/a", "acme/b");
	const failing = { "acme/a": [[overloaded]], "acme/b": [[overloaded]] };

	async function openCircuit(router: TestRouter): Promise<void> {
		await router.answer({ candidates: pair, scripts: failing });
		await router.answer({ candidates: pair, scripts: failing });
		expect(router.recorder.state().circuits.get("acme")?.kind).toBe("open");
	}

	it("opens on the third failure within a minute on two targets", async () => {
		const router = aRouter();
		await openCircuit(router);

		expect(router.dataOf("circuit.changed")).toMatchObject([
			{ provider: "acme", from: "closed", to: "open", failures: 3 },
		]);
	});

	it("lets one of two requests try again and sends the other one on", async () => {
		const router = aRouter();
		await openCircuit(router);
		await router.clock.advance(31_000);
		const question = {
			candidates: someCandidates("acme/a", "other/c"),
			scripts: { "acme/a": [[start, wait(1_000), say("Hi"), done]], "other/c": answers },
		};
		const first = router.ask(question);
		const second = router.ask(question);
		await router.clock.until(Promise.all([first.routed, second.routed]));

		expect([first.caller.order(), second.caller.order()]).toEqual([["acme/a"], ["other/c"]]);
		expect(router.recorder.state().circuits.get("acme")?.kind).toBe("closed");
		expect(router.claims.held()).toEqual([]);
	});

	it("skips a target that began to rest while its trial was being claimed, and gives the trial back", async () => {
		const router = aRouter();
		await openCircuit(router);
		await router.clock.advance(31_000);
		const asked = router.ask({ candidates: someCandidates("acme/a", "other/c"), scripts: { "other/c": answers } });
		router.recorder.record(restOf(router, "acme/a"));
		await router.clock.until(asked.routed);

		expect(asked.caller.order()).toEqual(["other/c"]);
		expect(router.claims.held()).toEqual([]);
	});

	it("leaves the trial to another target of the provider when the first one began to rest meanwhile", async () => {
		const router = aRouter();
		await openCircuit(router);
		await router.clock.advance(31_000);
		const asked = router.ask({ candidates: pair, scripts: { "acme/b": answers } });
		router.recorder.record(restOf(router, "acme/a"));
		await router.clock.until(asked.routed);

		expect(asked.caller.order()).toEqual(["acme/b"]);
	});

	it("lets one of two processes try again", async () => {
		const shared = { clock: createFakeClock(), claims: createFakeClaims() };
		const [one, two] = [aRouter(shared), aRouter(shared)];
		await openCircuit(one);
		await openCircuit(two);
		await shared.clock.advance(31_000);
		const question = {
			candidates: someCandidates("acme/a", "other/c"),
			scripts: { "acme/a": answers, "other/c": answers },
		};
		const asked = [one.ask(question), two.ask(question)];
		await shared.clock.until(Promise.all(asked.map(({ routed }) => routed)));

		expect(asked.map(({ caller }) => caller.order())).toEqual([["acme/a"], ["other/c"]]);
	});

	it("answers both of two requests at the same moment when there is no other target", async () => {
		const router = aRouter({ targetsOfProvider: 1 });
		const alone = someCandidates("acme/a");
		for (let i = 0; i < 3; i++) await router.answer({ candidates: alone, scripts: { "acme/a": [[overloaded]] } });
		await router.clock.advance(10 * 60_000);
		const question = { candidates: alone, scripts: { "acme/a": [[start, wait(1_000), say("Hi"), done]] } };
		const asked = [router.ask(question), router.ask(question)];
		await router.clock.until(Promise.all(asked.map(({ routed }) => routed)));

		expect(asked.map(({ sink }) => sink.text())).toEqual(["Hi", "Hi"]);
		expect(router.claims.held()).toEqual([]);
	});

	it("asks nobody when the trial is another request's and the route says fail", async () => {
		const router = aRouter({ targetsOfProvider: 1 });
		const alone = someCandidates("acme/a");
		for (let i = 0; i < 3; i++) await router.answer({ candidates: alone, scripts: { "acme/a": [[overloaded]] } });
		await router.clock.advance(10 * 60_000);
		const question = { candidates: alone, scripts: { "acme/a": answers }, route: { whenAllRejected: "fail" } as const };
		const asked = [router.ask(question), router.ask(question)];
		await router.clock.until(Promise.all(asked.map(({ routed }) => routed)));

		expect(asked.map(({ caller }) => caller.order())).toEqual([["acme/a"], []]);
	});

	it("opens again when the trial fails", async () => {
		const router = aRouter();
		await openCircuit(router);
		await router.clock.advance(31_000);
		await router.answer({
			candidates: someCandidates("acme/a", "other/c"),
			scripts: { "acme/a": [[overloaded]], "other/c": answers },
		});

		expect(router.dataOf("circuit.changed").map(({ from, to }) => `${from} > ${to}`)).toEqual([
			"closed > open",
			"open > half-open",
			"half-open > open",
		]);
	});

	const uncounted: readonly (readonly [string, Step])[] = [
		["a rate limit", rateLimited],
		["a refused login", unauthorized],
		["a failure nobody knows", fail("whatever")],
	];
	it.each(uncounted)(
		"gives the trial back when it ends in %s, which says nothing about the provider",
		async (_what, step) => {
			const router = aRouter();
			await openCircuit(router);
			await router.clock.advance(31_000);
			await router.answer({
				candidates: someCandidates("acme/a", "other/c"),
				scripts: { "acme/a": [[step]], "other/c": answers },
			});
			await router.clock.advance(11 * 60_000);
			const circuit = router.recorder.state().circuits.get("acme");

			expect(circuit?.kind).not.toBe("half-open");
			expect(router.claims.held()).toEqual([]);
		},
	);

	it("gives every trial back when one request made two", async () => {
		const router = aRouter({ targetsOfProvider: 1 });
		const both = someCandidates("acme/a", "other/c");
		for (let i = 0; i < 3; i++) {
			await router.answer({ candidates: both, scripts: { "acme/a": [[overloaded]], "other/c": [[overloaded]] } });
		}
		await router.clock.advance(61_000);
		const { caller } = await router.answer({
			candidates: both,
			scripts: { "acme/a": [[overloaded]], "other/c": answers },
		});

		expect(caller.order()).toEqual(["acme/a", "other/c"]);
		expect(router.claims.held()).toEqual([]);
	});

	it("rests the account when three of its models fail", async () => {
		const router = aRouter({ targetsOfProvider: 3 });
		await router.answer({
			candidates: someCandidates("acme/a", "acme/b", "acme/c", "other/d"),
			scripts: { "acme/a": [[rateLimited]], "acme/b": [[rateLimited]], "acme/c": [[rateLimited]], "other/d": answers },
		});

		expect(router.dataOf("cooldown.set")).toContainEqual(expect.objectContaining({ scope: "account", key: "acme" }));
	});

	it("leaves nothing in time behind", async () => {
		const router = aRouter();
		await openCircuit(router);
		await router.answer({ candidates: someCandidates("other/c"), scripts: { "other/c": [[start, hang]] } });

		expect(router.clock.pending()).toBe(0);
	});
});

/** What another request or process learnt of a target just now. */
function restOf({ clock }: TestRouter, key: string): Fact {
	const until = new Date(clock.now() + 60_000).toISOString();
	const data = { scope: "target", key, until, kind: "rate", reason: "elsewhere" } as const;
	return { type: "cooldown.set", atMs: clock.now(), data };
}

function rateLimitedFor(seconds: number): Step {
	return fail("429 Too many requests", {
		status: 429,
		body: "Too many requests",
		headers: { "retry-after": String(seconds) },
	});
}
