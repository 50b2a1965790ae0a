import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Asked, aRouter, type Question, type TestRouter } from "../../test/support/a-router.ts";
import { someCandidates } from "../../test/support/engine-builders.ts";
import type { Step } from "../../test/support/scripted-caller.ts";
import * as steps from "../../test/support/scripted-caller.ts";
import { evolve, initialState } from "../core/state.ts";
import { isOutput } from "./attempt/hold-until-output.ts";

const TARGETS = ["acme/a", "acme/b", "other/c", "third/d@acme"] as const;
const candidates = someCandidates(
	"acme/a",
	["acme/b", { facts: { contextWindowTokens: 400_000 } }],
	["other/c", { facts: { api: "anthropic-messages" } }],
	["third/d", { target: { authProvider: "acme" } }],
);

/** One thing a target may do. What it says names it, so that a mixed answer would show. */
const stepOf = (name: string): fc.Arbitrary<Step> =>
	fc.oneof(
		{ weight: 3, arbitrary: fc.constant(steps.start) },
		{ weight: 2, arbitrary: fc.constant(steps.think(`thought of ${name}`)) },
		{ weight: 3, arbitrary: fc.constant(steps.say(`words of ${name}`)) },
		{ weight: 4, arbitrary: fc.constantFrom(steps.done, steps.doneWith("length"), steps.doneWith("toolUse")) },
		{
			weight: 5,
			arbitrary: fc.constantFrom(
				steps.overloaded,
				steps.serverError,
				steps.rateLimited,
				steps.unauthorized,
				steps.refusedConnection,
				steps.noSuchHost,
				steps.tooLong,
				steps.malformed,
				steps.throws("terminated"),
			),
		},
		fc.constantFrom(steps.openText, steps.bytes, steps.hang, steps.playDead, steps.useTool("read")),
		fc.constant(steps.fill(`words of ${name}`)),
		fc.constantFrom(10, 20_000, 130_000).map(steps.wait),
	);

const scriptsOf = (target: string) =>
	fc.array(fc.array(stepOf(target.replace("@acme", "")), { maxLength: 6 }), { minLength: 1, maxLength: 2 });

const question: fc.Arbitrary<Question> = fc
	.record({
		scripts: fc.record(Object.fromEntries(TARGETS.map((target) => [target, scriptsOf(target)]))),
		abortAfterMs: fc.option(fc.oneof(fc.constant("before" as const), fc.constantFrom(0, 5, 30, 15_000, 150_000)), {
			nil: undefined,
		}),
		route: fc.record({
			commitOn: fc.constantFrom("output" as const, "thinking" as const),
			onRefusal: fc.constantFrom("stop" as const, "failover" as const),
			whenAllRejected: fc.constantFrom("earliest-recovery" as const, "fail" as const),
		}),
		request: fc.record({ estimatedTokens: fc.constantFrom(10, 230_000, 300_000) }),
	})
	.map(({ abortAfterMs, ...rest }) => ({
		...rest,
		candidates,
		...(abortAfterMs === undefined ? {} : { abortAfterMs }),
	}));

/** Requests made one after the other, or several in the same moment. */
const conversation = fc.array(fc.array(question, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 });

async function play(
	rounds: readonly (readonly Question[])[],
): Promise<{ router: TestRouter; asked: readonly Asked[] }> {
	const router = aRouter({ random: 0.5, targetsOfProvider: 1 });
	const asked: Asked[] = [];
	for (const round of rounds) {
		const together = round.map((one) => router.ask(one));
		await router.clock.until(Promise.all(together.map(({ routed }) => routed)));
		await router.clock.advance(20_000);
		asked.push(...together);
	}
	return { router, asked };
}

const check = (holds: (played: Awaited<ReturnType<typeof play>>) => unknown) =>
	fc.assert(
		fc.asyncProperty(conversation, async (rounds) => {
			await holds(await play(rounds));
		}),
		{ numRuns: 120 },
	);

describe("routeRequest, whatever the targets do and whenever the user gives up", () => {
	it("shows at most one start and no last event of its own", async () => {
		await check(({ asked }) => {
			for (const { sink } of asked) {
				expect(sink.events.filter((event) => event.type === "start").length).toBeLessThanOrEqual(1);
				expect(sink.events.filter((event) => event.type === "done" || event.type === "error")).toEqual([]);
			}
		});
	});

	it("shows the words of one target only, the last that was called", async () => {
		await check(({ asked }) => {
			for (const { sink, caller } of asked) {
				const speakers = new Set(
					sink.events.flatMap((event) =>
						isOutput(event) && "partial" in event ? [`${event.partial.provider}/${event.partial.model}`] : [],
					),
				);
				expect(speakers.size).toBeLessThanOrEqual(1);
				for (const speaker of speakers) expect(caller.opened.at(-1)?.message).toMatchObject(named(speaker));
				for (const speaker of speakers) expect(sink.text().replaceAll(`words of ${speaker}`, "")).toBe("");
			}
		});
	});

	it("calls no target more than twice and never goes back to one", async () => {
		await check(({ asked }) => {
			for (const { caller } of asked) {
				const changes = caller.order().filter((target, index, all) => target !== all[index - 1]);
				expect(new Set(changes).size).toBe(changes.length);
				for (const target of TARGETS) {
					expect(caller.order().filter((one) => one === target).length).toBeLessThanOrEqual(2);
				}
			}
		});
	});

	it("records one decision, one result for each call and one end for each request", async () => {
		await check(async ({ router, asked }) => {
			for (const [index, { caller, routed }] of asked.entries()) {
				const ofRequest = router.events.filter(({ requestId }) => requestId === `request-${index + 1}`);
				const count = (type: string) => ofRequest.filter((event) => event.type === type).length;
				const calls = caller.opened.length;
				expect([count("routing.decision"), count("routing.final")]).toEqual([1, 1]);
				expect([count("routing.attempt"), count("routing.result")]).toEqual([calls, calls]);
				expect((await routed).attempts).toBe(calls);
			}
		});
	});

	it("has the state that its records add up to", async () => {
		await check(({ router }) => {
			expect(router.events.reduce(evolve, initialState)).toEqual(router.recorder.state());
			expect(router.events.map(({ seq }) => seq)).toEqual(router.events.map((_event, index) => index + 1));
		});
	});

	it("leaves no timer, no open call and no claim behind", async () => {
		await check(({ router, asked }) => {
			expect(router.clock.pending()).toBe(0);
			expect(router.claims.held()).toEqual([]);
			expect(asked.flatMap(({ caller }) => caller.opened).filter(({ settings }) => !settings.signal.aborted)).toEqual(
				[],
			);
		});
	});

	it("leaves no circuit half-open", async () => {
		await check(({ router }) => {
			const kinds = [...router.recorder.state().circuits.values()].map(({ kind }) => kind);
			expect(kinds).not.toContain("half-open");
		});
	});

	it("calls nobody after the user gave up", async () => {
		await check(async ({ router, asked }) => {
			for (const { routed } of asked) {
				const { outcome, decision } = await routed;
				if (outcome.kind !== "aborted") continue;
				const { requestId } = decision.request;
				const results = router.events.filter(
					(event) => event.type === "routing.result" && event.requestId === requestId,
				);
				const aborted = results.findIndex(
					(event) => event.type === "routing.result" && event.data.outcome === "aborted",
				);
				expect([-1, results.length - 1]).toContain(aborted);
			}
		});
	});
});

function named(id: string): { provider: string; model: string } {
	const [provider = "", model = ""] = id.split("/");
	return { provider, model };
}
