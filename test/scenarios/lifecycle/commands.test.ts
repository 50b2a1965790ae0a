import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { COMMANDS } from "../../../src/surfaces/commands/index.ts";
import type { PiRecord } from "../../support/pi/jsonl.ts";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import { createScenario } from "../../support/scenario.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

/** A word for commands that need one. */
const WORDS: Readonly<Record<string, string>> = {
	switch: "subscription-swe",
	search: "model",
	resolve: "swe",
	"test-resolve": "swe",
	classify: "fix the login",
};

const isAsked = ({ type }: PiRecord): boolean => type === "extension_ui_request";

describe.each(PI_VERSIONS)("every command in RPC mode of pi %s", (version) => {
	it("answers --json with one notification, whose message is the report", async () => {
		const scenario = await createScenario(standIn, { targets: [{ id: "one/model-a" }, { id: "two/model-b" }] });
		standIn.script("model-a", { text: "from a" });
		const pi = scenario.rpc(version);
		await pi.prompt("hi");

		for (const { name } of COMMANDS.filter((command) => command.name !== "reset")) {
			const from = pi.events.length;
			await pi.send({ type: "prompt", message: `/auto-router ${name} ${WORDS[name] ?? ""} --json` });
			const { message } = await pi.waitFor(({ method }) => method === "notify", { from });
			const report = JSON.parse(String(message)) as object;
			expect([name, "error" in report]).toEqual([name, false]);
			const notices = pi.events.slice(from).filter((event) => isAsked(event) && event["method"] === "notify");
			expect([name, notices.length]).toEqual([name, 1]);
		}
	});

	it("doctor and health look at pi itself and at the disk, and change nothing", async () => {
		const scenario = await createScenario(standIn, {
			targets: [{ id: "one/model-a" }],
			home: { env: { AUTO_ROUTER_SHADW: "1" }, authJson: { one: { type: "api_key", key: "stored-key" } } },
		});
		standIn.script("model-a", { text: "from a" });
		const pi = scenario.rpc(version);
		await pi.prompt("hi");
		await scenario.logWhen((log) => log.all("routing.final").length === 1);
		const log = join(scenario.logDir, "auto-router.events.jsonl");
		const before = await readFile(log, "utf8");
		const report = async (command: string): Promise<unknown> => {
			const from = pi.events.length;
			await pi.send({ type: "prompt", message: `/auto-router ${command} --json` });
			return JSON.parse(String((await pi.waitFor(({ method }) => method === "notify", { from }))["message"]));
		};

		expect(await report("doctor")).toMatchObject({
			pi: version,
			node: process.version,
			logins: [{ account: "one", kind: "key" }],
			findings: [{ area: "environment", text: expect.stringContaining("did you mean AUTO_ROUTER_SHADOW?") }],
		});
		expect(await report("health")).toMatchObject({
			accounts: [{ account: "one", state: "well", targets: [{ target: "one/model-a", usable: true }] }],
		});
		expect(await readFile(log, "utf8")).toBe(before);
	});
});

describe.each(PI_VERSIONS)("a command without a user interface in pi %s", (version) => {
	it.each(["print", "json"] as const)(
		"is not lost in %s mode, and finds what the run before has left",
		async (mode) => {
			const scenario = await createScenario(standIn, { targets: [{ id: "one/model-a" }] });
			standIn.script("model-a", { text: "from a" });
			await scenario.run(version, ["-p", "hi"], { hasSession: true });
			const args = mode === "print" ? ["-p"] : ["--mode", "json"];
			const run = (command: string) =>
				scenario.run(version, ["-c", ...args, `/auto-router ${command}`], { hasSession: true });

			const text = await run("rate good");
			expect(text.stderr).toContain("Rated good: one/model-a, which answered at");
			expect(text.stdout).not.toContain("Rated good");
			const { stderr, code } = await run("rate show --json");
			expect(JSON.parse(stderr)).toMatchObject({ models: [{ model: "one/model-a", good: 1, bad: 0 }] });
			expect(code).toBe(0);
		},
	);
});
