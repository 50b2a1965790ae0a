import { execFile } from "node:child_process";
import { cp, mkdir, readdir, symlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { REPOSITORY } from "./pi-package.ts";

const run = promisify(execFile);
const NPM_TIMEOUT_MS = 60_000;

/** What a clone of the repository does not have, or what would only make copying it slow. */
const NOT_COPIED: ReadonlySet<string> = new Set([".git", ".cache", ".pi", "node_modules", "dist", "coverage"]);

/** A directory that pi loads as an extension, and the file in it that is loaded. */
export interface LoadableExtension {
	readonly name: string;
	readonly folder: string;
	readonly entry: string;
}

async function npm(args: readonly string[], cwd: string): Promise<void> {
	// Inside an npm script npm's settings are inherited (`npm publish --dry-run` makes every npm below it a dry run).
	const settings = ["--dry-run=false", "--global=false", "--json=false", "--no-audit", "--no-fund", "--prefer-offline"];
	await run("npm", [...args, ...settings], { cwd, timeout: NPM_TIMEOUT_MS, shell: process.platform === "win32" });
}

/** Copies what a clone of the repository contains, uncommitted changes included. */
async function copyRepository(to: string): Promise<void> {
	const filter = (path: string): boolean => !NOT_COPIED.has(basename(path)) && !path.endsWith(".tgz");
	await mkdir(to, { recursive: true });
	for (const name of await readdir(REPOSITORY)) {
		const from = join(REPOSITORY, name);
		if (filter(from)) await cp(from, join(to, name), { recursive: true, filter });
	}
}

/** Packs the repository with npm in a copy of it, so that the working tree keeps loading its sources, and installs it as pi does. */
export async function installPackage(folder: string): Promise<LoadableExtension> {
	const workshop = join(folder, "workshop");
	const prefix = join(folder, "installed");
	await Promise.all([copyRepository(workshop), mkdir(prefix)]);
	await symlink(join(REPOSITORY, "node_modules"), join(workshop, "node_modules"), "junction");
	await npm(["pack", "--pack-destination", folder], workshop);
	const tarball = (await readdir(folder)).find((name) => name.endsWith(".tgz"));
	if (tarball === undefined) throw new Error("npm pack left no tarball");
	await npm(["install", join(folder, tarball), "--prefix", prefix, "--omit=dev", "--legacy-peer-deps"], folder);
	return extensionIn("packaged", join(prefix, "node_modules", "pi-auto-router"));
}

/** A clone without a build beside the package's dependencies, as `pi install git:…` makes it. */
export async function cloneBeside(packaged: LoadableExtension): Promise<LoadableExtension> {
	const folder = join(packaged.folder, "..", "..", "clone");
	await copyRepository(folder);
	return extensionIn("git clone", folder);
}

/** An extension in a folder, with the entry that this package has. */
export function extensionIn(name: string, folder: string): LoadableExtension {
	return { name, folder, entry: join(folder, "index.js") };
}
