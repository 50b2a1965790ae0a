import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ifThere } from "../files/if-there.ts";

/** A file that holds a part of the log. */
export interface LogFile {
	readonly path: string;
	readonly bytes: number;
}

const ROTATED = /^(.+)\.(\d{8}T\d{9}Z)\.jsonl(?:\.gz)?$/;
const CURRENT = /\.jsonl(?:\.gz)?$/;

/**
 * The files that hold a log, oldest first: those that were set aside, packed by somebody or not, and the log itself,
 * which may be missing. A file that was set aside, when it is named itself, is read alone.
 */
export async function findLogFiles(path: string): Promise<LogFile[]> {
	const rotated = ROTATED.test(basename(path)) ? [] : await rotatedBeside(path);
	const paths = [...rotated.map((name) => join(dirname(path), name)), path];
	const found = await Promise.all(paths.map(describe));
	return found.flatMap((file) => file ?? []);
}

async function rotatedBeside(path: string): Promise<string[]> {
	const base = basename(path).replace(CURRENT, "");
	const names = (await ifThere(readdir(dirname(path)))) ?? [];
	const byStamp = new Map<string, string>();
	// While a file is being packed both forms are there; the unpacked one is whole.
	for (const name of names.sort().reverse()) {
		const [, of, stamp = ""] = ROTATED.exec(name) ?? [];
		if (of === base) byStamp.set(stamp, name);
	}
	return [...byStamp].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, name]) => name);
}

async function describe(path: string): Promise<LogFile | undefined> {
	const stats = await ifThere(stat(path));
	return stats && { path, bytes: stats.isFile() ? stats.size : 0 };
}
