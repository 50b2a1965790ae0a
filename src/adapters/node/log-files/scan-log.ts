import { MAX_LINE_CHARS } from "../../../core/log/event-codec.ts";
import type { LogRecord } from "../../../core/reports/read/log-record.ts";
import { NEEDED_TYPES, readLine } from "../../../core/reports/read/read-record.ts";
import { explainFsError } from "../files/problem.ts";
import { findLogFiles } from "./find-log-files.ts";
import { readFileChunks, readStreamChunks } from "./read-chunks.ts";
import { LineSplitter } from "./split-lines.ts";

/** Where records come from, and who hears of them. */
export interface ScanInput {
	/** The log, or a stream of it. */
	readonly from: string | AsyncIterable<Buffer>;
	/** Records before this moment are not read; epoch milliseconds. */
	readonly sinceMs?: number | undefined;
	readonly onRecord: (record: LogRecord) => void;
	/** Bytes of the files that were read so far, and how many there are. */
	readonly onProgress?: (bytes: number, ofBytes: number) => void;
}

/** What was found while a log was read. */
export interface ScanSummary {
	/** Read in this order. */
	readonly files: readonly string[];
	readonly bytes: number;
	/** Lines that are not empty. */
	readonly lines: number;
	/** Lines that are no records of the log. */
	readonly foreign: number;
	/** Records that a killed process left unfinished. */
	readonly torn: number;
	/** Of the foreign ones: longer than a megabyte. */
	readonly tooLong: number;
	/** Files that could not be read to their end. */
	readonly problems: readonly { readonly file: string; readonly message: string }[];
}

/** The type stands at the start of a record and the time behind it, within so many bytes. */
const HEAD_BYTES = 80;
const HEAD = /^\{"type":"([a-z.-]{1,40})","timestamp":"([0-9TZ:.-]{20,24})"/;
const RECORD_START = Buffer.from('{"type":"');

/**
 * Reads a log once, its oldest file first, in memory that does not depend on its length. Lines of types that no report
 * needs are counted and not read. Never throws for what stands in a file.
 */
export async function scanLog(input: ScanInput): Promise<ScanSummary> {
	const { from, onProgress = () => undefined } = input;
	const scan = new LogScan(input);
	if (typeof from !== "string") {
		await scan.read("-", readStreamChunks(from));
		return scan.summary(["-"]);
	}
	const files = await findLogFiles(from);
	const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
	for (const { path } of files) {
		await scan.read(
			path,
			readFileChunks(path, (bytes) => onProgress(scan.tookIn(bytes), total)),
		);
	}
	return scan.summary(files.map(({ path }) => path));
}

class LogScan {
	readonly #onRecord: ScanInput["onRecord"];
	readonly #since: string;
	readonly #problems: { readonly file: string; readonly message: string }[] = [];
	#bytes = 0;
	#lines = 0;
	#foreign = 0;
	#torn = 0;
	#tooLong = 0;

	constructor({ onRecord, sinceMs }: ScanInput) {
		this.#onRecord = onRecord;
		this.#since = sinceMs === undefined ? "" : new Date(sinceMs).toISOString();
	}

	tookIn(bytes: number): number {
		this.#bytes += bytes;
		return this.#bytes;
	}

	summary(files: readonly string[]): ScanSummary {
		const counts = { bytes: this.#bytes, lines: this.#lines, foreign: this.#foreign, torn: this.#torn };
		return { files, ...counts, tooLong: this.#tooLong, problems: this.#problems };
	}

	async read(file: string, chunks: AsyncIterable<Buffer>): Promise<void> {
		const splitter = new LineSplitter(
			{
				onLine: (bytes, from, to) => this.#onLine(bytes, from, to),
				onTooLong: () => {
					this.#lines += 1;
					this.#foreign += 1;
					this.#tooLong += 1;
				},
				onRest: (bytes, from, to) => this.#onRest(bytes, from, to),
			},
			MAX_LINE_CHARS,
		);
		try {
			for await (const chunk of chunks) {
				if (file === "-") this.tookIn(chunk.length);
				splitter.push(chunk);
			}
		} catch (error) {
			this.#problems.push({ file, message: explainFsError(error) });
		}
		splitter.end();
	}

	#onLine(bytes: Buffer, from: number, to: number): void {
		if (to - from <= 1 && isBlank(bytes, from, to)) return;
		this.#lines += 1;
		if (!this.#isNeeded(bytes, from, to)) return;
		this.#take(bytes.toString("utf8", from, to));
	}

	#take(text: string): void {
		const read = readLine(text);
		if (read.isTorn === true) this.#torn += 1;
		else if (read.kind === "foreign") this.#foreign += 1;
		if (read.kind === "record") this.#onRecord(read.record);
	}

	/** A last line without its newline is one that is being written, or that never was. */
	#onRest(bytes: Buffer, from: number, to: number): void {
		const text = bytes.toString("utf8", from, to);
		if (text.trim() === "") return;
		this.#lines += 1;
		this.#take(text);
	}

	/** Looks at the start only, unless another record stands behind a torn one. */
	#isNeeded(bytes: Buffer, from: number, to: number): boolean {
		const head = HEAD.exec(bytes.toString("latin1", from, Math.min(to, from + HEAD_BYTES)));
		const [, type = "", timestamp = ""] = head ?? [];
		if (head === null || (NEEDED_TYPES.has(type) && timestamp >= this.#since)) return true;
		const next = bytes.indexOf(RECORD_START, from + 1);
		return next !== -1 && next < to;
	}
}

function isBlank(bytes: Buffer, from: number, to: number): boolean {
	return bytes.toString("latin1", from, to).trim() === "";
}
