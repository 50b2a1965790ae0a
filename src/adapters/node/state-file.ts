import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { withFileLock } from "./files/file-lock.ts";
import { errorCode, explainFsError, type Problem } from "./files/problem.ts";
import { removeStaleDrafts, replaceFile } from "./files/whole-file.ts";

/** What a JSON file holds. `why` follows "<path> cannot be used: ". */
export type JsonFile =
	| { readonly kind: "ok"; readonly value: unknown }
	| { readonly kind: "missing" }
	| { readonly kind: "unusable"; readonly why: string };

/** How writing went. `busy`: another process kept the file locked; try again later. `unwanted`: nothing was replaced. */
export type WriteOutcome =
	| { readonly kind: "written" }
	| { readonly kind: "busy" }
	| { readonly kind: "unwanted" }
	| { readonly kind: "failed"; readonly problem: Problem };

/** A lock is held for milliseconds; one of a killed process is not worth waiting for at shutdown. */
const LOCK_WAIT_MS = 2_000;

/** Reads a JSON file of at most `maxBytes`. The value may be anything that JSON can say: check it. Never throws. */
export async function readJsonFile(path: string, maxBytes: number): Promise<JsonFile> {
	let handle: FileHandle | undefined;
	try {
		handle = await open(path, "r");
		const { size } = await handle.stat();
		if (size > maxBytes) return { kind: "unusable", why: `it has ${size} bytes, more than the ${maxBytes} expected` };
		return parse(await handle.readFile("utf8"));
	} catch (error) {
		return errorCode(error) === "ENOENT" ? { kind: "missing" } : { kind: "unusable", why: explainFsError(error) };
	} finally {
		await handle?.close().catch(() => undefined);
	}
}

/** A JSON file and what it is to hold. */
export interface JsonContent {
	readonly path: string;
	readonly value: unknown;
	/** Indented, for people. */
	readonly isPretty?: boolean;
}

/**
 * Replaces a JSON file (mode 0600, its folder created 0700) so that readers see the old or the new value, whole,
 * whatever is killed when. One process at a time. Never throws.
 */
export function writeJsonFile(path: string, value: unknown): Promise<WriteOutcome> {
	return writeJsonFiles({ path, value }, [], async () => true);
}

/**
 * Replaces several files as `writeJsonFile` does, in this order, under the lock of the first; the others are left alone
 * where one fails. `isWanted` is asked under the lock whether any is to be replaced at all.
 */
export async function writeJsonFiles(
	first: JsonContent,
	others: readonly JsonContent[],
	isWanted: () => Promise<boolean>,
): Promise<WriteOutcome> {
	let path = first.path;
	try {
		const files = [first, ...others].map((file) => ({ path: file.path, text: textOf(file) }));
		await mkdir(dirname(path), { recursive: true, mode: 0o700 });
		const outcome = await withFileLock(path, LOCK_WAIT_MS, async () => {
			if (!(await isWanted())) return false;
			for (const file of files) {
				path = file.path;
				await removeStaleDrafts(path);
				await replaceFile(path, file.text);
			}
			return true;
		});
		if (outcome.kind === "failed") return failed(path, outcome.error);
		if (outcome.kind === "busy") return { kind: "busy" };
		return { kind: outcome.value ? "written" : "unwanted" };
	} catch (error) {
		return failed(path, error);
	}
}

function textOf({ value, isPretty }: JsonContent): string {
	return `${JSON.stringify(value, undefined, isPretty ? "\t" : undefined)}\n`;
}

function failed(path: string, error: unknown): WriteOutcome {
	const message = `Cannot write ${path}: ${explainFsError(error)}. Routing goes on, and the log still has what was to be saved.`;
	return { kind: "failed", problem: { code: `state-write-${errorCode(error)}`, message } };
}

function parse(text: string): JsonFile {
	try {
		return { kind: "ok", value: JSON.parse(text) };
	} catch {
		return { kind: "unusable", why: text.trim() === "" ? "it is empty" : "it is not valid JSON" };
	}
}
