import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { type AgentHome, createAgentHome } from "../../support/pi/agent-home.ts";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import { runPi } from "../../support/pi/run-pi.ts";
import { createScenario } from "../../support/scenario.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

const DEFAULT_ROUTES = [
	"subscription-economy",
	"subscription-fast",
	"subscription-long-context",
	"subscription-reasoning",
	"subscription-swe",
];

/** Models of the router in what `--list-models` prints. */
function listedRoutes(table: string): string[] {
	const rows = table.split("\n").map((line) => line.trim().split(/\s+/));
	return rows.flatMap(([provider, id]) => (provider?.startsWith("auto-router") ? [`${provider}/${id}`] : [])).sort();
}

/** Files in a home that are the router's by their name. */
async function routerFiles({ root }: AgentHome): Promise<string[]> {
	const names = await readdir(root, { recursive: true });
	return names.filter((name) => name.includes("auto-router"));
}

const modelsJson = standIn.modelsJson({ id: "acme", api: "anthropic-messages", models: ["model-a"] });

const HOMES = [
	["nothing configured", {}],
	["providers of models.json only", { modelsJson }],
	[
		"keys in the environment",
		{ env: { ANTHROPIC_API_KEY: "dummy", GEMINI_API_KEY: "dummy", OPENAI_API_KEY: "dummy" } },
	],
] as const;

describe.each(PI_VERSIONS)("pi %s without a session", (version) => {
	it.each(HOMES)("lists the five default routes with %s and creates no file", async (_what, options) => {
		const home = await createAgentHome(options);
		onTestFinished(() => home.dispose());

		const result = await runPi(version, home, ["--list-models"]);

		expect(result).toMatchObject({ code: 0, isTimedOut: false });
		expect(listedRoutes(result.stdout)).toEqual(DEFAULT_ROUTES.map((id) => `auto-router/${id}`));
		expect(await routerFiles(home)).toEqual([]);
	});

	it.each(["--help", "--version"])("creates no file for %s", async (option) => {
		const home = await createAgentHome();
		onTestFinished(() => home.dispose());

		const result = await runPi(version, home, [option]);

		expect(result).toMatchObject({ code: 0, isTimedOut: false });
		expect(await routerFiles(home)).toEqual([]);
	});
});

describe.each(PI_VERSIONS)("pi %s in print mode", (version) => {
	it("answers with --offline, and asks nobody but the target", async () => {
		const scenario = await createScenario(standIn, { targets: [{ id: "one/model-a" }] });
		standIn.script("model-a", { text: "from a" });

		const result = await scenario.run(version, ["--offline", "-p", "hi"], { env: { PI_OFFLINE: "" } });

		expect(result).toMatchObject({ code: 0, stdout: "from a\n", stderr: "" });
		expect(standIn.requests()).toHaveLength(1);
	});

	it("finds everything in a PI_CODING_AGENT_DIR that begins with ~", async () => {
		const scenario = await createScenario(standIn, { targets: [{ id: "one/model-a" }] });
		standIn.script("model-a", { text: "from a" });

		const result = await scenario.run(version, ["-p", "hi"], { env: { PI_CODING_AGENT_DIR: "~/agent" } });

		expect(result).toMatchObject({ code: 0, stdout: "from a\n", stderr: "" });
		expect((await scenario.log()).one("routing.final")).toMatchObject({ outcome: "success" });
		const elsewhere = (await routerFiles(scenario.home)).filter(
			(name) => !name.startsWith(join("agent", "extensions")),
		);
		expect(elsewhere).toEqual([]);
	});

	it("says on stderr which logins and keys would make a route work when there are none", async () => {
		const home = await createAgentHome();
		onTestFinished(() => home.dispose());

		const result = await runPi(version, home, ["--model", "auto-router/subscription-swe", "-p", "hi"]);

		expect(result).toMatchObject({ code: 1, stdout: "" });
		expect(result.stderr).toContain("login or key");
		expect(result.stderr).toMatch(/ANTHROPIC_API_KEY/);
		expect(result.stderr).toMatch(/run \/login openai-codex/);
	});

	it("puts nothing but its events on stdout in json mode", async () => {
		const scenario = await createScenario(standIn, { targets: [{ id: "one/model-a" }, { id: "two/model-b" }] });
		standIn.script("model-a", { status: 529 });
		standIn.script("model-b", { text: "from b" });
		await scenario.home.write("extensions/auto-router.routes.json", "{ broken");

		const result = await scenario.run(version, ["--mode", "json", "hi"]);

		for (const line of result.stdout.trim().split("\n")) expect(JSON.parse(line)).toHaveProperty("type");
		expect(result.stderr).toContain("auto-router.routes.json:1");
	});
});
