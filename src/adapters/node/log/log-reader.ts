import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { RouterEvent } from "../../../core/events.ts";
import { decodeEvent, type ForeignReason, seqWrittenBy } from "../../../core/log/event-codec.ts";
import type { LogCoverage } from "../../../core/log/log-coverage.ts";
import { LOG_START, type LogPosition } from "../../../core/log/log-position.ts";
import { openToRead } from "../files/open-to-read.ts";
import { errorCode, explainFsError, type OnProblem, oncePerCode } from "../files/problem.ts";
import { readLines } from "../files/read-lines.ts";
import { listRotated } from "./rotate.ts";

/** What a reader of the log is made from. */
export interface LogReaderInput {
	/** The log; the files that were set aside are found beside it. */
	readonly path: string;
	/** What was read before, to go on behind it. Absent: nothing, so from the oldest record there is. */
	readonly from?: LogCoverage;
	/** Id of this process's start, whose records are left out. */
	readonly writer: string;
	/** Gets the records of others, in the order in which each of them wrote; never an empty list. */
	readonly onEvents: (events: readonly RouterEvent[]) => void;
	/** Hears once of each kind of trouble. */
	readonly onProblem: OnProblem;
}

/**
 * A file is known by a fingerprint of its first line, of which this many bytes count. It survives renaming, copying
 * and a reboot.
 */
const FINGERPRINT_BYTES = 4096;

/** Writers whose newest number is remembered; each start of pi is one. */
const MAX_WRITERS = 300;

const WHY: Readonly<Record<ForeignReason, string>> = {
	"too-long": "it is longer than 1 MB",
	"not-json": "it is not JSON, probably because a process was killed while writing it",
	"not-an-object": "it is not a JSON object",
	"bad-envelope": "its time, writer or number is missing or wrong",
	"newer-version": "a newer pi-auto-router wrote it; update this one",
	"unknown-type": "its type is unknown, so probably a newer pi-auto-router wrote it",
	"bad-data": "its data is not what its type says",
};

/** Reads the log across the files that were set aside, every record exactly once. One reading at a time. */
export class LogReader {
	readonly #input: LogReaderInput;
	readonly #report: OnProblem;
	#position: LogPosition;
	/** Number of the newest record of each writer. */
	readonly #seqs: Map<string, number>;
	/** Inode, size and time of the log when it was last read to the end. */
	#seen = "";
	/** Size of the file before it when that was last read to the end. */
	#seenLateBytes = -1;

	constructor(input: LogReaderInput) {
		this.#input = input;
		this.#report = oncePerCode(input.onProblem);
		this.#position = input.from?.position ?? LOG_START;
		this.#seqs = new Map(input.from?.seqs);
	}

	/** What has been handed to `onEvents` so far, and of our own what stands before the position. */
	coverage(): LogCoverage {
		return { position: this.#position, seqs: new Map(this.#seqs) };
	}

	/** Number of the newest record of our own that is covered; 0 if none. */
	ownSeq(): number {
		return this.#seqs.get(this.#input.writer) ?? 0;
	}

	/** Hands over what is new. Never rejects. */
	async readToEnd(): Promise<void> {
		try {
			while (await this.#advance());
			await this.#readLate();
		} catch (error) {
			const message = `Cannot read the log ${this.#input.path}: ${explainFsError(error)}. What other pi processes learn is not seen.`;
			this.#report({ code: `log-read-${errorCode(error)}`, message });
		}
	}

	/** Reads one file to its end. True when it was one set aside, so that there is more to read. */
	async #advance(): Promise<boolean> {
		const handle = await openToRead(this.#input.path);
		try {
			if (handle !== undefined && (await this.#isUnchanged(handle))) return false;
			const id = handle === undefined ? "" : await fingerprint(handle);
			const isSame = id !== "" && id === this.#position.fileId;
			const next = isSame ? undefined : await this.#nextRotated();
			if (next !== undefined) {
				await this.#finishRotated(next);
				return true;
			}
			if (handle !== undefined && id !== "") await this.#readCurrent(handle, id);
			return false;
		} finally {
			await handle?.close();
		}
	}

	async #isUnchanged(handle: FileHandle): Promise<boolean> {
		return (await describe(handle)) === this.#seen;
	}

	async #nextRotated(): Promise<string | undefined> {
		const names = await listRotated(this.#input.path);
		return names.find((name) => name > this.#position.after);
	}

	/** The file that we were reading has been set aside, or a whole one passed by while we were not looking. */
	async #finishRotated(name: string): Promise<void> {
		const handle = await openToRead(this.#pathOf(name));
		const { fileId, offset } = this.#position;
		let end = 0;
		if (handle !== undefined) {
			try {
				const id = await fingerprint(handle);
				if (fileId !== "" && fileId !== id) this.#reportReplaced();
				end = fileId === id ? offset : 0;
				this.#position = { ...this.#position, fileId: id, offset: end };
				await this.#readFrom(handle, end, (at) => {
					end = at;
					this.#position = { ...this.#position, offset: at };
				});
			} finally {
				await handle.close();
			}
		}
		this.#seenLateBytes = -1;
		this.#position = { fileId: "", offset: 0, after: name, afterOffset: end };
	}

	async #readCurrent(handle: FileHandle, id: string): Promise<void> {
		const seen = await describe(handle);
		const { size } = await handle.stat();
		const { fileId, offset } = this.#position;
		const isReplaced = fileId !== "" && fileId !== id;
		if (isReplaced || size < offset) this.#reportReplaced();
		const from = isReplaced ? 0 : Math.min(offset, size);
		this.#position = { ...this.#position, fileId: id, offset: from };
		await this.#readFrom(handle, from, (at) => {
			this.#position = { ...this.#position, offset: at };
		});
		this.#seen = seen;
	}

	#reportReplaced(): void {
		const message = `The log ${this.#input.path} was cut or replaced by something else; reading goes on with what is there now.`;
		this.#report({ code: "log-replaced", message });
	}

	/** What a process appended to the previous file although it had been set aside meanwhile. */
	async #readLate(): Promise<void> {
		const { after, afterOffset } = this.#position;
		if (after === "" || basename(after) !== after) return;
		const handle = await openToRead(this.#pathOf(after));
		if (handle === undefined) return;
		try {
			const { size } = await handle.stat();
			if (size <= afterOffset || size === this.#seenLateBytes) return;
			this.#seenLateBytes = size;
			for await (const { lines, end } of readLines(handle, { from: afterOffset })) {
				this.#deliver(lines, () => {
					this.#position = { ...this.#position, afterOffset: end };
				});
			}
		} finally {
			await handle.close();
		}
	}

	async #readFrom(handle: FileHandle, from: number, moveTo: (offset: number) => void): Promise<void> {
		for await (const { lines, end, tooLong } of readLines(handle, { from })) {
			// A late record in the file before was written before anything its writer put into this one.
			await this.#readLate();
			if (tooLong > 0) this.#reportForeign("too-long");
			this.#deliver(lines, () => moveTo(end));
		}
	}

	#deliver(lines: readonly string[], move: () => void): void {
		const events = lines.map((line) => this.#decode(line)).filter((event) => event !== undefined);
		move();
		if (events.length > 0) this.#input.onEvents(events);
	}

	#decode(line: string): RouterEvent | undefined {
		if (line.trim() === "") return undefined;
		const ownSeq = seqWrittenBy(line, this.#input.writer);
		if (ownSeq !== undefined) return this.#passOwn(ownSeq);
		const decoded = decodeEvent(line);
		if (decoded.kind === "foreign") this.#reportForeign(decoded.why);
		if (decoded.kind !== "event") return undefined;
		const { writer, seq } = decoded.event;
		// A record of ours behind somebody's torn line does not look like one from outside.
		if (writer === this.#input.writer) return this.#passOwn(seq);
		return this.#isNew(writer, seq) ? decoded.event : undefined;
	}

	#passOwn(seq: number): undefined {
		this.#isNew(this.#input.writer, seq);
	}

	/** Remembers the number. Every writer's records are read in the order in which it wrote them. */
	#isNew(writer: string, seq: number): boolean {
		const newest = this.#seqs.get(writer);
		if (newest !== undefined && seq <= newest) return false;
		// Behind all others, so that the one unused for longest is the first to be forgotten.
		this.#seqs.delete(writer);
		this.#seqs.set(writer, seq);
		if (newest === undefined && this.#seqs.size > MAX_WRITERS) this.#forgetOldest();
		return true;
	}

	#forgetOldest(): void {
		for (const writer of this.#seqs.keys()) {
			if (writer === this.#input.writer) continue;
			this.#seqs.delete(writer);
			return;
		}
	}

	#reportForeign(why: ForeignReason): void {
		const message = `A line of the log ${this.#input.path} was skipped: ${WHY[why]}. Others like it are skipped without a word.`;
		this.#report({ code: `log-line-${why}`, message });
	}

	#pathOf(name: string): string {
		return join(dirname(this.#input.path), name);
	}
}

async function describe(handle: FileHandle): Promise<string> {
	const { ino, size, mtimeMs } = await handle.stat();
	return `${ino}:${size}:${mtimeMs}`;
}

/** Empty while the first line is not complete: then there is nothing to read either. */
async function fingerprint(handle: FileHandle): Promise<string> {
	const { bytesRead, buffer } = await handle.read(Buffer.alloc(FINGERPRINT_BYTES), 0, FINGERPRINT_BYTES, 0);
	const head = buffer.subarray(0, bytesRead);
	const newline = head.indexOf("\n");
	if (newline === -1 && bytesRead < FINGERPRINT_BYTES) return "";
	return createHash("sha256")
		.update(newline === -1 ? head : head.subarray(0, newline))
		.digest("base64url")
		.slice(0, 22);
}
