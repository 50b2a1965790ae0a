import type { QuotaDriver } from "../core/quota/quota-driver.ts";
import type { RefreshOutcome, RefreshResult } from "../core/quota/refresh-result.ts";
import { Poll, type PollOf, type Wait } from "./quota/poll.ts";
import { Questions, type QuestionsInput } from "./quota/questions.ts";

/** An account that some target uses, and who can be asked about it. */
export interface AccountToRead {
	readonly account: string;
	readonly drivers: readonly QuotaDriver[];
}

/** What the refresher is made from. */
export interface RefresherInput extends QuestionsInput {
	readonly accounts: () => readonly AccountToRead[];
	readonly isOnline: () => boolean;
	/** False: plans are not polled. Prepaid credit always is. */
	readonly isEnabled: () => boolean;
}

/** What a command asks for. */
export interface RefreshRequest {
	/** Asks although what is known is fresh; never against a refusal, and never offline. */
	readonly force: boolean;
	/** Only plans, or only prepaid credit. */
	readonly reads?: QuotaDriver["reads"];
	readonly account?: string;
}

/** Keeps the readings of plans and prepaid credit fresh, beside the requests and never in their way. */
export interface Refresher {
	/** Something goes on: asks whatever is due, and for a while whatever falls due. Returns at once and never throws. */
	wake(): void;
	/** Asks and waits for the answers. Never rejects. */
	refresh(request: RefreshRequest): Promise<readonly RefreshResult[]>;
	/** Ends what is under way and every timer, for good. */
	close(): void;
}

/** After the last sign of life readings are kept fresh this long; then the vendors are left alone. */
const ACTIVE_MS = 15 * 60_000;
/** However wrong a time is, this is the least between two looks. */
const MIN_TIMER_MS = 1_000;

const notAsked = (reason: Extract<RefreshOutcome, { kind: "not-asked" }>["reason"]): RefreshOutcome => ({
	kind: "not-asked",
	reason,
});

function waiting({ reason, untilMs, message }: Wait): RefreshOutcome {
	return { kind: "not-asked", reason, nextAtMs: untilMs, ...(message === undefined ? {} : { message }) };
}

class RunningRefresher implements Refresher {
	readonly #input: RefresherInput;
	readonly #polls = new Map<string, Poll>();
	readonly #running = new Map<Poll, Promise<RefreshOutcome>>();
	readonly #questions: Questions;
	#lastWakeMs: number | undefined;
	#cancelTimer: (() => void) | undefined;
	#isClosed = false;

	constructor(input: RefresherInput) {
		this.#input = input;
		this.#questions = new Questions(input);
	}

	wake(): void {
		if (this.#isClosed) return;
		this.#lastWakeMs = this.#input.clock.now();
		this.#askDue();
	}

	async refresh({ force, reads, account }: RefreshRequest): Promise<readonly RefreshResult[]> {
		const polls = this.#known().filter(
			(poll) => (reads ?? poll.driver.reads) === poll.driver.reads && (account ?? poll.account) === poll.account,
		);
		return Promise.all(
			polls.map(async (poll) => {
				const { driver } = poll;
				const outcome = await this.#start(poll, force);
				return { account: poll.account, driverId: driver.id, reads: driver.reads, outcome };
			}),
		);
	}

	close(): void {
		this.#isClosed = true;
		this.#cancelTimer?.();
		this.#questions.close();
	}

	/** The accounts of now, each with what is remembered of it. */
	#known(): readonly Poll[] {
		const pairs = this.#input
			.accounts()
			.flatMap(({ account, drivers }) => drivers.map((driver) => ({ account, driver })));
		return pairs.map((pair) => this.#pollOf(pair));
	}

	#pollOf(pair: PollOf): Poll {
		const key = `${pair.driver.id} ${pair.account}`;
		const poll = this.#polls.get(key) ?? new Poll(pair, this.#input.random());
		// A driver that is made from the routes file is another object after each reload.
		poll.driver = pair.driver;
		this.#polls.set(key, poll);
		return poll;
	}

	/** Asks what is due and comes back when the next falls due. Requests call this, so nothing may be thrown. */
	#askDue(): void {
		try {
			for (const poll of this.#known()) {
				if (this.#running.has(poll) || !this.#isDue(poll)) continue;
				this.#start(poll, false).catch(this.#input.onBug);
			}
			this.#arm();
		} catch (error) {
			this.#input.onBug(error);
		}
	}

	#isDue(poll: Poll): boolean {
		if (this.#notNow(poll)) return false;
		const nowMs = this.#input.clock.now();
		return this.#waitOf(poll) === undefined || (poll.refusedLogin !== undefined && poll.loginCheckMs <= nowMs);
	}

	#waitOf(poll: Poll): Wait | undefined {
		const { recorder, ttlMs, clock } = this.#input;
		return poll.waitOf(recorder.state().accounting, ttlMs, clock.now());
	}

	/** One timer, for what falls due first while something goes on. */
	#arm(): void {
		this.#cancelTimer?.();
		this.#cancelTimer = undefined;
		const { clock } = this.#input;
		if (this.#isClosed || this.#lastWakeMs === undefined) return;
		const next = this.#known().flatMap((poll) => {
			if (this.#running.has(poll) || this.#notNow(poll)) return [];
			const untilMs = this.#waitOf(poll)?.untilMs ?? clock.now();
			return [poll.refusedLogin === undefined ? untilMs : Math.min(untilMs, poll.loginCheckMs)];
		});
		const nextMs = Math.min(...next);
		if (nextMs > this.#lastWakeMs + ACTIVE_MS) return;
		const delayMs = Math.max(MIN_TIMER_MS, nextMs - clock.now());
		this.#cancelTimer = clock.after(delayMs, () => this.#askDue());
	}

	/** Why nothing at all is asked about this account. */
	#notNow({ driver }: Poll): RefreshOutcome | undefined {
		if (this.#isClosed) return notAsked("closed");
		if (!this.#input.isOnline()) return notAsked("offline");
		return driver.reads === "windows" && !this.#input.isEnabled() ? notAsked("disabled") : undefined;
	}

	/** One question at a time: whoever comes meanwhile gets the same answer. */
	#start(poll: Poll, isForced: boolean): Promise<RefreshOutcome> {
		const running = this.#running.get(poll);
		if (running !== undefined) return running;
		const outcome = this.#run(poll, isForced)
			.catch((error: unknown): RefreshOutcome => {
				this.#input.onBug(error);
				poll.pause("backoff", this.#input.clock.now());
				return { kind: "not-asked", reason: "impossible", message: "internal error in auto-router" };
			})
			.finally(() => {
				this.#running.delete(poll);
				this.#arm();
			});
		this.#running.set(poll, outcome);
		return outcome;
	}

	async #run(poll: Poll, isForced: boolean): Promise<RefreshOutcome> {
		const never = this.#notNow(poll);
		if (never) return never;
		const isFree = (await this.#questions.isLoginChanged(poll)) || isForced;
		const before = this.#whyNot(poll, isFree) ?? (await this.#questions.claim(poll, isForced));
		if (before) return before;
		// Meanwhile another process may have told of its answer, or the session ended.
		const since = this.#whyNot(poll, isFree);
		if (!since) return this.#questions.ask(poll);
		await this.#questions.release(poll);
		return since;
	}

	#whyNot(poll: Poll, isFree: boolean): RefreshOutcome | undefined {
		const never = this.#notNow(poll);
		if (never) return never;
		const wait = this.#waitOf(poll);
		return wait === undefined || (isFree && wait.reason !== "refused") ? undefined : waiting(wait);
	}
}

/** Makes a refresher. It does nothing until it is woken. */
export function createRefresher(input: RefresherInput): Refresher {
	return new RunningRefresher(input);
}
