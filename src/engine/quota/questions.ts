import { factsOfReading, type MarkCritical } from "../../core/quota/reading-facts.ts";
import type { RefreshOutcome } from "../../core/quota/refresh-result.ts";
import { consequencesOfReading } from "../../core/resilience/consequences-of-reading.ts";
import type { Clock, TrialClaims } from "../ports.ts";
import type { Recorder } from "../recorder.ts";
import { within } from "../within.ts";
import type { Poll } from "./poll.ts";
import type { AskAnswer, AskQuota } from "./quota-asker.ts";

/** What asking needs. */
export interface QuestionsInput {
	readonly clock: Clock;
	/** At least 0, less than 1. */
	readonly random: () => number;
	readonly recorder: Pick<Recorder, "state" | "record">;
	readonly claims: TrialClaims;
	readonly ask: AskQuota;
	/** How old readings may become, milliseconds. */
	readonly ttlMs: number;
	readonly markCritical: MarkCritical;
	/** Tells logins and keys of an account apart without being one; without it a refused login waits an hour. */
	readonly credentialOf?: (account: string) => Promise<string | undefined>;
	readonly onBug: (error: unknown) => void;
}

/** An asker has a deadline of its own; looking up a login may hang. */
const ASK_LIMIT_MS = 60_000;
const CREDENTIAL_LIMIT_MS = 5_000;

/** Asks one vendor about one account: the claim among processes, the question, the records and what follows from them. */
export class Questions {
	readonly #input: QuestionsInput;
	readonly #aborts = new Set<AbortController>();
	#isClosed = false;

	constructor(input: QuestionsInput) {
		this.#input = input;
	}

	/** Ends the questions under way; their answers are not recorded. */
	close(): void {
		this.#isClosed = true;
		for (const abort of this.#aborts) abort.abort();
	}

	/** After a refused login: true when there is another one now. */
	async isLoginChanged(poll: Poll): Promise<boolean> {
		const { clock, ttlMs } = this.#input;
		const refused = poll.refusedLogin;
		if (refused === undefined) return false;
		poll.loginCheckMs = clock.now() + poll.intervalMs(ttlMs);
		const current = await this.#loginOf(poll);
		if (current === undefined || current === refused) return false;
		poll.forgetRefusal();
		return true;
	}

	async #loginOf({ account }: Poll): Promise<string | undefined> {
		const { clock, credentialOf } = this.#input;
		if (!credentialOf) return undefined;
		return within(clock, CREDENTIAL_LIMIT_MS, credentialOf(account), undefined);
	}

	/** Keeps other processes from asking. A command that finds another's claim asks all the same, unless that one failed. */
	async claim(poll: Poll, isForced: boolean): Promise<RefreshOutcome | undefined> {
		const { claims, clock, ttlMs, recorder } = this.#input;
		const nowMs = clock.now();
		if (poll.claimUntilMs > nowMs) return undefined;
		const untilMs = nowMs + poll.intervalMs(ttlMs);
		if (await claims.take(poll.claimKey, nowMs, untilMs)) {
			poll.claimUntilMs = untilMs;
			return undefined;
		}
		const { quotas, balances } = recorder.state().accounting;
		const known = poll.driver.reads === "windows" ? quotas.get(poll.account) : balances.get(poll.account);
		if (isForced && known !== undefined && known.failures === 0) return undefined;
		poll.pause("claimed", nowMs);
		return { kind: "not-asked", reason: "claimed", message: "another pi process asks, or was refused" };
	}

	/** Gives the claim back. */
	async release(poll: Poll): Promise<void> {
		if (poll.claimUntilMs === 0) return;
		poll.claimUntilMs = 0;
		await this.#input.claims.release(poll.claimKey);
	}

	/** Asks now and records the answer. */
	async ask(poll: Poll): Promise<RefreshOutcome> {
		const { clock, ttlMs, random, recorder } = this.#input;
		const login = await this.#loginOf(poll);
		const askedAtMs = clock.now();
		const answer = await this.#answerOf(poll);
		if (this.#isClosed) {
			await this.release(poll);
			return { kind: "not-asked", reason: "closed" };
		}
		const nowMs = clock.now();
		const wait = poll.noteAnswer(answer, { accounting: recorder.state().accounting, ttlMs, nowMs, random: random() });
		if (answer.kind === "none") {
			await this.release(poll);
			return { kind: "not-asked", reason: "impossible", message: answer.message };
		}
		this.#record(poll, answer, askedAtMs);
		if (answer.kind === "ok") return { kind: "read" };
		if (answer.failure === "auth" && login !== undefined) {
			poll.refusedLogin = login;
			poll.loginCheckMs = nowMs + poll.intervalMs(ttlMs);
		}
		const nextAtMs = wait?.untilMs ?? nowMs;
		await this.#claimAfterFailure(poll, answer, nextAtMs);
		return { kind: "failed", failure: answer.failure, message: answer.message, nextAtMs };
	}

	async #answerOf({ account, driver }: Poll): Promise<AskAnswer> {
		const { clock, ask, onBug } = this.#input;
		const abort = new AbortController();
		this.#aborts.add(abort);
		const late: AskAnswer = { kind: "failed", failure: "timeout", message: "no answer within a minute" };
		try {
			return await within(clock, ASK_LIMIT_MS, ask(account, driver, abort.signal), late);
		} catch (error) {
			onBug(error);
			return { kind: "none", message: "internal error in auto-router" };
		} finally {
			this.#aborts.delete(abort);
			abort.abort();
		}
	}

	#record({ account, driver }: Poll, reading: Exclude<AskAnswer, { kind: "none" }>, askedAtMs: number): void {
		const { recorder, clock, markCritical } = this.#input;
		const nowMs = clock.now();
		const before = recorder.state().accounting.quotas.get(account)?.windows ?? [];
		const of = { provider: account, account, source: "endpoint", before, markCritical, nowMs } as const;
		for (const fact of factsOfReading(reading, driver.reads, of)) recorder.record(fact);
		if (reading.kind !== "ok") return;
		const recovered = consequencesOfReading(recorder.state(), { account, figures: reading, askedAtMs, nowMs });
		for (const fact of recovered) recorder.record(fact);
	}

	/** A question that did not get through may be asked by another process; a refusal keeps all of them away. */
	async #claimAfterFailure(
		poll: Poll,
		{ failure, retryAfterMs = 0 }: Extract<AskAnswer, { kind: "failed" }>,
		untilMs: number,
	): Promise<void> {
		const { claims, clock } = this.#input;
		if (failure === "network" || failure === "timeout") return this.release(poll);
		if ((failure !== "rate" && retryAfterMs === 0) || untilMs <= poll.claimUntilMs) return;
		await this.release(poll);
		if (await claims.take(poll.claimKey, clock.now(), untilMs)) poll.claimUntilMs = untilMs;
	}
}
