import { access, chmod, type FileHandle, link, open, readFile, rename, stat, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { decodeEvent } from "../../../core/log/event-codec.ts";
import {
	type LegacyLatency,
	type LegacyRating,
	type LegacyStats,
	parseLegacyLatency,
	parseLegacyRatings,
	parseLegacyStats,
} from "../../../core/log/legacy-snapshots.ts";
import { withFileLock } from "../files/file-lock.ts";
import { errorCode, explainFsError, type Problem } from "../files/problem.ts";
import { readLines } from "../files/read-lines.ts";
import { createFileOnce } from "../files/whole-file.ts";
import type { RouterPaths } from "../paths.ts";
import { readJsonFile } from "../state-file.ts";

/**
 * A file of the earlier extension, with what it holds where that is worth importing. `events` and `decisions` are its
 * two logs.
 */
export type LegacyContent =
	| { readonly kind: "stats"; readonly path: string; readonly value: LegacyStats }
	| { readonly kind: "latency"; readonly path: string; readonly value: Readonly<Record<string, LegacyLatency>> }
	| { readonly kind: "ratings"; readonly path: string; readonly value: readonly LegacyRating[] }
	| { readonly kind: "events"; readonly path: string }
	| { readonly kind: "decisions"; readonly path: string };

/** Where the original is kept. Absent for `decisions`, whose name we never write. */
export interface LegacyBackup {
	readonly path: string;
	/** False if an earlier start made it already; it is left as it is then. */
	readonly isNew: boolean;
}

/** What was found. A file named in `problems` has no backup, so it must not be written over. */
export interface LegacyFindings {
	readonly files: readonly (LegacyContent & { readonly backup?: LegacyBackup })[];
	readonly problems: readonly (Problem & { readonly path: string })[];
}

/** Which of our paths may hold such files. */
export type LegacyPaths = Pick<RouterPaths, "eventsFile" | "statsFile" | "latencyFile" | "ratingsFile">;

/** Where the lock stands under which files of the earlier extension are backed up and taken over. */
export function legacyLockPath({ eventsFile }: Pick<RouterPaths, "eventsFile">): string {
	return join(dirname(eventsFile), "auto-router.legacy");
}

const MAX_JSON_BYTES = 32 * 1024 * 1024;
const LOCK_WAIT_MS = 2_000;
const SCAN_BYTES = 1024 * 1024;
/** Stands in every record of ours and, because quotes inside strings are escaped, in no text. */
const OWN_RECORD = Buffer.from(',"version":2,"writer":"');

/**
 * Recognises files of the earlier extension under our names and backs each up once as `<name>.v1.bak`, mode at most
 * 0600. To be called before anything of ours is written. JSON files are copied and stay until they are replaced; the
 * event log, which may be large, is moved, so that nothing is lost and ours starts with our own records. A log in
 * which records of ours already stand is left alone: its old lines stay readable there. Never throws.
 */
export async function findLegacyFiles(paths: LegacyPaths): Promise<LegacyFindings> {
	const decisions = await findDecisions(paths);
	const found = await findContents(paths);
	if (found.length === 0) return { files: decisions, problems: [] };
	// One process at a time, and looking again under the lock: else the new log of a process that starts together with
	// us could be taken for the old one.
	const outcome = await withFileLock(legacyLockPath(paths), LOCK_WAIT_MS, async () =>
		backUpAll(await findContents(paths)),
	);
	if (outcome.kind === "done") {
		return { files: [...outcome.value.files, ...decisions], problems: outcome.value.problems };
	}
	const error = outcome.kind === "failed" ? outcome.error : new Error("another process keeps it locked");
	return { files: decisions, problems: found.map(({ path }) => notBackedUp(path, error)) };
}

async function findContents(paths: LegacyPaths): Promise<LegacyContent[]> {
	const stats = parseLegacyStats(await readValue(paths.statsFile));
	const latency = parseLegacyLatency(await readValue(paths.latencyFile));
	const ratings = parseLegacyRatings(await readValue(paths.ratingsFile));
	const hasEvents = await isLegacyLog(paths.eventsFile);
	return [
		...(stats ? [{ kind: "stats", path: paths.statsFile, value: stats } as const] : []),
		...(latency ? [{ kind: "latency", path: paths.latencyFile, value: latency } as const] : []),
		...(ratings ? [{ kind: "ratings", path: paths.ratingsFile, value: ratings } as const] : []),
		...(hasEvents ? [{ kind: "events", path: paths.eventsFile } as const] : []),
	];
}

async function findDecisions(paths: LegacyPaths): Promise<LegacyContent[]> {
	const path = join(dirname(paths.eventsFile), "auto-router.decisions.jsonl");
	return (await isThere(path)) ? [{ kind: "decisions", path }] : [];
}

async function readValue(path: string): Promise<unknown> {
	const file = await readJsonFile(path, MAX_JSON_BYTES);
	return file.kind === "ok" ? file.value : undefined;
}

async function backUpAll(contents: readonly LegacyContent[]): Promise<LegacyFindings> {
	const files: LegacyFindings["files"][number][] = [];
	const problems: LegacyFindings["problems"][number][] = [];
	for (const content of contents) {
		try {
			const backup = await (content.kind === "events" ? moveAside(content.path) : copyAside(content.path));
			files.push({ ...content, backup });
		} catch (error) {
			problems.push(notBackedUp(content.path, error));
		}
	}
	return { files, problems };
}

async function copyAside(path: string): Promise<LegacyBackup> {
	const backup = `${path}.v1.bak`;
	// Looking first saves writing a copy that is thrown away; creating it never overwrites.
	if (await isThere(backup)) return { path: backup, isNew: false };
	return { path: backup, isNew: await createFileOnce(backup, await readFile(path)) };
}

async function moveAside(path: string): Promise<LegacyBackup> {
	const backup = `${path}.v1.bak`;
	if (await isThere(backup)) return { path: backup, isNew: false };
	await linkOrRename(path, backup);
	const { mode } = await stat(backup);
	await chmod(backup, mode & 0o600);
	return { path: backup, isNew: true };
}

/** A link never replaces an existing backup, which a renaming would; some file systems have no links. */
async function linkOrRename(path: string, backup: string): Promise<void> {
	try {
		await link(path, backup);
	} catch (error) {
		if (errorCode(error) === "EEXIST") throw error;
		return await rename(path, backup);
	}
	await unlink(path);
}

async function isLegacyLog(path: string): Promise<boolean> {
	let handle: FileHandle | undefined;
	try {
		handle = await open(path, "r");
		return (await startsWithLegacy(handle)) && !(await holdsOwnRecord(handle));
	} catch {
		// No log, or one that cannot be read and so cannot be moved either; the log itself reports that.
		return false;
	} finally {
		await handle?.close();
	}
}

/** The first line that can be read decides. */
async function startsWithLegacy(handle: FileHandle): Promise<boolean> {
	for await (const { lines } of readLines(handle, { from: 0 })) {
		const first = lines.map((line) => decodeEvent(line)).find(({ kind }) => kind !== "foreign");
		if (first !== undefined) return first.kind === "legacy";
	}
	return false;
}

async function holdsOwnRecord(handle: FileHandle): Promise<boolean> {
	let position = 0;
	for (;;) {
		const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(SCAN_BYTES), 0, SCAN_BYTES, position);
		if (buffer.subarray(0, bytesRead).includes(OWN_RECORD)) return true;
		if (bytesRead < SCAN_BYTES) return false;
		// Overlapping, so that a record's start across two chunks is found.
		position += bytesRead - OWN_RECORD.length;
	}
}

async function isThere(path: string): Promise<boolean> {
	try {
		await access(path);
		return true;
	} catch {
		return false;
	}
}

function notBackedUp(path: string, error: unknown): Problem & { readonly path: string } {
	const message = `${path} is from an earlier version and could not be backed up: ${explainFsError(error)}. It is left untouched.`;
	return { code: "legacy-backup", path, message };
}
