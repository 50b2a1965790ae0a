import { isUtf8 } from "node:buffer";

/** A line of the input, counted from 1: its text without the newline, or why it has none. */
export type Line =
	| { readonly number: number; readonly text: string }
	| { readonly number: number; readonly problem: string };

/** A longer line is not kept, so that an input without newlines cannot fill the memory. No prompt comes near. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;
const NEWLINE = 0x0a;

/**
 * Reads lines as they arrive, those of one chunk together. Not node:readline, which also ends lines at U+2028, a plain
 * character inside JSON strings.
 */
export async function* readLines(
	stream: AsyncIterable<Buffer>,
	maxLineBytes = MAX_LINE_BYTES,
): AsyncGenerator<readonly Line[]> {
	const splitter = new LineSplitter(maxLineBytes);
	for await (const chunk of stream) yield splitter.push(chunk);
	yield splitter.end();
}

class LineSplitter {
	readonly #maxLineBytes: number;
	#number = 0;
	#parts: Buffer[] = [];
	#length = 0;

	constructor(maxLineBytes: number) {
		this.#maxLineBytes = maxLineBytes;
	}

	push(chunk: Buffer): Line[] {
		const lines: Line[] = [];
		let from = 0;
		for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
			this.#keep(chunk.subarray(from, end));
			lines.push(this.#take());
			from = end + 1;
		}
		this.#keep(chunk.subarray(from));
		return lines;
	}

	/** The last line, where it has no newline. */
	end(): Line[] {
		return this.#length === 0 ? [] : [this.#take()];
	}

	#keep(bytes: Buffer): void {
		this.#length += bytes.length;
		if (this.#length > this.#maxLineBytes) this.#parts = [];
		else if (bytes.length > 0) this.#parts.push(bytes);
	}

	#take(): Line {
		const [first, ...others] = this.#parts;
		const bytes = first === undefined || others.length > 0 ? Buffer.concat(this.#parts) : first;
		const isTooLong = this.#length > this.#maxLineBytes;
		this.#number += 1;
		this.#parts = [];
		this.#length = 0;
		const number = this.#number;
		if (isTooLong) return { number, problem: `is longer than ${Math.floor(this.#maxLineBytes / 1024 / 1024)} MB` };
		if (!isUtf8(bytes)) return { number, problem: "is not UTF-8 text" };
		const text = bytes.toString("utf8");
		return { number, text: number === 1 ? text.replace(/^\uFEFF/, "") : text };
	}
}
