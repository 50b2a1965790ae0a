import type { Output } from "../io/output.ts";

/** A report that is done by then shows no progress. */
const SILENT_MS = 1_000;
const EVERY_MS = 100;
const CELLS = 30;
const CLEAR_LINE = "\r\u001b[K";

/** A line that is written over while a log is read. */
export interface Progress {
	/** So many bytes of all were read. */
	show(bytes: number, ofBytes: number): void;
	/** Takes the line away. */
	end(): Promise<void>;
}

/** Shows a bar on a terminal once reading takes longer than a second; anywhere else nothing. */
export function createProgress(err: Output, isTerminal: boolean, nowMs: () => number): Progress {
	const startedMs = nowMs();
	let shownMs = startedMs + SILENT_MS - EVERY_MS;
	let isShown = false;
	return {
		show(bytes, ofBytes) {
			const atMs = nowMs();
			if (!isTerminal || ofBytes === 0 || atMs - shownMs < EVERY_MS) return;
			shownMs = atMs;
			isShown = true;
			// Nobody waits for it: a terminal that is slow shows fewer of them.
			void err.write(`\r${bar(Math.min(1, bytes / ofBytes), ofBytes)}`);
		},
		async end() {
			if (isShown) await err.write(CLEAR_LINE);
		},
	};
}

function bar(share: number, ofBytes: number): string {
	const full = Math.round(share * CELLS);
	const megabytes = Math.round(ofBytes / 1_000_000);
	return `${"█".repeat(full)}${"░".repeat(CELLS - full)} ${Math.floor(share * 100)}% of ${megabytes} MB`;
}
