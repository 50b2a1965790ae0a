import { execFile } from "node:child_process";
import { cp, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { startRegistry } from "../packages/package-registry.ts";
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

async function npm(args: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}): Promise<void> {
	// Inside an npm script npm's settings are inherited (`npm publish --dry-run` makes every npm below it a dry run).
	const settings = ["--dry-run=false", "--global=false", "--json=false", "--no-audit", "--no-fund", "--prefer-offline"];
	const shell = process.platform === "win32";
	await run("npm", [...args, ...settings], { cwd, env: { ...process.env, ...env }, timeout: NPM_TIMEOUT_MS, shell });
}

/** Copies what a clone of the repository contains, uncommitted changes included. */
export async function copyRepository(to: string): Promise<void> {
	const filter = (path: string): boolean => !NOT_COPIED.has(basename(path)) && !path.endsWith(".tgz");
	await mkdir(to, { recursive: true });
	for (const name of await readdir(REPOSITORY)) {
		const from = join(REPOSITORY, name);
		if (filter(from)) await cp(from, join(to, name), { recursive: true, filter });
	}
}

/**
 * Packs versions of the package with npm, in a copy of the repository, so that the working tree keeps loading its
 * sources. Resolves to the tarballs.
 */
export async function packVersions(folder: string, versions: readonly string[]): Promise<readonly string[]> {
	const workshop = join(folder, "workshop");
	await copyRepository(workshop);
	await symlink(join(REPOSITORY, "node_modules"), join(workshop, "node_modules"), "junction");
	for (const version of versions) {
		await setVersion(workshop, version);
		await npm(["pack", "--pack-destination", folder], workshop);
	}
	return versions.map((version) => join(folder, `pi-auto-router-${version}.tgz`));
}

/** The version in package.json. */
export async function ownVersion(): Promise<string> {
	return JSON.parse(await readFile(join(REPOSITORY, "package.json"), "utf8")).version;
}

/** Packs the repository and installs that as pi does, from a registry on loopback. */
export async function installPackage(folder: string): Promise<LoadableExtension> {
	const prefix = join(folder, "installed");
	await mkdir(prefix);
	const registry = await startRegistry();
	try {
		const [tarball = ""] = await packVersions(folder, [await ownVersion()]);
		const env = { npm_config_registry: registry.url, npm_config_cache: join(folder, "npm-cache") };
		await npm(["install", tarball, "--prefix", prefix, "--omit=dev", "--legacy-peer-deps"], folder, env);
	} finally {
		await registry.close();
	}
	return extensionIn("packaged", join(prefix, "node_modules", "pi-auto-router"));
}

/** Gives a copy of the package another version. */
export async function setVersion(folder: string, version: string): Promise<void> {
	const file = join(folder, "package.json");
	const manifest = JSON.parse(await readFile(file, "utf8"));
	await writeFile(file, `${JSON.stringify({ ...manifest, version }, null, "\t")}\n`);
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
