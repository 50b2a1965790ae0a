import { appendFile, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it, vi } from "vitest";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import { spawnPi } from "../../support/pi/spawn-pi.ts";
import { createScenario, ROUTE, type Scenario } from "../../support/scenario.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import type { Step } from "../../support/stand-in/step.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

async function withFirst(step: Step): Promise<Scenario & { readonly eventsFile: string; readonly stateFile: string }> {
	const scenario = await createScenario(standIn, {
		targets: [{ id: "one/model-a" }, { id: "two/model-b", api: "openai-completions" }],
	});
	standIn.script("model-a", step);
	standIn.script("model-b", { text: "Hello from b" });
	const inLogDir = (name: string) => join(scenario.logDir, name);
	return {
		...scenario,
		eventsFile: inLogDir("auto-router.events.jsonl"),
		stateFile: inLogDir("auto-router.state.json"),
	};
}

interface SpoiltFiles {
	readonly what: string;
	readonly spoil: (files: { readonly eventsFile: string; readonly stateFile: string }) => Promise<unknown>;
	/** What the user is told for certain. */
	readonly says?: RegExp;
}

const TORN = '{"type":"cooldown.set","timest';
const NO_STATE = /auto-router\.state\.json cannot be used/;

const asked = () => standIn.requests().map(({ model }) => model);
const OUT_OF_CREDIT: Step = { status: 402 };

describe.each(PI_VERSIONS)("with pi %s", (version) => {
	it("what rests in one run rests in the next", async () => {
		const scenario = await withFirst(OUT_OF_CREDIT);

		await scenario.run(version, ["-p", "hi"]);
		const second = await scenario.run(version, ["-p", "hi"]);

		expect(second).toMatchObject({ code: 0, stdout: "Hello from b\n", stderr: "" });
		expect(asked()).toEqual(["model-a", "model-b", "model-b"]);
		expect((await scenario.log()).all("routing.decision")[1]?.candidates[1]).toMatchObject({
			target: "one/model-a",
			status: "rejected",
			code: "cooling",
		});
	});

	it("what rests in one running pi rests in another within a second", async () => {
		const scenario = await withFirst(OUT_OF_CREDIT);
		const other = scenario.rpc(version);
		await other.send({ type: "get_state" });
		const first = scenario.rpc(version);

		await first.prompt("hi");
		await sleep(1000);
		await other.prompt("hi");

		expect(asked()).toEqual(["model-a", "model-b", "model-b"]);
	});

	it("what rests in a pi that was killed rests in the next", async () => {
		const scenario = await withFirst(OUT_OF_CREDIT);
		standIn.script("model-b", [{ fault: "silenceAfterText" }, { text: "Hello from b" }]);
		const killed = spawnPi(version, scenario.home, ["--model", ROUTE, "--mode", "json", "hi"]);
		killed.child.stdin.end();
		await standIn.waitForRequest((request) => request.model === "model-b");
		await scenario.logWhen((log) => log.all("routing.attempt").length === 2);

		killed.child.kill("SIGKILL");
		await killed.exited;
		const next = await scenario.run(version, ["-p", "hi"]);

		expect(next).toMatchObject({ code: 0, stdout: "Hello from b\n", stderr: "" });
		expect(asked()).toEqual(["model-a", "model-b", "model-b"]);
	});

	it("a missing model is looked for again after a restart, and only then", async () => {
		const scenario = await withFirst({ status: 404 });

		const first = await scenario.open(version);
		await first.ask("one");
		await first.ask("two");
		expect(asked()).toEqual(["model-a", "model-b", "model-b"]);
		await first.dispose();
		const second = await scenario.open(version);
		await second.ask("three");
		await second.dispose();

		expect(asked().slice(3)).toEqual(["model-a", "model-b"]);
		expect((await scenario.log()).all("cooldown.cleared")).toEqual([
			{ scope: "target", key: "one/model-a", reason: "restart or reload" },
		]);
	});

	it.each<SpoiltFiles>([
		{
			what: "the state file is not JSON",
			spoil: ({ stateFile }) => writeFile(stateFile, "{ not JSON"),
			says: NO_STATE,
		},
		{ what: "the state file is empty", spoil: ({ stateFile }) => writeFile(stateFile, ""), says: NO_STATE },
		{ what: "the state file is gone", spoil: ({ stateFile }) => rm(stateFile) },
		{ what: "the log is gone", spoil: ({ eventsFile }) => rm(eventsFile) },
		{ what: "the log ends inside a line", spoil: ({ eventsFile }) => appendFile(eventsFile, TORN) },
		{
			what: "the log holds what is no record",
			spoil: ({ eventsFile, stateFile }) =>
				Promise.all([rm(stateFile), appendFile(eventsFile, 'not JSON\n\u0000\u0001\n{"type":7}\n[]\n')]),
			says: /auto-router\.events\.jsonl was skipped/,
		},
		{
			what: "the state is broken and the log ends inside a line",
			spoil: ({ eventsFile, stateFile }) => Promise.all([writeFile(stateFile, "[1"), appendFile(eventsFile, TORN)]),
			says: NO_STATE,
		},
	])("what rests is still known when $what", async ({ spoil, says }) => {
		const scenario = await withFirst(OUT_OF_CREDIT);
		const first = await scenario.open(version);
		await first.ask("one");
		await first.dispose();
		await spoil(scenario);
		const stderr = vi.spyOn(process.stderr, "write").mockReturnValue(true);

		const second = await scenario.open(version);
		const { text } = await second.ask("two");
		await second.dispose();

		expect(text).toBe("Hello from b");
		expect(asked()).toEqual(["model-a", "model-b", "model-b"]);
		const told = stderr.mock.calls.map(([line]) => String(line)).filter((line) => line.startsWith("auto-router"));
		if (says !== undefined) expect(told.join("")).toMatch(says);
		// A log that was cut or ends in a torn line is noticed when it is read next, which may be after this session.
		for (const line of told) expect(line).toMatch(/cannot be used|was skipped|was cut or replaced/);
		expect(new Set(told).size).toBe(told.length);
		const finals = (await scenario.log()).all("routing.final");
		expect(finals.at(-1)).toMatchObject({ outcome: "success", target: "two/model-b" });
		expect(await readFile(scenario.eventsFile, "utf8")).toMatch(/\n$/);
	});
});
