import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { PI_VERSIONS, type PiVersion } from "../../support/pi/pi-package.ts";
import { createScenario, ROUTE, type Scenario } from "../../support/scenario.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

const HOST = fileURLToPath(new URL("sdk-host.ts", import.meta.url));

/** Runs a host of the SDK until it ends by itself. */
async function runHost(version: PiVersion, { home }: Scenario): Promise<{ code: number | null; said: unknown }> {
	const host = spawn(process.execPath, [HOST, version, home.cwd, home.agentDir, ROUTE], {
		env: { ...home.env },
		stdio: ["ignore", "pipe", "inherit"],
	});
	onTestFinished(() => void host.kill("SIGKILL"));
	const [said, [code]] = await Promise.all([text(host.stdout), once(host, "exit") as Promise<[number | null]>]);
	return { code, said: JSON.parse(said) };
}

describe.each(PI_VERSIONS)("after the last session with pi %s", (version) => {
	// Watchers can be counted on Linux only.
	it.skipIf(process.platform !== "linux")(
		"a host of the SDK has no timer and no watcher left and ends by itself",
		async () => {
			const scenario = await createScenario(standIn, { targets: [{ id: "one/model-a" }, { id: "two/model-b" }] });
			standIn.script("model-a", { status: 529 });
			standIn.script("model-b", { text: "from b" });

			const { code, said } = await runHost(version, scenario);

			expect(said).toEqual({ text: "from b", timers: [], watched: [expect.any(Number), 0] });
			expect(said).not.toHaveProperty(["watched", 0], 0);
			expect(code).toBe(0);
		},
	);

	it("pi in print mode ends by itself and has brought the state up to date", async () => {
		const scenario = await createScenario(standIn, { targets: [{ id: "one/model-a" }, { id: "two/model-b" }] });
		standIn.script("model-a", { status: 429, retryAfterSeconds: 600 });
		standIn.script("model-b", { text: "from b" });

		const result = await scenario.run(version, ["-p", "hi"]);

		expect(result).toMatchObject({ code: 0, stdout: "from b\n", isTimedOut: false });
		const state = JSON.parse(await readFile(join(scenario.logDir, "auto-router.state.json"), "utf8"));
		expect(JSON.stringify(state)).toContain("one/model-a");
		const log = await scenario.log();
		expect(log.one("routing.final")).toMatchObject({ outcome: "success", target: "two/model-b" });
		expect(log.one("cooldown.set")).toMatchObject({ key: "one/model-a" });
	});
});
