import type { FileHandle } from "node:fs/promises";

/** Whole lines of a file, without their newlines. */
export interface LineChunk {
	readonly lines: readonly string[];
	/** Offset behind the last of them, in bytes. */
	readonly end: number;
	/** Lines that were left out because they are too long. */
	readonly tooLong: number;
}

/** Where to begin, and how much is held in memory at once, in bytes. */
export interface ReadLinesOptions {
	readonly from: number;
	readonly chunkBytes?: number;
	readonly maxLineBytes?: number;
}

const NEWLINE = 0x0a;

/**
 * Reads the complete lines from an offset to the end of the file, chunk by chunk. A last line without newline is left
 * for later.
 */
export async function* readLines(
	handle: Pick<FileHandle, "read">,
	{ from, chunkBytes = 256 * 1024, maxLineBytes = 1024 * 1024 }: ReadLinesOptions,
): AsyncGenerator<LineChunk> {
	const splitter = new LineSplitter(from, maxLineBytes);
	const buffer = Buffer.allocUnsafe(chunkBytes);
	for (;;) {
		const { bytesRead } = await handle.read(buffer, 0, chunkBytes, splitter.position);
		if (bytesRead === 0) return;
		const chunk = splitter.push(buffer.subarray(0, bytesRead));
		if (chunk !== undefined) yield chunk;
	}
}

class LineSplitter {
	/** Offset of the next byte to push. */
	position: number;
	readonly #maxLineBytes: number;
	#rest: Buffer = Buffer.alloc(0);
	/** Inside a line that is too long. */
	#isSkipping = false;

	constructor(from: number, maxLineBytes: number) {
		this.position = from;
		this.#maxLineBytes = maxLineBytes;
	}

	push(bytes: Buffer): LineChunk | undefined {
		this.position += bytes.length;
		// A copy, since the caller reads the next chunk into the same buffer.
		const data = Buffer.concat([this.#rest, bytes]);
		const last = data.lastIndexOf(NEWLINE);
		if (last === -1) return this.#keep(data);
		const lines = data.toString("utf8", 0, last).split("\n");
		if (this.#isSkipping) lines.shift();
		this.#isSkipping = false;
		// A copy: a slice would keep the whole chunk in memory.
		this.#rest = Buffer.from(data.subarray(last + 1));
		return { lines, end: this.position - this.#rest.length, tooLong: 0 };
	}

	#keep(data: Buffer): LineChunk | undefined {
		const isNewlyTooLong = !this.#isSkipping && data.length > this.#maxLineBytes;
		this.#isSkipping ||= isNewlyTooLong;
		this.#rest = this.#isSkipping ? Buffer.alloc(0) : data;
		return this.#isSkipping ? { lines: [], end: this.position, tooLong: isNewlyTooLong ? 1 : 0 } : undefined;
	}
}
