import { isUtf8 } from "node:buffer";
import { type FSWatcher, type Stats, watch } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { ConfigRead } from "../../core/config/next-config.ts";

/** A routes file has a few kilobytes; something larger is another file, or a mistake that would hold pi up. */
const MAX_BYTES = 1_048_576;

/** Reads the routes file. Never throws; a file that is not there is no fault. */
export async function readConfigFile(path: string): Promise<ConfigRead> {
	try {
		const fault = faultOf(await stat(path));
		if (fault) return { kind: "unreadable", reason: fault };
		return fromBytes(await readFile(path));
	} catch (error) {
		return fromError(error);
	}
}

/** Reads a routes file from a stream to its end, as far as a routes file may be long. Never throws. */
export async function readConfigStream(stream: AsyncIterable<Buffer>): Promise<ConfigRead> {
	const chunks: Buffer[] = [];
	let size = 0;
	try {
		for await (const chunk of stream) {
			size += chunk.length;
			if (size > MAX_BYTES) return { kind: "unreadable", reason: TOO_LARGE };
			chunks.push(chunk);
		}
	} catch (error) {
		return fromError(error);
	}
	return fromBytes(Buffer.concat(chunks));
}

const TOO_LARGE = "it is larger than 1 MB";

function faultOf(stats: Stats): string | undefined {
	if (stats.isDirectory()) return "it is a directory";
	if (!stats.isFile()) return "it is not a regular file";
	return stats.size > MAX_BYTES ? TOO_LARGE : undefined;
}

function fromBytes(bytes: Buffer): ConfigRead {
	if (!isUtf8(bytes)) return { kind: "unreadable", reason: "it is not UTF-8 text" };
	return { kind: "text", text: bytes.toString("utf8").replace(/^\uFEFF/, "") };
}

const REASONS: ReadonlyMap<string, string> = new Map([
	["EISDIR", "it is a directory"],
	["EACCES", "permission denied"],
	["EPERM", "permission denied"],
	["ELOOP", "its links lead in a circle"],
]);

function fromError(error: unknown): ConfigRead {
	const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
	if (code === "ENOENT" || code === "ENOTDIR") return { kind: "missing" };
	return { kind: "unreadable", reason: REASONS.get(code) ?? code };
}

/** What a watch needs to know. */
export interface WatchOptions {
	readonly path: string;
	/** What the caller read last; the next different reading is a change. */
	readonly initial: ConfigRead;
	/** Called with each reading that differs from the one before. Must not throw. */
	readonly onChange: (read: ConfigRead) => void;
	/** How long the file must be left alone before it is read: editors write in several steps. */
	readonly debounceMs?: number;
	/** How often the file's state is asked for, for links, network drives and a directory that does not exist yet. */
	readonly pollMs?: number;
}

/**
 * Watches the routes file until `close`. The directory is watched, since editors replace the file; a slow poll makes up for
 * what no watcher tells. Neither keeps the process alive.
 */
export function watchConfigFile(options: WatchOptions): { close(): void } {
	const { path, onChange, debounceMs = 150, pollMs = 5_000 } = options;
	let seen = JSON.stringify(options.initial);
	let signature: string | undefined;
	let watcher: FSWatcher | undefined;
	let timer: NodeJS.Timeout | undefined;
	let reading = Promise.resolve();
	let isClosed = false;

	const look = async (isSecondLook: boolean) => {
		const read = await readConfigFile(path);
		const now = JSON.stringify(read);
		if (isClosed || now === seen) return;
		// Some editors delete the file and write it anew.
		if (read.kind === "missing" && !isSecondLook) return lookSoon(true);
		seen = now;
		onChange(read);
	};
	const lookSoon = (isSecondLook = false) => {
		clearTimeout(timer);
		if (isClosed) return;
		// One reading after the other, or an old text could arrive last.
		const read = () => {
			reading = reading.then(() => look(isSecondLook));
		};
		timer = setTimeout(read, debounceMs).unref();
	};
	const startWatcher = () => {
		watcher = watchDirectory(path, () => lookSoon());
		watcher?.once("error", () => {
			watcher?.close();
			watcher = undefined;
		});
	};
	const poll = async () => {
		if (!watcher) startWatcher();
		const now = await signatureOf(path);
		if (now !== signature) lookSoon();
		signature = now;
	};

	// The first poll also finds what changed between the caller's reading and now.
	void poll();
	const pollTimer = setInterval(() => void poll(), pollMs).unref();
	return {
		close: () => {
			isClosed = true;
			clearInterval(pollTimer);
			clearTimeout(timer);
			watcher?.close();
		},
	};
}

/** Undefined where the directory does not exist or the system cannot watch it. */
function watchDirectory(path: string, onEvent: () => void): FSWatcher | undefined {
	const name = basename(path);
	try {
		const listener = (_event: string, changed: string | null) => {
			if (changed === null || changed === name) onEvent();
		};
		return watch(dirname(path), { persistent: false }, listener).unref();
	} catch {
		return undefined;
	}
}

async function signatureOf(path: string): Promise<string> {
	try {
		const { ino, size, mtimeMs, ctimeMs } = await stat(path);
		return [ino, size, mtimeMs, ctimeMs].join(":");
	} catch {
		return "none";
	}
}
