import { type FSWatcher, watch } from "node:fs";
import { basename, dirname } from "node:path";
import type { LogCoverage } from "../../../core/log/log-coverage.ts";
import type { Clock } from "../../../engine/ports.ts";
import { LogReader, type LogReaderInput } from "./log-reader.ts";

/** What a tail is made from. */
export interface EventTailInput extends LogReaderInput {
	readonly clock: Clock;
	readonly pollMs?: number;
}

/**
 * Reads what other processes append to the log. Holds nothing open between two readings; the watcher and the poll run
 * from `start` to `stop`.
 */
export interface EventTail {
	/** Reads to the end once. Never rejects. */
	readOnce(): Promise<void>;
	start(): void;
	/** Resolves when a reading under way has ended. */
	stop(): Promise<void>;
	/** What has been handed to `onEvents` so far, and of our own what stands before the position. */
	coverage(): LogCoverage;
	/** Number of the newest record of our own that is covered; 0 if none. */
	ownSeq(): number;
}

const POLL_MS = 500;
/** Several records written together wake us once. */
const SETTLE_MS = 20;

/** Makes the tail of a log. Nothing is opened or started before `readOnce` or `start`. */
export function createEventTail(input: EventTailInput): EventTail {
	return new FileEventTail(input);
}

class FileEventTail implements EventTail {
	readonly #input: EventTailInput;
	readonly #reader: LogReader;
	#reading: Promise<void> = Promise.resolve();
	#isWakeQueued = false;
	#watcher: FSWatcher | undefined;
	#cancelPoll: (() => void) | undefined;
	#cancelSettle: (() => void) | undefined;

	constructor(input: EventTailInput) {
		this.#input = input;
		this.#reader = new LogReader(input);
	}

	coverage(): LogCoverage {
		return this.#reader.coverage();
	}

	ownSeq(): number {
		return this.#reader.ownSeq();
	}

	readOnce(): Promise<void> {
		this.#reading = this.#reading.then(() => this.#reader.readToEnd());
		return this.#reading;
	}

	start(): void {
		if (this.#cancelPoll !== undefined) return;
		this.#watchFolder();
		this.#pollLater();
		void this.readOnce();
	}

	async stop(): Promise<void> {
		this.#cancelPoll?.();
		this.#cancelPoll = undefined;
		this.#cancelSettle?.();
		this.#cancelSettle = undefined;
		this.#watcher?.close();
		this.#watcher = undefined;
		await this.#reading;
	}

	#pollLater(): void {
		this.#cancelPoll = this.#input.clock.after(this.#input.pollMs ?? POLL_MS, () => {
			this.#pollLater();
			this.#wake();
		});
	}

	/**
	 * The poll alone keeps us within a second; where watching is impossible (no folder yet, too many watchers) nothing
	 * is lost.
	 */
	#watchFolder(): void {
		const prefix = basename(this.#input.path, ".jsonl");
		try {
			this.#watcher = watch(dirname(this.#input.path), { persistent: false }, (_change, name) => {
				if (name === null || name.startsWith(prefix)) this.#wakeSoon();
			});
			this.#watcher.on("error", () => this.#watcher?.close());
		} catch {
			this.#watcher = undefined;
		}
	}

	#wakeSoon(): void {
		this.#cancelSettle ??= this.#input.clock.after(SETTLE_MS, () => {
			this.#cancelSettle = undefined;
			this.#wake();
		});
	}

	#wake(): void {
		if (this.#isWakeQueued) return;
		this.#isWakeQueued = true;
		this.#reading = this.#reading.then(() => {
			this.#isWakeQueued = false;
			return this.#reader.readToEnd();
		});
	}
}
