import type { Accounting } from "../../core/accounting/accounting.ts";
import type { QuotaDriver } from "../../core/quota/quota-driver.ts";
import {
	backoffMs,
	dueAtMs,
	isRefusal,
	type LastReadings,
	lastReadings,
	waitAfterFailureMs,
} from "../../core/quota/reading-due.ts";
import type { AskAnswer } from "./quota-asker.ts";

/** One account and the driver that asks about it. */
export interface PollOf {
	readonly account: string;
	readonly driver: QuotaDriver;
}

/** Why it is not asked now, and from when on it can be, epoch milliseconds. */
export interface Wait {
	readonly reason: "fresh" | "backoff" | "refused" | "claimed";
	readonly untilMs: number;
	readonly message?: string;
}

/** Share by which intervals differ at random, so that many processes do not ask at once. */
const JITTER_SHARE = 0.1;
const MIN_RESET_FUZZ_MS = 1_000;
const RESET_FUZZ_MS = 4_000;
/** By then the answer of another process that had the claim is known here; a bug is not to be met all the time. */
const PAUSE_MS = { claimed: 10_000, backoff: 10 * 60_000 } as const;

/** What this process remembers of asking one driver about one account; the figures themselves are in the state. */
export class Poll implements PollOf {
	readonly account: string;
	driver: QuotaDriver;
	/** Until when no other process asks, because we have the claim. */
	claimUntilMs = 0;
	/** The login that was refused, while that keeps us from asking. */
	refusedLogin: string | undefined;
	/** When to look next whether the refused login has changed. */
	loginCheckMs = 0;
	#wait: Wait | undefined;
	/** When the wait began. */
	#notedAtMs = 0;
	#failures = 0;
	#refusals = 0;
	#random: number;

	constructor({ account, driver }: PollOf, random: number) {
		this.account = account;
		this.driver = driver;
		this.#random = random;
	}

	get claimKey(): string {
		return `quota-${this.driver.id}-${this.account}`;
	}

	/** Time between two readings with the jitter of this round, never below what the vendor wants. */
	intervalMs(ttlMs: number): number {
		return Math.max(this.driver.minIntervalMs, ttlMs * (1 + JITTER_SHARE * (2 * this.#random - 1)));
	}

	/** Why it is not asked now; undefined when it is due. The longest wait counts, a refusal before all. */
	waitOf(accounting: Accounting, ttlMs: number, nowMs: number): Wait | undefined {
		const { minIntervalMs, reads } = this.driver;
		const last = lastReadings(accounting, { account: this.account, reads }, nowMs);
		const intervalMs = this.intervalMs(ttlMs);
		const resetFuzzMs = MIN_RESET_FUZZ_MS + RESET_FUZZ_MS * this.#random;
		const waits: readonly (Wait | undefined)[] = [
			this.#isOutdone(last) ? undefined : this.#wait,
			{ reason: "backoff", untilMs: last.askedAtMs + backoffMs(last.failures, intervalMs) },
			{ reason: "fresh", untilMs: dueAtMs(last, { intervalMs, minIntervalMs, resetFuzzMs }) },
		];
		const open = waits.filter((wait): wait is Wait => wait !== undefined && wait.untilMs > nowMs);
		const refusal = open.find(({ reason }) => reason === "refused");
		return refusal ?? open.toSorted((a, b) => b.untilMs - a.untilMs)[0];
	}

	/** True when another process has had a good answer since our last one. */
	#isOutdone(last: LastReadings): boolean {
		return last.failures === 0 && last.askedAtMs > this.#notedAtMs;
	}

	/** Another process has the claim, or asking went wrong by itself: nothing is asked for a moment. */
	pause(reason: "claimed" | "backoff", nowMs: number): void {
		this.#wait = { reason, untilMs: nowMs + PAUSE_MS[reason] };
		this.#notedAtMs = nowMs;
	}

	/** The refused login is another one now. */
	forgetRefusal(): void {
		this.#wait = undefined;
		this.#failures = 0;
		this.#refusals = 0;
		this.refusedLogin = undefined;
	}

	/** Remembers what an answer means for the next question, and draws a new jitter. Returns the wait after a failure. */
	noteAnswer(answer: AskAnswer, { accounting, ttlMs, nowMs, random }: AnswerContext): Wait | undefined {
		const last = lastReadings(accounting, { account: this.account, reads: this.driver.reads }, nowMs);
		if (this.#isOutdone(last)) this.forgetRefusal();
		this.#random = random;
		this.#notedAtMs = nowMs;
		this.refusedLogin = undefined;
		const intervalMs = this.intervalMs(ttlMs);
		if (answer.kind === "failed") this.#wait = this.#waitAfter(answer, intervalMs, nowMs);
		else {
			this.#failures = 0;
			this.#refusals = 0;
			this.#wait = answer.kind === "ok" ? undefined : { reason: "backoff", untilMs: nowMs + intervalMs };
		}
		return this.#wait;
	}

	#waitAfter(failed: Extract<AskAnswer, { kind: "failed" }>, intervalMs: number, nowMs: number): Wait {
		this.#failures += 1;
		this.#refusals = failed.failure === "rate" ? this.#refusals + 1 : 0;
		const count = failed.failure === "rate" ? this.#refusals : this.#failures;
		const waitMs = waitAfterFailureMs({ ...failed, count }, intervalMs, this.driver.refusedMs);
		const reason = isRefusal(failed) ? "refused" : "backoff";
		return { reason, untilMs: nowMs + waitMs, message: failed.message };
	}
}

/** What was known before an answer, its moment, and a fraction for the next jitter. */
export interface AnswerContext {
	readonly accounting: Accounting;
	readonly ttlMs: number;
	readonly nowMs: number;
	readonly random: number;
}
