import { describe, expect, it } from "vitest";
import { aRouter } from "../../../test/support/a-router.ts";
import {
	aCandidate,
	aRequest,
	aRoute,
	createRecordingSink,
	type RecordingSink,
	someCandidates,
} from "../../../test/support/engine-builders.ts";
import { createFakeClock, type FakeClock } from "../../../test/support/fake-clock.ts";
import {
	anEmptyMessage,
	bytes,
	createScriptedCaller,
	done,
	fail,
	fill,
	hang,
	overloaded,
	pause,
	playDead,
	report,
	run,
	type Step,
	say,
	start,
	think,
	throws,
	wait,
} from "../../../test/support/scripted-caller.ts";
import type { Candidate } from "../../core/decision.ts";
import type { RouteRequest } from "../../core/request.ts";
import type { Route } from "../../core/route.ts";
import type { CallerRequest, OpenCall, StreamEvent } from "../ports.ts";
import { type AttemptResult, attempt } from "./attempt.ts";

interface Tried {
	readonly result: AttemptResult;
	readonly clock: FakeClock;
	readonly settings: { readonly thinkingLevel: string; readonly maxTokens?: number; readonly signal: AbortSignal };
	readonly onActivity: () => void;
	readonly sink: RecordingSink;
	readonly commits: number;
}

interface TryParts {
	readonly steps: readonly Step[];
	readonly request?: Partial<RouteRequest>;
	readonly route?: Partial<Route>;
	readonly candidate?: Candidate;
	readonly abortAfterMs?: number;
	readonly credentials?: () => Promise<readonly string[]>;
}

async function tryOnce(parts: TryParts): Promise<Tried> {
	const clock = createFakeClock();
	const candidate = parts.candidate ?? aCandidate("acme/a");
	const caller = createScriptedCaller(clock, { [candidate.target.id]: [parts.steps] });
	const { credentials } = parts;
	const open: CallerRequest["open"] = (one, call) => ({
		...caller.open(one, call),
		...(credentials === undefined ? {} : { credentials }),
	});
	const user = new AbortController();
	if (parts.abortAfterMs !== undefined) clock.after(parts.abortAfterMs, () => user.abort());
	const sink = createRecordingSink();
	let commits = 0;
	const result = await clock.until(
		attempt({
			clock,
			candidate,
			request: aRequest(parts.request),
			route: aRoute(parts.route),
			caller: { open },
			sink,
			signal: user.signal,
			onCommit: () => {
				commits += 1;
			},
		}),
	);
	const settings = caller.opened[0]?.settings;
	if (!settings) throw new Error("nothing was opened");
	return { result, clock, settings, sink, commits, onActivity: settings.onActivity };
}

function tryCaller(caller: CallerRequest, clock = createFakeClock(), signal?: AbortSignal): Promise<AttemptResult> {
	return clock.until(
		attempt({
			clock,
			candidate: aCandidate(),
			request: aRequest(),
			route: aRoute(),
			caller,
			sink: createRecordingSink(),
			signal,
			onCommit: () => undefined,
		}),
	);
}

const failureOf = (result: AttemptResult) => (result.kind === "failed" ? result.failure : undefined);

describe("attempt", () => {
	const timeouts = { firstEventMs: 5_000, firstOutputMs: 20_000, idleMs: 10_000 };

	it.each([
		["nothing arrives", [hang], 5_000, "nothing arrived for 5s (firstEventMs 5000)"],
		[
			"nothing is said",
			[start, wait(9_000), bytes, wait(9_000), bytes, hang],
			20_250,
			"no output arrived for 20s (firstOutputMs 20250)",
		],
		["the stream falls silent before output", [start, hang], 10_000, "the stream fell silent for 10s (idleMs 10000)"],
		[
			"the stream falls silent in thinking",
			[start, think("hm"), hang],
			10_000,
			"the stream fell silent for 10s (idleMs 10000)",
		],
		[
			"the stream falls silent in the answer",
			[start, say("Hi"), hang],
			10_000,
			"the stream fell silent for 10s (idleMs 10000)",
		],
	])("gives a target up when %s", async (_what, steps, latencyMs, message) => {
		const { result, clock } = await tryOnce({ steps, route: { timeouts } });

		expect(failureOf(result)).toEqual({ kind: "stalled", scope: "target", message, source: "timer" });
		expect(result.timing.latencyMs).toBe(latencyMs);
		expect(clock.pending()).toBe(0);
	});

	it("has patience with thinking that streams, however long it takes", async () => {
		const thinking = Array.from({ length: 30 }, () => [think("hm"), wait(9_000)]).flat();
		const { result } = await tryOnce({ steps: [start, ...thinking, say("Yes"), done], route: { timeouts } });

		expect(result).toMatchObject({ kind: "completed", timing: { ttftMs: 270_000 } });
	});

	it("has patience with an answer that streams, however long it takes", async () => {
		const talking = Array.from({ length: 30 }, () => [say("word "), wait(9_000)]).flat();
		const { result } = await tryOnce({ steps: [start, ...talking, done], route: { timeouts } });

		expect(result).toMatchObject({ kind: "completed", timing: { ttftMs: 0, latencyMs: 270_000 } });
	});

	it("takes bytes on the wire for life", async () => {
		const silent = Array.from({ length: 10 }, () => [bytes, wait(9_000)]).flat();
		const { result } = await tryOnce({
			steps: [start, say("Hi "), ...silent, say("there"), done],
			route: { timeouts },
		});

		expect(result.kind).toBe("completed");
	});

	it("leaves no timer behind when bytes arrive after the target was given up", async () => {
		const { clock, onActivity } = await tryOnce({ steps: [playDead], route: { timeouts } });
		onActivity();

		expect(clock.pending()).toBe(0);
	});

	it("aborts the call of a target that it has given up", async () => {
		const { settings } = await tryOnce({ steps: [start, playDead], route: { timeouts } });

		expect(settings.signal.aborted).toBe(true);
	});

	it.each([
		["an answer", [start, say("Hi"), done], "completed"],
		["an error", [start, overloaded], "failed"],
		["an exception", [start, throws("boom")], "failed"],
		["an end without a last event", [start], "failed"],
	] as const)("leaves no timer behind after %s", async (_what, steps, kind) => {
		const { result, clock, settings } = await tryOnce({ steps: [...steps] });

		expect(result.kind).toBe(kind);
		expect(clock.pending()).toBe(0);
		expect(settings.signal.aborted).toBe(true);
	});

	it("fails with what the provider said", async () => {
		const { result } = await tryOnce({
			steps: [start, report(900, 12), think("hm"), fail("Overloaded", { status: 529 })],
		});

		expect(result).toMatchObject({
			kind: "failed",
			isCommitted: false,
			failure: { kind: "overload", status: 529 },
			message: { usage: { input: 900, output: 12 } },
		});
	});

	it("fails for something that is not an Error", async () => {
		const events = { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject("socket hang up") }) };
		const result = await tryCaller({ open: () => ({ events, evidence: () => undefined }) });

		expect(failureOf(result)).toMatchObject({ kind: "network", message: "socket hang up" });
	});

	it("fails, and leaves no timer, when the call cannot even be opened", async () => {
		const clock = createFakeClock();
		const open = (): OpenCall => {
			throw new Error("no such protocol");
		};
		const result = await tryCaller({ open }, clock);

		expect(failureOf(result)).toMatchObject({ kind: "unknown", message: "no such protocol" });
		expect(clock.pending()).toBe(0);
	});

	it("hides the credentials of the call in what the provider said", async () => {
		const { result } = await tryOnce({
			steps: [fail("bad key acme-key-1234567890", { status: 401 })],
			credentials: async () => ["acme-key-1234567890"],
		});

		expect(failureOf(result)).toMatchObject({ kind: "auth" });
		expect(failureOf(result)?.message).not.toContain("acme-key");
	});

	it.each([
		["cannot be looked up", () => Promise.reject(new Error("keychain locked")), 0],
		["take too long to look up", () => new Promise<never>(() => undefined), 50],
	])("fails all the same when the credentials %s", async (_what, credentials, latencyMs) => {
		const { result, clock } = await tryOnce({ steps: [overloaded], credentials });

		expect(result).toMatchObject({ kind: "failed", failure: { kind: "overload" }, timing: { latencyMs } });
		expect(clock.pending()).toBe(0);
	});

	it("measures the first output of an answer that arrives whole", async () => {
		const { result } = await tryOnce({ steps: [wait(400), fill("Hi"), done] });

		expect(result).toMatchObject({ kind: "completed", timing: { latencyMs: 400, ttftMs: 400 } });
	});

	it("shows the start of an answer that arrives whole", async () => {
		const { sink, commits } = await tryOnce({ steps: [start, fill("Hi"), done] });

		expect(sink.types()).toBe("start");
		expect(commits).toBe(1);
	});

	it("tells of the commit once, at the first output", async () => {
		const { commits } = await tryOnce({ steps: [start, think("hm"), say("Hi there")] });
		const { commits: withoutOutput } = await tryOnce({ steps: [start, think("hm"), done] });

		expect([commits, withoutOutput]).toEqual([1, 0]);
	});

	it("keeps what an empty answer has used", async () => {
		const { result } = await tryOnce({ steps: [report(900, 5), done] });

		expect(result).toMatchObject({ failure: { kind: "empty" }, message: { usage: { input: 900, output: 5 } } });
	});
});

describe("attempt settings", () => {
	const reasoning = aCandidate("acme/a", { facts: { thinkingLevels: ["off", "low", "high"], maxOutputTokens: 8_000 } });
	const answer = [start, say("Hi"), done];

	it.each([
		["off", undefined, "off"],
		["medium", undefined, "high"],
		["max", undefined, "high"],
		["high", "low", "low"],
	] as const)("asks for thinking %s (target: %s) with %s", async (thinkingLevel, ofTarget, expected) => {
		const candidate = ofTarget ? aCandidate("acme/a", { target: { thinkingLevel: ofTarget } }) : reasoning;
		const { settings } = await tryOnce({ steps: answer, candidate, request: { thinkingLevel } });

		expect(settings.thinkingLevel).toBe(expected);
	});

	it.each([
		["nobody set one", {}, undefined],
		["the caller's", { caller: 500 }, 500],
		["the route's, when smaller", { caller: 5_000, route: 4_000 }, 4_000],
		["the target's, when smallest", { caller: 5_000, route: 4_000, target: 300 }, 300],
		["the model's, when the caller asks for more", { caller: 90_000 }, 8_000],
	])("limits the output: %s", async (_what, limits: { caller?: number; route?: number; target?: number }, expected) => {
		const limit = (maxTokens: number | undefined) => (maxTokens === undefined ? {} : { maxTokens });
		const candidate = aCandidate("acme/a", { target: limit(limits.target), facts: { maxOutputTokens: 8_000 } });
		const request = limits.caller === undefined ? {} : { maxOutputTokens: limits.caller };
		const { settings } = await tryOnce({ steps: answer, candidate, request, route: limit(limits.route) });

		expect(settings.maxTokens).toBe(expected);
	});
});

describe("attempt with a user who aborts", () => {
	it.each([
		["before anything arrived", [hang], false],
		["after the start", [start, hang], false],
		["in thinking", [start, think("hm"), hang], false],
		["in the answer", [start, say("Half an"), hang], true],
	])("ends at once %s", async (_what, steps, isCommitted) => {
		const { result, clock, settings } = await tryOnce({ steps, abortAfterMs: 3_000 });

		expect(result).toMatchObject({ kind: "aborted", isCommitted, timing: { latencyMs: 3_000 } });
		expect(settings.signal.aborted).toBe(true);
		expect(clock.pending()).toBe(0);
	});

	it("waits 100 ms for a target that does not answer the abort", async () => {
		const { result, clock } = await tryOnce({ steps: [start, say("Half an"), playDead], abortAfterMs: 3_000 });

		expect(result).toMatchObject({ kind: "aborted", timing: { latencyMs: 3_100 } });
		expect(clock.pending()).toBe(0);
	});

	it("waits no longer for a target that goes on talking", async () => {
		const chatter = Array.from({ length: 50 }, () => [say("word "), pause(30)]).flat();
		const { result, clock } = await tryOnce({ steps: [start, ...chatter, done], abortAfterMs: 300 });

		expect(result).toMatchObject({ kind: "aborted", isCommitted: true });
		expect(clock.monotonicMs()).toBe(400);
	});

	it("keeps the usage of a target that answers the abort in the same moment", async () => {
		const clock = createFakeClock();
		const user = new AbortController();
		clock.after(3_000, () => user.abort());
		const error = anEmptyMessage(aCandidate(), 0);
		Object.assign(error.usage, { input: 900, output: 40 });
		const lastWords: StreamEvent = { type: "error", reason: "aborted", error };
		const open: CallerRequest["open"] = (_candidate, { signal }) => ({
			evidence: () => undefined,
			events: {
				[Symbol.asyncIterator]: () => ({
					next: () =>
						signal.aborted
							? Promise.resolve({ done: true, value: undefined })
							: new Promise((resolve) => {
									signal.addEventListener("abort", () => resolve({ done: false, value: lastWords }));
								}),
				}),
			},
		});
		const result = await tryCaller({ open }, clock, user.signal);

		expect(result).toMatchObject({ kind: "aborted", message: { usage: { input: 900, output: 40 } } });
	});

	it("keeps the usage that the target reports last", async () => {
		const { result } = await tryOnce({ steps: [start, say("Half an"), report(900, 40), hang], abortAfterMs: 3_000 });

		expect(result).toMatchObject({ message: { usage: { input: 900, output: 40 } } });
	});

	it("is not a failure when the target answers the abort by throwing", async () => {
		const clock = createFakeClock();
		const user = new AbortController();
		clock.after(3_000, () => user.abort());
		async function* breaking(signal: AbortSignal) {
			await new Promise((_resolve, reject) => {
				signal.addEventListener("abort", () => reject(new Error("This operation was aborted")));
			});
			yield* [];
		}
		const open: CallerRequest["open"] = (_candidate, { signal }) => ({
			events: breaking(signal),
			evidence: () => undefined,
		});
		const result = await tryCaller({ open }, clock, user.signal);

		expect(result).toMatchObject({ kind: "aborted", isCommitted: false });
		expect(clock.pending()).toBe(0);
	});

	it("prefers the abort to an answer that is finished in the same moment", async () => {
		const router = aRouter();
		const asked = router.ask({
			candidates: someCandidates("acme/a"),
			scripts: { "acme/a": [[start, say("Hi"), run(() => asked.abort()), done]] },
		});
		const { outcome } = await router.clock.until(asked.routed);

		expect(outcome).toMatchObject({ kind: "aborted", message: { content: [{ text: "Hi" }] } });
	});
});
