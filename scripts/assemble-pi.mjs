// Puts the newest supported pi into .cache/, so that tests and the demo can run it beside the oldest one.
//
// `npm install` cannot do this everywhere: not every registry mirror has all dependencies of the newest pi. Its bundle
// is self-contained but for two packages, so those three tarballs are fetched and unpacked side by side.
//
// Plain JavaScript with nothing but Node's own modules, because it may run before `npm install` and on an old Node.

import { execFile } from "node:child_process";
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The pi version that is assembled: the newest one the project supports. */
export const NEWEST_PI = "1.5.2";

const PI_PACKAGE = "@earendil-works/pi-coding-agent";

/** Package name to version: pi's bundle and the two packages it loads at run time instead of containing them. */
const PACKAGES = {
	[PI_PACKAGE]: NEWEST_PI,
	jiti: "2.7.0",
	"@silvia-odwyer/photon-node": "0.3.4",
};

const MARKER = "assembled.json";
const NPM_TIMEOUT_MS = 180_000;

/**
 * Assembles the newest supported pi unless it is there already, and resolves to what is on disk afterwards:
 * `directory` (the pi-coding-agent package), `cli` (its command line) and whether anything was `fetched`.
 * Safe when several processes do it at once: each works beside the target and the first one to finish wins.
 * Rejects with an Error whose message says what to do when the registry cannot be reached.
 *
 * @param {{ cacheDirectory?: string }} [options] default: `.cache` in the project root
 * @returns {Promise<{ directory: string, cli: string, fetched: boolean }>}
 */
export async function assemblePi({ cacheDirectory = join(root, ".cache") } = {}) {
	const target = join(cacheDirectory, `pi-${NEWEST_PI}`);
	const directory = join(target, "node_modules", PI_PACKAGE);
	const result = { directory, cli: join(directory, "dist", "bundle", "cli.js") };
	if (await isComplete(target)) return { ...result, fetched: false };

	await mkdir(cacheDirectory, { recursive: true });
	const workshop = await mkdtemp(join(cacheDirectory, `.pi-${NEWEST_PI}-`));
	try {
		const draft = join(workshop, "draft");
		// Settled rather than all: nothing may still write into the workshop when it is removed.
		const added = await Promise.allSettled(Object.entries(PACKAGES).map((entry) => addPackage(entry, workshop, draft)));
		const failed = added.find((outcome) => outcome.status === "rejected");
		if (failed !== undefined) throw failed.reason;
		await access(join(draft, "node_modules", PI_PACKAGE, "dist", "bundle", "cli.js"));
		await writeFile(join(draft, MARKER), `${JSON.stringify(PACKAGES, null, "\t")}\n`);
		await moveIntoPlace(draft, target, join(workshop, "replaced"));
	} finally {
		await rm(workshop, { recursive: true, force: true });
	}
	return { ...result, fetched: true };
}

/** The marker is written before the one rename that makes the directory visible, so its presence means complete. */
async function isComplete(target) {
	try {
		const marker = JSON.parse(await readFile(join(target, MARKER), "utf8"));
		return Object.entries(PACKAGES).every(([name, version]) => marker[name] === version);
	} catch {
		return false;
	}
}

/** Fetches one package with npm and unpacks it to where Node looks for it. */
async function addPackage([name, version], workshop, draft) {
	const spec = `${name}@${version}`;
	const downloads = join(workshop, `download-${basename(name)}`);
	const destination = join(draft, "node_modules", name);
	await Promise.all([mkdir(downloads), mkdir(destination, { recursive: true })]);
	await npmPack(spec, downloads);
	const tarball = (await readdir(downloads)).find((file) => file.endsWith(".tgz"));
	if (tarball === undefined) throw new Error(`npm reported success but left no tarball for ${spec}.`);
	// Every npm tarball has its files in one top folder, mostly "package", hence strip-components. The file is named
	// relative to the working directory because GNU tar takes a drive letter for a host name.
	const unpack = ["-xzf", tarball, "-C", destination, "--strip-components=1"];
	await run("tar", unpack, { cwd: downloads }).catch((error) => {
		throw new Error(`Could not unpack ${spec} with the system's tar: ${error.message}`, { cause: error });
	});
}

async function npmPack(spec, downloads) {
	// Inside an npm script npm's own settings are inherited (`npm publish --dry-run` makes every npm below it a dry run),
	// so whatever would change the outcome is set here; an argument beats an inherited setting.
	const settings = ["--dry-run=false", "--global=false", "--json=false", "--ignore-scripts", "--prefer-offline"];
	const patience = ["--fetch-retries=2", "--fetch-retry-mintimeout=500", "--fetch-retry-maxtimeout=3000"];
	const npm = npmCommand();
	const args = [...npm.args, "pack", spec, "--pack-destination", downloads, ...settings, ...patience];
	try {
		await run(npm.file, args, { cwd: root, timeout: NPM_TIMEOUT_MS, shell: npm.shell });
	} catch (error) {
		const said = `${error.stderr ?? ""}`.trim() || error.message;
		throw new Error(
			`Could not fetch ${spec} from the npm registry. Check that the registry is reachable (\`npm ping\`) ` +
				`and run \`node scripts/assemble-pi.mjs\` again.\nnpm said:\n${gist(said)}`,
			{ cause: error },
		);
	}
}

/** The npm that runs us, under the Node that runs us; outside an npm script whatever `npm` the PATH has. */
function npmCommand() {
	const script = process.env.npm_execpath;
	if (script !== undefined && basename(script).startsWith("npm-cli")) {
		return { file: process.execPath, args: [script], shell: false };
	}
	// npm is a batch file on Windows, and those need a shell.
	return { file: "npm", args: [], shell: process.platform === "win32" };
}

/** Renames the finished draft to its final name. Losing a race against another complete copy is success too. */
async function moveIntoPlace(draft, target, replaced) {
	try {
		await rename(draft, target);
	} catch (error) {
		if (await isComplete(target)) return;
		if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST" && error.code !== "EPERM") throw error;
		// An incomplete directory is in the way; a missing one means that another process has just moved it.
		await rename(target, replaced).catch((failure) => {
			if (failure.code !== "ENOENT") throw failure;
		});
		await moveIntoPlace(draft, target, replaced);
	}
}

/** The lines of npm's report that name the problem, without warnings and stack traces. */
function gist(report) {
	const lines = report.split("\n").filter((line) => !/^npm warn|^npm \S+\s+at /i.test(line));
	return lines.slice(0, 8).join("\n");
}

const isCommandLine = process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href;
if (isCommandLine) {
	try {
		const { directory, fetched } = await assemblePi();
		console.log(`pi ${NEWEST_PI} ${fetched ? "assembled in" : "is already in"} ${directory}`);
	} catch (error) {
		console.error(error.message);
		process.exitCode = 1;
	}
}
