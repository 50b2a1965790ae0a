import { cp, mkdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createGitSource } from "../../support/packages/git-source.ts";
import { copyRepository, ownVersion, setVersion } from "../../support/pi/install-package.ts";
import { PI_VERSIONS, REPOSITORY } from "../../support/pi/pi-package.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import { openPiTerminal } from "../../support/terminal/pi-terminal.ts";
import { createNewcomer, createPackageSources, expectGone, expectRouted, type Newcomer } from "./pi-packages.ts";

const NEXT_VERSION = "1.99.0";

const standIn = await startStandIn();
const sources = await createPackageSources(NEXT_VERSION);
const [current = "", next = ""] = sources.tarballs;
const own = await ownVersion();
const git = await createGitSource(join(sources.folder, "repository"));
afterAll(async () => {
	await sources.close();
	await standIn.close();
});

const installedVersion = async ({ home }: Newcomer, ...folder: readonly string[]): Promise<string> =>
	JSON.parse(await readFile(join(home.agentDir, ...folder, "package.json"), "utf8")).version;

describe.each(PI_VERSIONS)("the package in pi %s", (version) => {
	it("is installed by name, updated and removed", async () => {
		const { registry } = sources;
		await registry.publish(current);
		const newcomer = await createNewcomer(version, standIn, sources);
		const folder = ["npm", "node_modules", "pi-auto-router"];

		await newcomer.pi("install", "npm:pi-auto-router");
		await expectRouted(newcomer);
		expect(await installedVersion(newcomer, ...folder)).toBe(own);

		await registry.publish(next);
		await newcomer.pi("update", "--extensions");
		expect(await installedVersion(newcomer, ...folder)).toBe(NEXT_VERSION);
		await expectRouted(newcomer);

		await newcomer.pi("remove", "npm:pi-auto-router");
		await expectGone(newcomer);
	});

	it("is installed from the file that npm pack makes, and removed", async () => {
		const newcomer = await createNewcomer(version, standIn, sources);
		const source = `npm:pi-auto-router@file:${current}`;

		await newcomer.pi("install", source);
		await expectRouted(newcomer);

		await newcomer.pi("remove", source);
		await expectGone(newcomer);
	});

	it("is installed from a folder, follows what changes in it, and leaves it there when it is removed", async () => {
		const newcomer = await createNewcomer(version, standIn, sources);
		const folder = join(newcomer.home.cwd, "pi-auto-router");
		await copyRepository(folder);
		await symlink(join(REPOSITORY, "node_modules"), join(folder, "node_modules"), "junction");

		await newcomer.pi("install", "./pi-auto-router");
		await expectRouted(newcomer);
		await setVersion(folder, NEXT_VERSION);
		await newcomer.pi("update", "--extensions");
		await expectRouted(newcomer);

		await newcomer.pi("remove", "./pi-auto-router");
		await expectGone(newcomer);
		expect(JSON.parse(await readFile(join(folder, "package.json"), "utf8")).version).toBe(NEXT_VERSION);
	});

	it("is installed from git, updated and removed", async () => {
		await git.release(own);
		const newcomer = await createNewcomer(version, standIn, sources, git.env);
		const folder = ["git", "github.com", "somebody", "pi-auto-router"];
		const before = sources.registry.requested().length;

		await newcomer.pi("install", git.source);
		await expectRouted(newcomer);
		expect(await installedVersion(newcomer, ...folder)).toBe(own);
		// pi 0.87.1 does fetch typescript: valibot may use it, and that pi does not tell npm to leave such things out.
		expect(sources.registry.requested().slice(before)).not.toContain("vitest");

		await git.release(NEXT_VERSION);
		await newcomer.pi("update", "--extensions");
		expect(await installedVersion(newcomer, ...folder)).toBe(NEXT_VERSION);
		await expectRouted(newcomer);

		await newcomer.pi("remove", git.source);
		await expectGone(newcomer);
	});

	it("is tried for one start, and needs nothing beside it", async () => {
		const newcomer = await createNewcomer(version, standIn, sources);
		const { home } = newcomer;
		await newcomer.pi("install", "npm:pi-auto-router");
		const alone = join(home.cwd, "alone");
		await mkdir(alone);
		await cp(join(home.agentDir, "npm", "node_modules", "pi-auto-router"), alone, { recursive: true });
		await newcomer.pi("remove", "npm:pi-auto-router");

		await expectRouted(newcomer, "-e", "./alone");

		await expectGone(newcomer);
	});
});

// pi 0.87.1 shows nobody's changes but its own.
describe("an update in pi 1.5.2", () => {
	it("shows what has changed since the version that was there before", async () => {
		await sources.registry.publish(current);
		const newcomer = await createNewcomer("1.5.2", standIn, sources);
		const { home } = newcomer;
		const source = "npm:pi-auto-router";
		await newcomer.pi("install", source);
		const seen = { [JSON.stringify({ source, scope: "user" })]: "0.9.0" };
		await home.write("settings.json", { packages: [source], extensionChangelogVersions: seen });

		const pi = await openPiTerminal("1.5.2", home, [], {
			extension: false,
			hasInstalled: true,
			size: { columns: 140, rows: 80 },
		});

		expect(await pi.waitFor("Extension Updates")).toContain(`pi-auto-router [${own}]`);
	});
});
