import type { FailureEvidence } from "../../core/classify/evidence.ts";
import { hideCredentials } from "../../core/classify/hide-credentials.ts";
import { classifyFailure } from "../../core/classify/provider-error.ts";
import type { Candidate } from "../../core/decision.ts";
import type { Failure } from "../../core/failure.ts";
import { clampThinkingLevel, type ThinkingLevel } from "../../core/model.ts";
import type { RouteRequest } from "../../core/request.ts";
import { deadlines } from "../../core/resilience/deadlines.ts";
import type { Route } from "../../core/route.ts";
import { formatDuration } from "../../core/text/format.ts";
import type { AnswerMessage, CallerRequest, CallSettings, Clock, OpenCall, StreamEvent } from "../ports.ts";
import { within } from "../within.ts";
import { emptyAnswer, emptyFailure, hasOutput } from "./empty-answer.ts";
import { type AnswerSink, createHold, type Hold, isOutput } from "./hold-until-output.ts";
import { type Interruptible, interruptible } from "./interruptible.ts";
import { outputLimit } from "./output-limit.ts";
import { type Stall, type StallWatch, watchForStall } from "./watch-for-stall.ts";

/** The last event of an answer; the router forwards it after the result is recorded. */
export type DoneEvent = Extract<StreamEvent, { type: "done" }>;

/** How one try of one target ended. `message` is what the target had said and used by then. */
export type AttemptResult =
	| { readonly kind: "completed"; readonly done: DoneEvent; readonly timing: Timing }
	| {
			readonly kind: "failed";
			readonly failure: Failure;
			readonly isCommitted: boolean;
			readonly message?: AnswerMessage;
			readonly timing: Timing;
	  }
	| {
			readonly kind: "aborted";
			readonly isCommitted: boolean;
			readonly message?: AnswerMessage;
			readonly timing: Timing;
	  };

/** Milliseconds since the call. `ttftMs` is the time to the first text or tool call. */
export interface Timing {
	readonly latencyMs: number;
	readonly ttftMs?: number;
}

/** Everything one attempt needs. */
export interface AttemptInput {
	readonly clock: Clock;
	readonly candidate: Candidate;
	readonly request: RouteRequest;
	readonly route: Route;
	readonly caller: CallerRequest;
	readonly sink: AnswerSink;
	/** The user's abort. */
	readonly signal: AbortSignal | undefined;
	readonly onCommit: () => void;
	/** Called with the headers of the answer once the attempt is over, where they could be seen. */
	readonly onHeaders?: (headers: Readonly<Record<string, string>>) => void;
}

/** How long an aborted target may take to say what it has used so far. */
const ABORT_GRACE_MS = 100;
/** Known at once nearly always; a failover does not wait for a login to be looked up. */
const CREDENTIALS_LIMIT_MS = 50;

const STALL_WORDS = {
	firstEventMs: "nothing arrived",
	firstOutputMs: "no output arrived",
	idleMs: "the stream fell silent",
} as const;

function stallFailure({ deadline, limitMs }: Stall): Failure {
	const message = `${STALL_WORDS[deadline]} for ${formatDuration(limitMs)} (${deadline} ${limitMs})`;
	return { kind: "stalled", scope: "target", message, source: "timer" };
}

function effectiveLevel(candidate: Candidate, request: RouteRequest): ThinkingLevel {
	const wanted = candidate.target.thinkingLevel ?? request.thinkingLevel;
	return candidate.facts ? clampThinkingLevel(candidate.facts.thinkingLevels, wanted) : wanted;
}

/** One running attempt: its call, its clock and what it has shown. */
interface Run {
	readonly input: AttemptInput;
	readonly calledAtMs: number;
	readonly abort: AbortController;
	readonly hold: Hold;
	readonly watch: StallWatch;
	readonly call: OpenCall;
	readonly steps: Interruptible<StreamEvent>;
	stall: Stall | undefined;
	hasStarted: boolean;
	ttftMs: number | undefined;
	last: AnswerMessage | undefined;
}

function timing(run: Run): Timing {
	const latencyMs = run.input.clock.monotonicMs() - run.calledAtMs;
	return run.ttftMs === undefined ? { latencyMs } : { latencyMs, ttftMs: run.ttftMs };
}

function failed(run: Run, failure: Failure): AttemptResult {
	const message = run.last === undefined ? {} : { message: run.last };
	return { kind: "failed", failure, isCommitted: run.hold.isCommitted(), ...message, timing: timing(run) };
}

async function credentialsOf({ call, input }: Run): Promise<readonly string[]> {
	if (!call.credentials) return [];
	const credentials = call.credentials().catch(() => []);
	return within(input.clock, CREDENTIALS_LIMIT_MS, credentials, []);
}

async function classify(run: Run, errorMessage: string | undefined): Promise<Failure> {
	const { candidate, clock } = run.input;
	const response = run.call.evidence();
	const evidence: FailureEvidence = {
		provider: candidate.target.provider,
		api: candidate.facts?.api ?? "",
		modelId: candidate.target.modelId,
		hasStarted: run.hasStarted,
		stopReason: "error",
		...(response === undefined ? {} : { response }),
		...(errorMessage === undefined ? {} : { errorMessage }),
	};
	return classifyFailure(hideCredentials(evidence, await credentialsOf(run)), clock.now());
}

function onFirstOutput(run: Run): void {
	run.ttftMs = run.input.clock.monotonicMs() - run.calledAtMs;
}

function onEvent(run: Run, event: StreamEvent): void {
	run.watch.onActivity();
	if ("partial" in event) run.last = event.partial;
	if (event.type === "start") run.hasStarted = true;
	const wasCommitted = run.hold.isCommitted();
	if (run.ttftMs === undefined && isOutput(event)) onFirstOutput(run);
	const state = run.hold.accept(event);
	// Thinking that streams is life, however long it takes: from then on only silence is a stall.
	if (state !== "held") run.watch.onOutput();
	if (state === "committed" && !wasCommitted) run.input.onCommit();
}

function onDone(run: Run, event: DoneEvent): AttemptResult {
	run.last = event.message;
	const isOutputSeen = hasOutput(event.message);
	if (isOutputSeen && run.ttftMs === undefined) onFirstOutput(run);
	if (!run.hold.isCommitted()) {
		if (!isOutputSeen && event.reason !== "deferred") {
			return failed(run, emptyAnswer(event.message, run.input.candidate.facts?.contextWindowTokens));
		}
		run.hold.commit();
		run.input.onCommit();
	}
	return { kind: "completed", done: event, timing: timing(run) };
}

function isUserAbort(run: Run): boolean {
	return run.input.signal?.aborted === true;
}

/** Takes events until the attempt is over. */
async function consume(run: Run): Promise<AttemptResult> {
	for (;;) {
		const step = await run.steps.next();
		if (isUserAbort(run)) return aborted(run, step);
		if (step === undefined) return failed(run, stallFailure(run.stall ?? { deadline: "idleMs", limitMs: 0 }));
		if (step.done) return failed(run, emptyFailure("the stream ended without a last event"));
		const event = step.value;
		if (event.type === "done") return onDone(run, event);
		if (event.type === "error") {
			run.last = event.error;
			return failed(run, await classify(run, event.error.errorMessage));
		}
		onEvent(run, event);
	}
}

/** Waits a moment for the target's last words, which carry what was used so far. */
async function aborted(run: Run, first: IteratorResult<StreamEvent> | undefined): Promise<AttemptResult> {
	const cancelGrace = run.input.clock.after(ABORT_GRACE_MS, run.steps.interrupt);
	run.steps.resume();
	try {
		let step = first ?? (await run.steps.next());
		while (step && !step.done && step.value.type !== "done" && step.value.type !== "error") {
			run.last = step.value.partial;
			step = await run.steps.next();
		}
		if (step && !step.done && step.value.type === "error") run.last = step.value.error;
		if (step && !step.done && step.value.type === "done") run.last = step.value.message;
	} finally {
		cancelGrace();
	}
	return abortedResult(run);
}

function abortedResult(run: Run): AttemptResult {
	const message = run.last === undefined ? {} : { message: run.last };
	return { kind: "aborted", isCommitted: run.hold.isCommitted(), ...message, timing: timing(run) };
}

const broken = (error: unknown): AsyncIterable<StreamEvent> => ({
	[Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }),
});

/** A call that cannot even be opened fails like one that breaks at once. */
function openCall({ caller, candidate }: AttemptInput, settings: CallSettings): OpenCall {
	try {
		return caller.open(candidate, settings);
	} catch (error) {
		return { events: broken(error), evidence: () => undefined };
	}
}

function start(input: AttemptInput): Run {
	const { clock, candidate, request, route } = input;
	const abort = new AbortController();
	const thinkingLevel = effectiveLevel(candidate, request);
	const maxTokens = outputLimit(candidate, request, route);
	const calledAtMs = clock.monotonicMs();
	const timeouts = deadlines({
		route: route.timeouts,
		target: candidate.target.timeouts,
		estimatedTokens: request.estimatedTokens,
		thinkingLevel,
	});
	const watch = watchForStall(clock, timeouts, (stall) => {
		run.stall = stall;
		run.steps.interrupt();
		abort.abort();
	});
	const call = openCall(input, {
		signal: abort.signal,
		thinkingLevel,
		onActivity: watch.onActivity,
		...(maxTokens === undefined ? {} : { maxTokens }),
	});
	const hold = createHold(input.sink, route.commitOn);
	const steps = interruptible(call.events);
	const run: Run = {
		input,
		calledAtMs,
		abort,
		hold,
		watch,
		call,
		steps,
		stall: undefined,
		hasStarted: false,
		ttftMs: undefined,
		last: undefined,
	};
	return run;
}

/** Tries one target once: opens it, watches for silence, holds back until output. Never throws; leaves no timer behind. */
export async function attempt(input: AttemptInput): Promise<AttemptResult> {
	const run = start(input);
	const onAbort = (): void => {
		run.abort.abort();
		run.steps.interrupt();
	};
	input.signal?.addEventListener("abort", onAbort, { once: true });
	try {
		return await consume(run);
	} catch (error) {
		if (isUserAbort(run)) return abortedResult(run);
		return failed(run, await classify(run, error instanceof Error ? error.message : String(error)));
	} finally {
		input.signal?.removeEventListener("abort", onAbort);
		run.watch.stop();
		const headers = run.call.evidence()?.headers;
		if (headers) input.onHeaders?.(headers);
		// A target that was given up must not go on producing (and billing) in the background.
		run.abort.abort();
	}
}
