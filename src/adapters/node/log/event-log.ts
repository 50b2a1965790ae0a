import type { RouterEvent } from "../../../core/events.ts";
import { encodeEvent } from "../../../core/log/event-codec.ts";
import type { Clock, EventLog } from "../../../engine/ports.ts";
import { appendLines, type OpenForAppend } from "../files/append-lines.ts";
import { errorCode, explainFsError, type OnProblem, oncePerCode } from "../files/problem.ts";
import { createRotation, DEFAULT_ROTATION, type RotateIfDue, type RotationLimits } from "./rotate.ts";

/** What a log in a file is made from. */
export interface FileEventLogInput {
	readonly path: string;
	readonly clock: Clock;
	/** Hears once of each kind of trouble. */
	readonly onProblem: OnProblem;
	readonly rotation?: Partial<RotationLimits>;
	/** Replaced by tests that simulate a failing disk. */
	readonly openFile?: OpenForAppend;
}

/** While the file cannot be written, this many of the newest records are kept for later. */
const MAX_KEPT_RECORDS = 1_000;
const MAX_KEPT_BYTES = 2 * 1024 * 1024;
const MAX_BATCH_BYTES = 1024 * 1024;

/**
 * The log as an append-only file that several processes share. Touches nothing until the first event; holds no file
 * open.
 */
export function createEventLog(input: FileEventLogInput): EventLog {
	return new FileEventLog(input);
}

interface Line {
	readonly text: string;
	readonly bytes: number;
}

class FileEventLog implements EventLog {
	readonly #path: string;
	readonly #openFile: OpenForAppend | undefined;
	readonly #report: OnProblem;
	readonly #rotateIfDue: RotateIfDue;
	/** Not looked at yet. */
	#queue: RouterEvent[] = [];
	/** Encoded, and not in the file yet. */
	#lines: Line[] = [];
	#queuedCount = 0;
	#triedCount = 0;
	#lostCount = 0;
	#pass: Promise<void> | undefined;

	constructor({ path, clock, onProblem, rotation, openFile }: FileEventLogInput) {
		this.#path = path;
		this.#openFile = openFile;
		this.#report = oncePerCode(onProblem);
		const limits = { ...DEFAULT_ROTATION, ...rotation };
		this.#rotateIfDue = createRotation({ path, clock, onProblem: this.#report, limits });
	}

	append(events: readonly RouterEvent[]): void {
		if (events.length === 0) return;
		for (const event of events) this.#queue.push(event);
		this.#queuedCount += events.length;
		void this.#schedule();
	}

	async flush(): Promise<void> {
		const goal = this.#queuedCount;
		// Lines that an earlier pass could not write get one more chance.
		if (this.#triedCount >= goal && this.#lines.length > 0) await this.#schedule();
		while (this.#triedCount < goal) await this.#schedule();
	}

	/** One pass at a time, on the next turn of the event loop; what is appended during a pass makes the next one. */
	#schedule(): Promise<void> {
		this.#pass ??= this.#runPass().finally(() => {
			this.#pass = undefined;
			if (this.#queue.length > 0) void this.#schedule();
		});
		return this.#pass;
	}

	async #runPass(): Promise<void> {
		await new Promise((resolve) => setImmediate(resolve));
		const events = this.#queue;
		this.#queue = [];
		for (const event of events) this.#encode(event);
		await this.#writeLines();
		this.#triedCount += events.length;
	}

	#encode(event: RouterEvent): void {
		try {
			const text = encodeEvent(event);
			this.#lines.push({ text, bytes: Buffer.byteLength(text) + 1 });
		} catch (error) {
			const message = `A ${event.type} record could not be written down and is lost: ${explainFsError(error)}`;
			this.#report({ code: "log-encode", message });
		}
	}

	async #writeLines(): Promise<void> {
		while (this.#lines.length > 0) {
			const batch = firstBatch(this.#lines);
			const outcome = await appendLines(this.#path, batch, this.#openFile);
			this.#lines.splice(0, outcome.linesWritten);
			if (outcome.file === undefined || outcome.linesWritten === 0) return this.#keepForLater(outcome.error);
			await this.#rotateIfDue(outcome.file);
		}
		this.#reportLost();
	}

	#keepForLater(error: unknown): void {
		let bytes = this.#lines.reduce((sum, line) => sum + line.bytes, 0);
		let drop = 0;
		for (const line of this.#lines) {
			if (this.#lines.length - drop <= MAX_KEPT_RECORDS && bytes <= MAX_KEPT_BYTES) break;
			bytes -= line.bytes;
			drop += 1;
		}
		this.#lines.splice(0, drop);
		this.#lostCount += drop;
		const cause = error === undefined ? "the disk took only a part of a record" : explainFsError(error);
		this.#report({
			code: `log-write-${error === undefined ? "short" : errorCode(error)}`,
			message: `Cannot write the log ${this.#path}: ${cause}. Routing goes on; the newest records are kept in memory and written as soon as that works.`,
		});
	}

	#reportLost(): void {
		if (this.#lostCount === 0) return;
		const message = `The log ${this.#path} can be written again; ${this.#lostCount} records did not fit into memory meanwhile and are lost.`;
		this.#lostCount = 0;
		this.#report({ code: "log-records-lost", message });
	}
}

/** The longest run of lines from the start that fits into one write; at least one. */
function firstBatch(lines: readonly Line[]): string[] {
	const batch: string[] = [];
	let bytes = 0;
	for (const line of lines) {
		bytes += line.bytes;
		if (batch.length > 0 && bytes > MAX_BATCH_BYTES) break;
		batch.push(line.text);
	}
	return batch;
}
