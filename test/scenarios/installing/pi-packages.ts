import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "vitest";
import { type PackageRegistry, startRegistry } from "../../support/packages/package-registry.ts";
import type { AgentHome } from "../../support/pi/agent-home.ts";
import { ownVersion, packVersions } from "../../support/pi/install-package.ts";
import { type PiVersion, piPackage } from "../../support/pi/pi-package.ts";
import { type RunResult, runPi } from "../../support/pi/run-pi.ts";
import { createScenario, ROUTE, type Scenario } from "../../support/scenario.ts";
import type { StandIn } from "../../support/stand-in/stand-in.ts";

const run = promisify(execFile);
const COMMAND_TIMEOUT_MS = 60_000;

/** What the package is installed from, on this machine. */
export interface PackageSources {
	readonly registry: PackageRegistry;
	/** One for each version that was asked for; the registry has the first one. */
	readonly tarballs: readonly string[];
	/** An empty folder for more. */
	readonly folder: string;
	close(): Promise<void>;
}

/** Packs the package's own version and others, and starts a registry that has the own one. */
export async function createPackageSources(...others: readonly string[]): Promise<PackageSources> {
	const root = await realpath(await mkdtemp(join(tmpdir(), "packages-")));
	const folder = join(root, "more");
	const [registry, tarballs] = await Promise.all([
		startRegistry(),
		packVersions(root, [await ownVersion(), ...others]),
		mkdir(folder),
	]);
	await registry.publish(tarballs[0] ?? "");
	return {
		registry,
		tarballs,
		folder,
		async close() {
			await registry.close();
			await rm(root, { recursive: true, force: true });
		},
	};
}

/** Runs one of pi's package commands, as it is typed, to its end; anything but success is thrown. */
export type PackageCommands = (...args: readonly string[]) => Promise<string>;

/** Package commands of a pi that finds packages in this registry. */
export function packageCommands(
	version: PiVersion,
	home: AgentHome,
	registry: PackageRegistry,
	variables: Readonly<Record<string, string>> = {},
): PackageCommands {
	// Offline, pi updates nothing; what it would ask for is on loopback.
	const env = {
		...home.env,
		...variables,
		PI_OFFLINE: "0",
		npm_config_registry: registry.url,
		npm_config_cache: join(home.root, "npm-cache"),
		npm_config_update_notifier: "false",
	};
	return async (...args) => {
		const options = { cwd: home.cwd, env, timeout: COMMAND_TIMEOUT_MS };
		const { stdout } = await run(process.execPath, [piPackage(version).cli, ...args], options);
		return stdout;
	};
}

/** A home in which nothing is installed yet, with two providers at a stand-in. */
export interface Newcomer {
	readonly version: PiVersion;
	readonly scenario: Scenario;
	readonly home: AgentHome;
	readonly pi: PackageCommands;
	/** Starts pi without any option of ours and asks the route. */
	ask(...args: readonly string[]): Promise<RunResult>;
}

/** Prepares a home with a routes file whose first target fails, so that an answer shows a failover. */
export async function createNewcomer(
	version: PiVersion,
	standIn: StandIn,
	{ registry }: PackageSources,
	variables: Readonly<Record<string, string>> = {},
): Promise<Newcomer> {
	const scenario = await createScenario(standIn, {
		targets: [{ id: "one/model-a" }, { id: "two/model-b", api: "openai-completions" }],
	});
	standIn.script("model-a", { status: 503 });
	standIn.script("model-b", { text: "Hello from b" });
	const { home } = scenario;
	return {
		version,
		scenario,
		home,
		pi: packageCommands(version, home, registry, variables),
		ask: (...args) =>
			runPi(version, home, [...args, "--model", ROUTE, "-p", "hi"], { extension: false, hasInstalled: true }),
	};
}

/** A request is routed past a failure, and nothing else is said. */
export async function expectRouted(newcomer: Newcomer, ...args: readonly string[]): Promise<void> {
	expect(await newcomer.ask(...args)).toMatchObject({ code: 0, stdout: "Hello from b\n", stderr: "" });
}

/** Nothing of ours is loaded, what was installed is gone, and what was recorded is kept. */
export async function expectGone(newcomer: Newcomer): Promise<void> {
	const listed = await newcomer.pi("--list-models");

	expect(listed).toContain("model-b");
	expect(listed).not.toContain("auto-router");
	expect(await readFile(join(newcomer.home.agentDir, "settings.json"), "utf8")).not.toContain("auto-router");
	expect(await installedFolders(newcomer)).toEqual([]);
	expect(await readdir(newcomer.scenario.logDir)).toContain("auto-router.events.jsonl");
}

/** Folders of the package below the agent directory. */
async function installedFolders({ home }: Newcomer): Promise<string[]> {
	const names = await readdir(home.agentDir, { recursive: true });
	return names.filter((name) => /(^|[/\\])pi-auto-router$/.test(name) && !name.includes(".bin"));
}
