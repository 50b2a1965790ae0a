import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { installPackage, ownVersion } from "../../support/pi/install-package.ts";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import { runPi } from "../../support/pi/run-pi.ts";
import { runBin, runScript } from "../../support/run-bin.ts";
import { createScenario, ROUTE } from "../../support/scenario.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";

const standIn = await startStandIn();
const folder = await mkdtemp(join(tmpdir(), "packaged-"));
const packaged = await installPackage(folder);
afterAll(async () => {
	await standIn.close();
	await rm(folder, { recursive: true, force: true });
});

const MAX_TARBALL_BYTES = 1_500_000;

const tarball = async (): Promise<string> =>
	join(folder, (await readdir(folder)).find((name) => name.endsWith(".tgz")) ?? "");

/** Paths in the tarball, without the folder that npm puts around everything. */
async function packedNames(): Promise<string[]> {
	const { stdout } = await promisify(execFile)("tar", ["-tzf", basename(await tarball())], { cwd: folder });
	const paths = stdout.split("\n").filter((path) => path !== "");
	return paths.map((path) => path.slice(path.indexOf("/") + 1));
}

describe("the package as npm installs it", () => {
	it("holds what is needed to run, to read and to configure it", async () => {
		const names = await packedNames();

		expect(names).toEqual(
			expect.arrayContaining([
				"CHANGELOG.md",
				"LICENSE",
				"README.md",
				"auto-router.routes.example.json",
				"bin.js",
				"docs/deciding.md",
				"index.js",
				"package.json",
				"schema/routes.schema.json",
				"src/cli.ts",
				"src/extension.ts",
			]),
		);
		expect(names.filter((name) => /^dist\/(?:auto-router|cli)\.\d+\.\d+\.\d+\.js$/.test(name))).toHaveLength(2);
	});

	it("holds no tests, no tools and nothing that the classifier learned from", async () => {
		const expected =
			/^(?:[A-Z]+(?:\.md)?|[\w.-]+\.(?:js|json)|(?:dist|schema|src)\/.*|docs\/[\w-]+\.md|scripts\/routing-[\w-]+\.mjs)$/;

		const names = await packedNames();

		expect(names.filter((name) => !expected.test(name) || name.endsWith(".test.ts"))).toEqual([]);
		expect((await stat(await tarball())).size).toBeLessThan(MAX_TARBALL_BYTES);
	});

	it("tells what is new in its version, under the heading that pi looks for", async () => {
		const changes = await readFile(join(packaged.folder, "CHANGELOG.md"), "utf8");

		expect(changes).toMatch(new RegExp(`^## \\[${await ownVersion()}\\]`, "m"));
	});

	it.each(PI_VERSIONS)("fails over, saves its state and says nothing else in pi %s", async (version) => {
		const scenario = await createScenario(standIn, {
			targets: [{ id: "one/model-a" }, { id: "two/model-b", api: "openai-completions" }],
		});
		standIn.script("model-a", { status: 429, retryAfterSeconds: 60 });
		standIn.script("model-b", { text: "Hello from b" });

		const result = await runPi(version, scenario.home, ["--model", ROUTE, "-p", "hi"], { extension: packaged.folder });

		expect(result).toMatchObject({ code: 0, stdout: "Hello from b\n", stderr: "" });
		const state = await readFile(join(scenario.home.agentDir, "extensions", "auto-router.state.json"), "utf8");
		expect(JSON.parse(state)).toMatchObject({ cooldowns: { "target:one/model-a": { kind: "rate" } } });
	});

	it("answers on the command line as the sources do", async () => {
		const input = '{"text":"Fix the login bug"}\n{"text":"Write a poem"}\nbroken\n';
		const start = join(packaged.folder, "..", ".bin", "pi-auto-router");

		const result = await runScript(start, ["classify"], { input });

		expect(result).toEqual(await runBin(["classify"], { input }));
		expect(result.stdout.split("\n")).toHaveLength(4);
	});

	it("needs nothing beside it on the command line", async () => {
		const alone = join(folder, "alone");
		await cp(packaged.folder, alone, { recursive: true });
		// What is bundled is all that may be needed.
		await rm(join(alone, "src"), { recursive: true });
		const example = join(alone, "auto-router.routes.example.json");

		const classified = await runScript(join(alone, "bin.js"), ["classify"], { input: '{"text":"Fix it"}\n' });
		const validated = await runScript(join(alone, "bin.js"), ["validate", example]);
		const missing = await runScript(join(alone, "bin.js"), ["validate"], { cwd: alone });

		expect(classified).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\{"intent":.*\}\n$/), stderr: "" });
		expect(validated).toMatchObject({
			code: 0,
			stdout: expect.stringMatching(`^${example}: fine: 5 routes`),
			stderr: "",
		});
		expect(missing).toMatchObject({ code: 1, stdout: expect.stringContaining(`; copy ${example} there`), stderr: "" });
	});
});
