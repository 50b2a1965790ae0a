import { randomUUID } from "node:crypto";
import { constants, copyFile, link, open, readdir, rename, stat, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ifThere } from "./if-there.ts";
import { errorCode } from "./problem.ts";

/** Drafts older than this belong to a process that was killed. */
const STALE_DRAFT_MS = 60_000;

/**
 * Replaces a file by another content so that every reader sees either the old or the new one, whole. Mode 0600.
 * Throws what the file system answers.
 */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
	const draft = await writeDraft(path, content);
	try {
		await rename(draft, path);
	} catch (error) {
		await unlink(draft).catch(() => undefined);
		throw error;
	}
}

/**
 * Creates a file with all of its content at once (mode 0600) and returns true, or leaves an existing one alone and
 * returns false.
 */
export async function createFileOnce(path: string, content: string | Uint8Array): Promise<boolean> {
	const draft = await writeDraft(path, content);
	try {
		await linkOrCopy(draft, path);
		return true;
	} catch (error) {
		if (errorCode(error) === "EEXIST") return false;
		throw error;
	} finally {
		await unlink(draft).catch(() => undefined);
	}
}

/** Removes what killed processes left beside a file while they replaced it. */
export async function removeStaleDrafts(path: string): Promise<void> {
	const folder = dirname(path);
	const prefix = `${basename(path)}.`;
	const drafts = (await readdir(folder)).filter((name) => name.startsWith(prefix) && name.endsWith(".tmp"));
	for (const draft of drafts) await removeIfStale(join(folder, draft));
}

async function removeIfStale(draft: string): Promise<void> {
	const found = await ifThere(stat(draft));
	if (found !== undefined && Date.now() - found.mtimeMs > STALE_DRAFT_MS) await ifThere(unlink(draft));
}

async function writeDraft(path: string, content: string | Uint8Array): Promise<string> {
	const draft = `${path}.${randomUUID()}.tmp`;
	const handle = await open(draft, "wx", 0o600);
	try {
		// Goes on after a short write, which is how a disk that fills up answers; a single write would put half a file in
		// place.
		await handle.writeFile(content);
		await handle.sync();
	} catch (error) {
		await unlink(draft).catch(() => undefined);
		throw error;
	} finally {
		await handle.close();
	}
	return draft;
}

async function linkOrCopy(from: string, to: string): Promise<void> {
	try {
		await link(from, to);
	} catch (error) {
		if (errorCode(error) === "EEXIST") throw error;
		// Some file systems have no hard links.
		await copyFile(from, to, constants.COPYFILE_EXCL);
	}
}
