import type { Fact } from "../core/events.ts";
import { CIRCUIT_TRIAL_MS } from "../core/resilience/circuit-breaker.ts";
import { consequencesOfAttempt, consequencesOfUndecidedTrial } from "../core/resilience/consequences.ts";
import type { Clock, TrialClaims } from "./ports.ts";
import type { Recorder } from "./recorder.ts";

export interface RequestTrialsInput {
	readonly clock: Clock;
	readonly recorder: Pick<Recorder, "state">;
	readonly claims: TrialClaims;
	readonly record: (fact: Fact) => void;
}

const keyOf = (provider: string): string => `circuit-${provider}`;

/** The trials of providers with an open circuit that one request makes, and the claims that keep others from them. */
export class RequestTrials {
	readonly #input: RequestTrialsInput;
	/** Keys of the claims that this request holds. */
	readonly #claims: string[] = [];
	/** When this request took the trial of a provider. */
	readonly #takenAtMs = new Map<string, number>();

	constructor(input: RequestTrialsInput) {
		this.#input = input;
	}

	/** False when another request or process makes the trial. */
	async claim(provider: string): Promise<boolean> {
		const nowMs = this.#input.clock.now();
		const key = keyOf(provider);
		if (!(await this.#input.claims.take(key, nowMs, nowMs + CIRCUIT_TRIAL_MS))) return false;
		this.#claims.push(key);
		return true;
	}

	/** For a trial that was claimed and is not made: another target of the provider may make it. */
	async release(provider: string): Promise<void> {
		const at = this.#claims.indexOf(keyOf(provider));
		if (at < 0) return;
		this.#claims.splice(at, 1);
		await this.#input.claims.release(keyOf(provider));
	}

	/** A call of the provider is about to be made; it is its trial if its circuit is open. */
	begin(provider: string): void {
		const { clock, recorder, record } = this.#input;
		for (const fact of consequencesOfAttempt(recorder.state(), provider, clock.now())) {
			this.#takenAtMs.set(provider, fact.atMs);
			record(fact);
		}
	}

	/** A trial that showed nothing about its provider (an abort, a refused login) is given back for the next request. */
	async end(): Promise<void> {
		const { claims, clock, recorder, record } = this.#input;
		for (const [provider, takenAtMs] of this.#takenAtMs) {
			const facts = consequencesOfUndecidedTrial(recorder.state(), provider, { takenAtMs, nowMs: clock.now() });
			for (const fact of facts) record(fact);
		}
		this.#takenAtMs.clear();
		for (const key of this.#claims.splice(0)) await claims.release(key);
	}
}
