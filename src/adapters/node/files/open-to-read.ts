import { constants, type FileHandle, open } from "node:fs/promises";
import { ifThere } from "./if-there.ts";

/** Where a file should be, something stands that can be read without end or that never answers. */
class NotAFileError extends Error {
	readonly code = "not-a-file";

	constructor(path: string) {
		super(`${path} is not a regular file; remove it, or set AUTO_ROUTER_LOG_DIR to another directory`);
	}
}

/** Opens a file for reading; undefined where there is none. Rejects for a device or a pipe, without waiting for it. */
export async function openToRead(path: string): Promise<FileHandle | undefined> {
	// Without O_NONBLOCK, opening a pipe waits for somebody who writes into it.
	const handle = await ifThere(open(path, constants.O_RDONLY | constants.O_NONBLOCK));
	if (handle === undefined) return undefined;
	// A directory says what it is by itself when it is read.
	const hasEnd = await handle.stat().then(
		(stats) => stats.isFile() || stats.isDirectory(),
		() => false,
	);
	if (hasEnd) return handle;
	await handle.close();
	throw new NotAFileError(path);
}
