const NEWLINE = 0x0a;

/** Hears of one line: the bytes of a buffer that is used again afterwards. */
export type OnLine = (bytes: Buffer, from: number, to: number) => void;

/** What hears of lines. */
export interface LineSink {
	readonly onLine: OnLine;
	/** A line was longer than allowed and is not kept. */
	readonly onTooLong: () => void;
	/** What stands behind the last newline, at the very end. */
	readonly onRest: OnLine;
}

/** Splits a file's bytes at newlines, whatever the chunks are. Holds at most one line. */
export class LineSplitter {
	readonly #sink: LineSink;
	readonly #maxLineBytes: number;
	#parts: Buffer[] = [];
	#held = 0;

	constructor(sink: LineSink, maxLineBytes: number) {
		this.#sink = sink;
		this.#maxLineBytes = maxLineBytes;
	}

	/** The chunk may be changed once this has returned. */
	push(chunk: Buffer): void {
		let from = 0;
		let end = chunk.indexOf(NEWLINE);
		if (end !== -1 && this.#held > 0) {
			this.#hold(chunk.subarray(0, end));
			this.#release(this.#sink.onLine);
			from = end + 1;
			end = chunk.indexOf(NEWLINE, from);
		}
		while (end !== -1) {
			if (end - from > this.#maxLineBytes) this.#sink.onTooLong();
			else this.#sink.onLine(chunk, from, end);
			from = end + 1;
			end = chunk.indexOf(NEWLINE, from);
		}
		this.#hold(chunk.subarray(from));
	}

	end(): void {
		if (this.#held > 0) this.#release(this.#sink.onRest);
	}

	#hold(bytes: Buffer): void {
		this.#held += bytes.length;
		if (this.#held > this.#maxLineBytes) this.#parts = [];
		// A copy, since the next chunk is read into the same memory.
		else if (bytes.length > 0) this.#parts.push(Buffer.from(bytes));
	}

	#release(onLine: OnLine): void {
		const bytes = Buffer.concat(this.#parts);
		const isTooLong = this.#held > this.#maxLineBytes;
		this.#parts = [];
		this.#held = 0;
		if (isTooLong) this.#sink.onTooLong();
		else onLine(bytes, 0, bytes.length);
	}
}
