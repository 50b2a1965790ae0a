import type { FileHandle } from "node:fs/promises";
import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { errorCode } from "./problem.ts";

/** What appending needs of an open file. */
export type AppendHandle = Pick<FileHandle, "stat" | "chmod" | "read" | "write" | "close">;

/** Opens a file for reading and appending, creating it. Replaced by tests that simulate a failing disk. */
export type OpenForAppend = (path: string) => Promise<AppendHandle>;

/** What became of a batch. Lines after the first `linesWritten` are to be written again. */
export interface AppendOutcome {
	readonly linesWritten: number;
	/** Inode and size of the file, where it could be opened. */
	readonly file?: { readonly inode: number; readonly bytes: number };
	readonly error?: unknown;
}

const NEWLINE = 0x0a;
/** How often a file that ends inside a line is looked at again, in case another process is just writing that line. */
const LOOKS = 3;

const openForAppend: OpenForAppend = (path) => open(path, "a+", 0o600);

/**
 * Appends lines (without their newlines) in one write. If the file ends inside a line (of a process that was killed,
 * or of a write that a full disk cut short) a newline comes first, so that the fragment spoils no record. Never
 * throws.
 */
export async function appendLines(
	path: string,
	lines: readonly string[],
	openFile: OpenForAppend = openForAppend,
): Promise<AppendOutcome> {
	let handle: AppendHandle | undefined;
	try {
		handle = await openCreatingFolder(path, openFile);
		return await appendTo(handle, lines);
	} catch (error) {
		return { linesWritten: 0, error };
	} finally {
		// The bytes are with the operating system already; writing them again because of a failed close would double
		// them.
		await handle?.close().catch(() => undefined);
	}
}

async function openCreatingFolder(path: string, openFile: OpenForAppend): Promise<AppendHandle> {
	try {
		return await openFile(path);
	} catch (error) {
		if (errorCode(error) !== "ENOENT") throw error;
		await mkdir(dirname(path), { recursive: true, mode: 0o700 });
		return await openFile(path);
	}
}

async function appendTo(handle: AppendHandle, lines: readonly string[]): Promise<AppendOutcome> {
	const { ino, mode } = await handle.stat();
	// Failing to narrow the mode (a file of another user) is no reason not to write.
	if ((mode & 0o077) !== 0) await handle.chmod(0o600).catch(() => undefined);
	const end = await findEnd(handle);
	const prefix = end.isInsideLine ? "\n" : "";
	const batch = Buffer.from(`${prefix}${lines.join("\n")}\n`);
	const { bytesWritten } = await handle.write(batch);
	const file = { inode: ino, bytes: end.bytes + bytesWritten };
	if (bytesWritten === batch.length) return { linesWritten: lines.length, file };
	return { linesWritten: countWhole(lines, bytesWritten - prefix.length), file };
}

async function findEnd(handle: AppendHandle): Promise<{ bytes: number; isInsideLine: boolean }> {
	let bytes = 0;
	for (let look = 0; look < LOOKS; look += 1) {
		bytes = (await handle.stat()).size;
		if (bytes === 0) return { bytes, isInsideLine: false };
		const last = await handle.read(Buffer.alloc(1), 0, 1, bytes - 1);
		if (last.bytesRead === 1 && last.buffer[0] === NEWLINE) return { bytes, isInsideLine: false };
	}
	return { bytes, isInsideLine: true };
}

/**
 * Lines that are whole after a short write. One that lacks its newline only is whole: the next batch puts the newline
 * first.
 */
function countWhole(lines: readonly string[], bytesWritten: number): number {
	let end = 0;
	for (const [index, line] of lines.entries()) {
		end += Buffer.byteLength(line);
		if (end > bytesWritten) return index;
		end += 1;
	}
	return lines.length;
}
