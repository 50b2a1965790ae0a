import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A new empty directory that is removed when the running test has finished. */
export async function tempFolder(): Promise<string> {
	const folder = await realpath(await mkdtemp(join(tmpdir(), "auto-router-")));
	onTestFinished(() => rm(folder, { recursive: true, force: true }));
	return folder;
}
