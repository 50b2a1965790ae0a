import { whyResting } from "../core/decide/stages/reject-unavailable.ts";
import type { Candidate, Decision } from "../core/decision.ts";
import type { Fact, RequestRef, ResultData } from "../core/events.ts";
import { FAILURE_RULES, type Failure } from "../core/failure.ts";
import { type RouteRequest, requestRef } from "../core/request.ts";
import { type Availability, availability } from "../core/resilience/availability.ts";
import { consequencesOfFailure, consequencesOfOutput, isOffline } from "../core/resilience/consequences.ts";
import { type AttemptResult, attempt, type DoneEvent } from "./attempt/attempt.ts";
import type { AnswerSink } from "./attempt/hold-until-output.ts";
import { resultData, targetRef } from "./attempt/result-data.ts";
import type { AnswerMessage, CallerRequest, Clock, TrialClaims } from "./ports.ts";
import type { OnHeaders } from "./quota/header-reader.ts";
import type { Recorder } from "./recorder.ts";
import { RequestTrials } from "./request-trials.ts";

/** One failed try, kept for the final message. */
export interface FailedAttempt {
	readonly candidate: Candidate;
	readonly failure: Failure;
}

/** How a request ended. */
export type RequestOutcome =
	| { readonly kind: "completed"; readonly candidate: Candidate; readonly done: DoneEvent }
	/** Every candidate failed or none was left. */
	| { readonly kind: "exhausted" }
	/** A kind of failure that ends the request before any output. */
	| { readonly kind: "stopped"; readonly candidate: Candidate; readonly failure: Failure }
	/** The answer broke off after it had begun. */
	| {
			readonly kind: "broken";
			readonly candidate: Candidate;
			readonly failure: Failure;
			readonly message?: AnswerMessage;
	  }
	| { readonly kind: "aborted"; readonly candidate?: Candidate; readonly message?: AnswerMessage };

/** The outcome with every failed attempt that led to it. */
export interface FailoverResult {
	readonly outcome: RequestOutcome;
	readonly failures: readonly FailedAttempt[];
	readonly attempts: number;
}

/** A target was left behind for the next one. */
export interface FailoverNotice {
	readonly request: RouteRequest;
	readonly from: Candidate;
	readonly failure: Failure;
	readonly to: Candidate;
}

export interface FailoverInput {
	readonly clock: Clock;
	readonly random: () => number;
	readonly recorder: Recorder;
	readonly claims: TrialClaims;
	readonly decision: Decision;
	readonly caller: CallerRequest;
	readonly sink: AnswerSink;
	readonly signal: AbortSignal | undefined;
	/** How many targets of a provider are configured over all routes. */
	readonly targetsOfProvider: (provider: string) => number;
	/** The day that usage is booked to, such as `2026-03-14`, where the user is. */
	readonly localDay: (atMs: number) => string;
	/** Called when the next target is asked after one failed. */
	readonly onFailover: (notice: FailoverNotice) => void;
	/** Called with the headers of each answer, good or bad, after its result is recorded; never awaited. */
	readonly onHeaders?: OnHeaders;
	/** Hears of an `onHeaders` that threw, which must not end the request. */
	readonly onBug?: (error: unknown) => void;
}

/** A second try of the same target is made only for a connection that broke before any response. */
const QUICK_RETRY_DELAY_MS = 25;

/** Walks the candidates of one request until one completes or it is unsafe or useless to go on. */
class Walk {
	readonly failures: FailedAttempt[] = [];
	attempts = 0;
	readonly #input: FailoverInput;
	readonly #ref: RequestRef;
	readonly #results: ResultData[] = [];
	/** Consequences of network failures wait until it is clear that the user is not offline. */
	readonly #networkFailures: FailedAttempt[] = [];
	readonly #trials: RequestTrials;

	constructor(input: FailoverInput) {
		this.#input = input;
		this.#ref = requestRef(input.decision.request);
		const { clock, recorder, claims } = input;
		this.#trials = new RequestTrials({ clock, recorder, claims, record: (fact) => this.#record(fact) });
	}

	async run(): Promise<RequestOutcome> {
		for (const { candidate } of this.#input.decision.order) {
			const outcome = await this.#tryIfFree(candidate);
			if (outcome) return outcome;
		}
		const rescued = this.#firstBack();
		const outcome = rescued && (await this.#tryTarget(rescued));
		if (outcome) return outcome;
		return this.#input.signal?.aborted ? { kind: "aborted" } : { kind: "exhausted" };
	}

	async #tryIfFree(candidate: Candidate): Promise<RequestOutcome | undefined> {
		if (this.#input.signal?.aborted) return { kind: "aborted" };
		if (!this.#suitsAfterFailures(candidate)) return undefined;
		const kind = this.#availabilityOf(candidate);
		if (kind !== "free" && kind !== "trial") return undefined;
		// A target that is simply free is asked in the same turn of the event loop.
		if (kind === "trial" && !(await this.#claimTrial(candidate))) return undefined;
		this.#announce(candidate);
		return this.#tryTarget(candidate);
	}

	/**
	 * The candidate that recovers first, when since the decision all of them came to rest or lost their trial to another
	 * request: then the route's rule for resting targets holds as it does in the decision.
	 */
	#firstBack(): Candidate | undefined {
		const { decision, recorder, clock, signal } = this.#input;
		if (this.attempts > 0 || signal?.aborted || decision.route.whenAllRejected !== "earliest-recovery")
			return undefined;
		const snapshot = { state: recorder.state(), nowMs: clock.now() };
		const backAtMs = (candidate: Candidate): number => whyResting(candidate, snapshot)?.recoversAtMs ?? snapshot.nowMs;
		const candidates = decision.order.map(({ candidate }) => candidate);
		return candidates.toSorted((a, b) => backAtMs(a) - backAtMs(b))[0];
	}

	/** Settles what had to wait for the end of the request. */
	async finish(): Promise<void> {
		if (!isOffline(this.#results)) for (const failed of this.#networkFailures) this.#recordConsequences(failed);
		await this.#trials.end();
	}

	#announce(to: Candidate): void {
		const previous = this.failures.at(-1);
		if (!previous) return;
		const { candidate: from, failure } = previous;
		this.#input.onFailover({ request: this.#input.decision.request, from, failure, to });
	}

	#record(fact: Fact): void {
		this.#input.recorder.record({ ...fact, ...this.#ref });
	}

	/** What was learnt since the decision may rule a candidate out; a rescued one is tried whatever rests. */
	#availabilityOf({ target }: Candidate): Availability["kind"] {
		const { recorder, clock, decision } = this.#input;
		if (decision.fallback === "earliest-recovery") return "free";
		return availability(recorder.state(), target, clock.now()).kind;
	}

	/** Takes the one trial of a provider. Meanwhile the user may have given up, and others may have learnt something. */
	async #claimTrial(candidate: Candidate): Promise<boolean> {
		const { provider } = candidate.target;
		if (!(await this.#trials.claim(provider))) return false;
		const kind = this.#availabilityOf(candidate);
		if (!this.#input.signal?.aborted && (kind === "free" || kind === "trial")) return true;
		await this.#trials.release(provider);
		return false;
	}

	#suitsAfterFailures(candidate: Candidate): boolean {
		for (const { candidate: tried, failure } of this.failures) {
			const rule = FAILURE_RULES[failure.kind].failsOver;
			const window = candidate.facts?.contextWindowTokens ?? 0;
			if (rule === "larger-window" && window <= (tried.facts?.contextWindowTokens ?? 0)) return false;
			if (rule === "other-api-once" && candidate.facts?.api === tried.facts?.api) return false;
		}
		return true;
	}

	/** Tries one target, twice at most. Undefined means: go on to the next one. */
	async #tryTarget(candidate: Candidate): Promise<RequestOutcome | undefined> {
		let result = await this.#attempt(candidate);
		const isQuick = result.kind === "failed" && result.failure.isBeforeResponse && !result.isCommitted;
		if (isQuick && !this.#input.signal?.aborted) {
			// Between the two tries nothing else may be left that keeps the process alive.
			await new Promise<void>((resolve) => {
				this.#input.clock.after(QUICK_RETRY_DELAY_MS, resolve, { keepsAlive: true });
			});
			if (!this.#input.signal?.aborted) result = await this.#attempt(candidate);
		}
		const outcome = this.#settle(candidate, result);
		// What a dead network means is known at the end of the request.
		if (this.failures.at(-1)?.failure.kind !== "network") await this.#trials.end();
		return outcome;
	}

	async #attempt(candidate: Candidate): Promise<AttemptResult> {
		const { clock, recorder, decision, caller, sink, signal } = this.#input;
		this.attempts += 1;
		const index = this.attempts;
		this.#trials.begin(candidate.target.provider);
		const calledAtMs = clock.now();
		let headers: Readonly<Record<string, string>> | undefined;
		this.#record({ type: "routing.attempt", atMs: calledAtMs, data: { index, ...targetRef(candidate) } });
		const result = await attempt({
			clock,
			candidate,
			request: decision.request,
			route: decision.route,
			caller,
			sink,
			signal,
			onCommit: () => {
				const span = { calledAtMs, nowMs: clock.now() };
				for (const fact of consequencesOfOutput(recorder.state(), candidate.target, span)) this.#record(fact);
			},
			onHeaders: (seen) => {
				headers = seen;
			},
		});
		this.#recordResult(candidate, index, result);
		if (headers) this.#tellHeaders(candidate, headers);
		return result;
	}

	#tellHeaders(candidate: Candidate, headers: Readonly<Record<string, string>>): void {
		const { onHeaders, onBug } = this.#input;
		try {
			onHeaders?.(candidate, headers);
		} catch (error) {
			onBug?.(error);
		}
	}

	#recordResult(candidate: Candidate, index: number, result: AttemptResult): void {
		const { clock, decision, localDay } = this.#input;
		const atMs = clock.now();
		const charge = { inputTokens: decision.request.estimatedTokens, day: localDay(atMs) };
		const data = resultData(candidate, index, result, charge);
		this.#results.push(data);
		this.#record({ type: "routing.result", atMs, data });
	}

	#settle(candidate: Candidate, result: AttemptResult): RequestOutcome | undefined {
		if (result.kind === "completed") return { kind: "completed", candidate, done: result.done };
		const message = result.message === undefined ? {} : { message: result.message };
		if (result.kind === "aborted") return { kind: "aborted", candidate, ...message };
		const { failure } = result;
		this.failures.push({ candidate, failure });
		if (failure.kind === "network") this.#networkFailures.push({ candidate, failure });
		else this.#recordConsequences({ candidate, failure });
		if (result.isCommitted) return { kind: "broken", candidate, failure, ...message };
		if (this.#goesOn(failure)) return undefined;
		// A malformed request stays the reason, whatever the one other protocol said to it.
		const cause = this.failures.find((failed) => failed.failure.kind === "request") ?? { candidate, failure };
		return { kind: "stopped", ...cause };
	}

	#goesOn(failure: Failure): boolean {
		const isOtherApiUsed = this.failures.slice(0, -1).some((failed) => failed.failure.kind === "request");
		if (isOtherApiUsed) return false;
		switch (FAILURE_RULES[failure.kind].failsOver) {
			case "no":
				return false;
			case "if-route-allows":
				return this.#input.decision.route.onRefusal === "failover";
			default:
				return true;
		}
	}

	#recordConsequences({ candidate, failure }: FailedAttempt): void {
		const { clock, random, recorder, targetsOfProvider } = this.#input;
		const facts = consequencesOfFailure({
			target: candidate.target,
			failure,
			state: recorder.state(),
			nowMs: clock.now(),
			random: random(),
			targetsOfProvider: targetsOfProvider(candidate.target.provider),
		});
		for (const fact of facts) this.#record(fact);
	}
}

/** Carries a decision out. Never throws for what a target does. */
export async function failover(input: FailoverInput): Promise<FailoverResult> {
	const walk = new Walk(input);
	const outcome = await walk.run();
	await walk.finish();
	return { outcome, failures: walk.failures, attempts: walk.attempts };
}
