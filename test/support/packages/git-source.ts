import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { copyRepository, setVersion } from "../pi/install-package.ts";

const run = promisify(execFile);

/** A repository on this machine that git takes for one at github.com. */
export interface GitSource {
	/** What is typed after `pi install`. */
	readonly source: string;
	/** Variables that make git look here instead. */
	readonly env: Readonly<Record<string, string>>;
	/** Commits this version, as its next one. */
	release(version: string): Promise<void>;
}

const SOURCE = "github.com/somebody/pi-auto-router";
/** Nobody's name, and none of the machine's own settings. */
const IDENTITY = ["-c", "user.name=nobody", "-c", "user.email=nobody@example.invalid", "-c", "commit.gpgsign=false"];

/** Makes a repository of what a clone of this one has, uncommitted changes included, in a new folder. */
export async function createGitSource(folder: string): Promise<GitSource> {
	await copyRepository(folder);
	const git = (...args: string[]) => run("git", [...IDENTITY, ...args], { cwd: folder });
	await leaveOutHashes(join(folder, "package-lock.json"));
	await git("init", "--quiet", "--initial-branch=main");
	const commit = async (message: string) => {
		await git("add", "--all");
		await git("commit", "--quiet", "--no-verify", "--allow-empty", "--message", message);
	};
	await commit("First");
	return {
		source: `git:${SOURCE}`,
		env: {
			GIT_CONFIG_NOSYSTEM: "1",
			GIT_CONFIG_COUNT: "1",
			GIT_CONFIG_KEY_0: `url.file://${folder}.insteadOf`,
			GIT_CONFIG_VALUE_0: `https://${SOURCE}`,
		},
		async release(version) {
			await setVersion(folder, version);
			await commit(version);
		},
	};
}

/** The stand-in for the registry packs the dependencies anew, so their bytes are not those that were hashed. */
async function leaveOutHashes(file: string): Promise<void> {
	const text = await readFile(file, "utf8");
	await writeFile(file, text.replaceAll(/^\s*"integrity": "[^"]*",?\n/gm, "").replaceAll(/,(\n\s*})/g, "$1"));
}
