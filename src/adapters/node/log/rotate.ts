import { open, readdir, rename, stat, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Clock } from "../../../engine/ports.ts";
import { withFileLock } from "../files/file-lock.ts";
import { ifThere } from "../files/if-there.ts";
import { errorCode, explainFsError, type OnProblem } from "../files/problem.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** When the log is set aside under another name, and how long such files are kept. */
export interface RotationLimits {
	readonly maxBytes: number;
	/** Age of the oldest record in the file. */
	readonly maxAgeMs: number;
	/** Files set aside longer ago are deleted, which takes their records out of every report. Absent: kept for ever. */
	readonly keepDays?: number;
	/**
	 * Name of the newest file set aside whose records the saved state contains. It and newer ones are not deleted,
	 * however old: their spend would be lost. Absent: nobody saves a state.
	 */
	readonly savedUntil?: () => Promise<string>;
}

export const DEFAULT_ROTATION: RotationLimits = { maxBytes: 20 * 1024 * 1024, maxAgeMs: 30 * DAY_MS };

/** What rotating needs to know. */
export interface RotationInput {
	readonly path: string;
	readonly clock: Clock;
	readonly onProblem: OnProblem;
	readonly limits: RotationLimits;
}

/** Sets the log aside when it is due; asked once after each batch. Never throws. */
export type RotateIfDue = (file: { readonly inode: number; readonly bytes: number }) => Promise<void>;

/** After a failure (a read-only directory, say) we try again this much later. */
const RETRY_MS = 60_000;
/** The time stands within this many bytes of a record's start. */
const HEAD_BYTES = 256;

/**
 * Makes the rotation of one log. Other processes go on appending meanwhile: a record whose file was opened before the
 * renaming lands in the renamed file, where the tail still looks.
 */
export function createRotation({ path, clock, onProblem, limits }: RotationInput): RotateIfDue {
	let known: { readonly inode: number; readonly sinceMs: number } | undefined;
	let notBeforeMs = Number.NEGATIVE_INFINITY;
	return async ({ inode, bytes }) => {
		try {
			if (known?.inode !== inode) known = { inode, sinceMs: (await firstRecordMs(path)) ?? clock.now() };
			const isDue = bytes >= limits.maxBytes || clock.now() - known.sinceMs >= limits.maxAgeMs;
			if (!isDue || clock.monotonicMs() < notBeforeMs) return;
			// Nobody waits for the lock: who holds it is doing the very same.
			const outcome = await withFileLock(path, 0, () => setAside({ path, inode, limits, nowMs: clock.now() }));
			if (outcome.kind === "failed") throw outcome.error;
		} catch (error) {
			notBeforeMs = clock.monotonicMs() + RETRY_MS;
			onProblem({
				code: `log-rotate-${errorCode(error)}`,
				message: `The log ${path} has grown old or large and cannot be set aside: ${explainFsError(error)}. It goes on growing.`,
			});
		}
	};
}

/** Names of the files that were set aside, oldest first. The folder may be missing. */
export async function listRotated(path: string): Promise<string[]> {
	const names = (await ifThere(readdir(dirname(path)))) ?? [];
	return names.filter((name) => stampMs(path, name) !== undefined).sort();
}

interface SetAside {
	readonly path: string;
	readonly inode: number;
	readonly limits: RotationLimits;
	readonly nowMs: number;
}

async function setAside({ path, inode, limits, nowMs }: SetAside): Promise<void> {
	// Somebody else may have done it while we were getting the lock.
	if ((await ifThere(stat(path)))?.ino !== inode) return;
	const older = await listRotated(path);
	const newestMs = stampMs(path, older.at(-1) ?? "") ?? Number.NEGATIVE_INFINITY;
	// Always behind the newest, even if the clock was set back: the names are the order in which the files are read.
	await rename(path, join(dirname(path), rotatedName(path, Math.max(nowMs, newestMs + 1))));
	if (limits.keepDays === undefined) return;
	const keepFromMs = nowMs - Math.max(1, limits.keepDays) * DAY_MS;
	const old = older.filter((name) => (stampMs(path, name) ?? nowMs) < keepFromMs);
	if (old.length === 0) return;
	const savedUntil = await limits.savedUntil?.();
	for (const name of old) if (savedUntil === undefined || name < savedUntil) await unlink(join(dirname(path), name));
}

/** `auto-router.events.jsonl` → `auto-router.events.20260314T093000123Z.jsonl`. */
function rotatedName(path: string, atMs: number): string {
	return `${basename(path, ".jsonl")}.${new Date(atMs).toISOString().replaceAll(/[-:.]/g, "")}.jsonl`;
}

/** The time in the name of a file that was set aside; undefined for any other name. */
function stampMs(path: string, name: string): number | undefined {
	const prefix = `${basename(path, ".jsonl")}.`;
	if (!name.startsWith(prefix)) return undefined;
	const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z\.jsonl$/.exec(name.slice(prefix.length));
	if (parts === null) return undefined;
	const [, year, month, day, hour, minute, second, fraction] = parts;
	const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction}Z`);
	return Number.isNaN(ms) ? undefined : ms;
}

async function firstRecordMs(path: string): Promise<number | undefined> {
	const handle = await ifThere(open(path, "r"));
	if (handle === undefined) return undefined;
	try {
		const { bytesRead, buffer } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
		const time = /"timestamp":"([^"]+)"/.exec(buffer.toString("utf8", 0, bytesRead))?.[1];
		const ms = Date.parse(time ?? "");
		return Number.isNaN(ms) ? undefined : ms;
	} finally {
		await handle.close();
	}
}
