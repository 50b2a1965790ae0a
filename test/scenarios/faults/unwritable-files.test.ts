import { promises } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { afterAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import { createScenario, type Scenario } from "../../support/scenario.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

async function failingOver(): Promise<Scenario & { readonly logs: string }> {
	const scenario = await createScenario(standIn, {
		targets: [{ id: "one/model-a" }, { id: "two/model-b", api: "openai-completions" }],
	});
	standIn.script("model-a", { status: 402 });
	standIn.script("model-b", { text: "Hello from b" });
	return { ...scenario, logs: join(scenario.home.root, "logs") };
}

const warnings = (stderr: string): string[] => stderr.split("\n").filter((line) => line !== "");

/** Makes every write to files with this name fail as on a full disk, until the returned function is called. */
function fillDisk(name: string): () => void {
	const { open } = promises;
	const free = () => {
		promises.open = open;
		syncBuiltinESMExports();
	};
	promises.open = async (path, ...rest) => {
		const handle = await open(path, ...rest);
		if (String(path).endsWith(name))
			handle.write = () => Promise.reject(Object.assign(new Error("full"), { code: "ENOSPC" }));
		return handle;
	};
	syncBuiltinESMExports();
	onTestFinished(free);
	return free;
}

describe.each(PI_VERSIONS)("pi %s", (version) => {
	it.each<[string, (logs: string) => Promise<unknown>]>([
		["the log directory is a file", (logs) => writeFile(logs, "")],
		["the log is a directory", (logs) => mkdir(join(logs, "auto-router.events.jsonl"), { recursive: true })],
		["the state file is a directory", (logs) => mkdir(join(logs, "auto-router.state.json"), { recursive: true })],
		["the key file is a directory", (logs) => mkdir(join(logs, "auto-router.key"), { recursive: true })],
	])("-p goes on routing, warns once and ends when %s", async (_case, spoil) => {
		const scenario = await failingOver();
		await spoil(scenario.logs);
		const env = { AUTO_ROUTER_LOG_DIR: scenario.logs };

		// Two prompts, so that what is said per request would be said twice.
		const result = await scenario.run(version, ["-p", "hi", "again"], { env });

		expect(result).toMatchObject({ code: 0, isTimedOut: false, stdout: "Hello from b\n" });
		expect(standIn.requests().map(({ model }) => model)).toEqual(["model-a", "model-b", "model-b"]);
		const told = warnings(result.stderr);
		expect(told[0]).toMatch(/^auto-router: .*logs.*(?:remove|Remove) /);
		expect(told).toHaveLength(1);
	});

	it("-p goes on routing and ends when the log directory is below a file", async () => {
		const scenario = await failingOver();
		await writeFile(scenario.logs, "");

		const env = { AUTO_ROUTER_LOG_DIR: join(scenario.logs, "deeper") };
		const result = await scenario.run(version, ["-p", "hi"], { env });

		expect(result).toMatchObject({ code: 0, isTimedOut: false, stdout: "Hello from b\n" });
		expect(warnings(result.stderr)[0]).toMatch(/a part of its path is a file; remove that file/);
	});

	it("goes on, with at most one warning, when the log directory is removed during a session", async () => {
		const scenario = await failingOver();
		const pi = scenario.rpc(version, [], { env: { AUTO_ROUTER_LOG_DIR: scenario.logs } });
		await pi.prompt("one");

		await rm(scenario.logs, { recursive: true });
		const events = await pi.prompt("two");
		await pi.close();

		expect(JSON.stringify(events)).toContain("Hello from b");
		expect(standIn.requests().map(({ model }) => model)).toEqual(["model-a", "model-b", "model-b"]);
		expect(pi.stderr).toBe("");
		// Whether it is noticed depends on when the log is read next; more than that one line it is never.
		const told = pi.events.filter(({ method }) => method === "notify").map(({ message }) => message);
		expect(told.length).toBeLessThanOrEqual(1);
		for (const line of told) expect(line).toMatch(/auto-router\.events\.jsonl was cut or replaced/);
	});

	it("keeps records while the disk is full, warns once, and writes them when there is room again", async () => {
		const scenario = await failingOver();
		const stderr = vi.spyOn(process.stderr, "write").mockReturnValue(true);
		const conversation = await scenario.open(version);
		await conversation.ask("one");

		const free = fillDisk("auto-router.events.jsonl");
		expect((await conversation.ask("two")).text).toBe("Hello from b");
		expect((await conversation.ask("three")).text).toBe("Hello from b");
		const told = stderr.mock.calls.map(([text]) => String(text)).filter((text) => text.startsWith("auto-router"));
		free();
		await conversation.ask("four");
		await conversation.dispose();

		expect(told).toEqual([expect.stringContaining("the disk is full; free some space (ENOSPC)")]);
		const { events, all } = await scenario.log();
		expect(all("routing.final")).toHaveLength(4);
		const seqs = events.map((event) => ("seq" in event ? event.seq : 0));
		expect(seqs).toEqual(seqs.map((_, index) => index + 1));
	});
});
