// Brings a checkout to the state its tasks need: dependencies as locked, the project's own Node, the newest pi.
//
// Plain JavaScript with nothing but Node's own modules, because it runs before `npm ci` and on an old Node.

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** The project's root directory. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const modules = join(root, "node_modules");

/** Where npm links the commands of the dependencies. */
export const binaries = join(modules, ".bin");

/** The Node that all tasks run on: the locked one, whatever the machine has. */
export const localNode = join(modules, "node", "bin", "node");

const LOCK_PATIENCE_MS = 10 * 60_000;

/**
 * Makes sure that everything a task needs is on disk, and is done in a few milliseconds when it is. Rejects with an
 * Error that contains the whole output of the command that failed.
 *
 * @param {{ needsPi: boolean }} needs `needsPi`: the task runs the newest supported pi
 */
export async function bootstrap({ needsPi }) {
	if (!isInstalled()) await withLock(install);
	if (needsPi) await assembleNewestPi();
}

/** This environment without the project's own commands on the PATH: npm must not run on a Node that it replaces. */
export function outerEnvironment() {
	const path = (process.env.PATH ?? "").split(delimiter).filter((folder) => !folder.startsWith(modules));
	return { ...process.env, PATH: path.join(delimiter) };
}

function isInstalled() {
	return existsSync(localNode) && differences().length === 0;
}

/** Locked packages that npm's own record of `node_modules` has in another version, or not at all. */
function differences() {
	const locked = packagesOf(join(root, "package-lock.json"));
	const record = join(modules, ".package-lock.json");
	const installed = existsSync(record) ? packagesOf(record) : {};
	return Object.keys(locked).filter((path) => {
		// The root has an empty path; optional packages are mostly builds for other platforms.
		if (path === "" || (locked[path].optional && installed[path] === undefined)) return false;
		return locked[path].version !== installed[path]?.version || locked[path].integrity !== installed[path]?.integrity;
	});
}

function packagesOf(file) {
	return JSON.parse(readFileSync(file, "utf8")).packages;
}

async function install() {
	if (isInstalled()) return;
	if (differences().length > 0) {
		// Inside an npm script npm's settings are inherited (`npm publish --dry-run` makes every npm below it a dry run).
		const settings = ["--include=dev", "--dry-run=false", "--global=false"];
		await quietly("Installing dependencies", "npm", ["ci", ...settings], root);
	}
	if (!existsSync(localNode)) {
		// npm was told not to run install scripts, so the one that is needed runs here.
		await quietly("Installing Node", process.execPath, ["installArchSpecificPackage.js"], join(modules, "node"));
	}
	const missing = differences();
	if (missing.length > 0) throw new Error(`npm ci succeeded, yet node_modules lacks:\n${missing.join("\n")}`);
}

/** Runs one command with a line of progress; its output is shown only when it fails. */
async function quietly(title, file, args, cwd) {
	const startedAt = Date.now();
	process.stderr.write(`${title} … `);
	const output = [];
	const code = await new Promise((resolve, reject) => {
		const child = spawn(file, args, { cwd, env: outerEnvironment(), stdio: ["ignore", "pipe", "pipe"] });
		child.stdout.on("data", (chunk) => output.push(chunk));
		child.stderr.on("data", (chunk) => output.push(chunk));
		child.on("error", reject);
		child.on("close", (exitCode, signal) => resolve(exitCode ?? signal));
	});
	process.stderr.write(`${code === 0 ? "done" : "failed"} (${Math.round((Date.now() - startedAt) / 1000)} s)\n`);
	if (code === 0) return;
	throw new Error(`${Buffer.concat(output).toString()}\n${file} ${args.join(" ")} ended with ${code}.`);
}

async function assembleNewestPi() {
	const { assemblePi, NEWEST_PI } = await import("./assemble-pi.mjs");
	// Said only when it takes a moment, which is when something has to be fetched.
	const announcement = setTimeout(() => process.stderr.write(`Fetching pi ${NEWEST_PI} …\n`), 500);
	try {
		await assemblePi();
	} finally {
		clearTimeout(announcement);
	}
}

/** One installation at a time, so that two tasks started together on a new checkout do not meet in `node_modules`. */
async function withLock(work) {
	const lock = join(root, ".cache", "bootstrap.lock");
	mkdirSync(dirname(lock), { recursive: true });
	const deadline = Date.now() + LOCK_PATIENCE_MS;
	while (!tryLock(lock)) {
		if (Date.now() > deadline) throw new Error(`Another installation is still running. If not, remove ${lock}.`);
		await sleep(200);
	}
	try {
		await work();
	} finally {
		rmSync(lock, { force: true });
	}
}

function tryLock(lock) {
	try {
		writeFileSync(lock, `${process.pid}`, { flag: "wx" });
		return true;
	} catch (error) {
		if (error.code !== "EEXIST") throw error;
		if (!isAlive(holderOf(lock))) rmSync(lock, { force: true });
		return false;
	}
}

/** The process id in the lock file; undefined when it has just been released or is being written. */
function holderOf(lock) {
	try {
		return Number(readFileSync(lock, "utf8")) || undefined;
	} catch (error) {
		if (error.code === "ENOENT") return undefined;
		throw error;
	}
}

function isAlive(pid) {
	if (pid === undefined) return true;
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error.code === "EPERM";
	}
}
