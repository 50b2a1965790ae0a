import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { AgentHome } from "../../support/pi/agent-home.ts";
import { assistantMessages, type PiMessage, parseRecords, textOf } from "../../support/pi/jsonl.ts";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import { createScenario, type Scenario } from "../../support/scenario.ts";
import type { ApiName } from "../../support/stand-in/protocol.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import { FAULT_ROWS, type FaultRow, failingTarget, SHORT_TIMEOUTS } from "./fault-rows.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

interface Pair {
	readonly fault: FaultRow["name"];
	readonly first: ApiName;
	readonly second: ApiName;
}

/** One fault of each mechanism, every protocol first and second at least once. */
const PRINTED: readonly Pair[] = [
	{ fault: "429 with a time", first: "openai-responses", second: "anthropic-messages" },
	{ fault: "529", first: "anthropic-messages", second: "openai-completions" },
	{ fault: "a refused connection", first: "google-generative-ai", second: "openai-responses" },
	{ fault: "a reset before headers", first: "openai-completions", second: "google-generative-ai" },
	{ fault: "no headers ever", first: "google-generative-ai", second: "anthropic-messages" },
	{ fault: "headers and then silence", first: "openai-responses", second: "openai-completions" },
	{ fault: "an error frame in a 200", first: "openai-completions", second: "openai-responses" },
	{ fault: "a stream dropped while thinking", first: "anthropic-messages", second: "google-generative-ai" },
];

const STREAMED = PRINTED.filter(({ fault }) => /refused|headers and then|thinking/.test(fault));

/** An extension with a provider whose streams never give anything. */
const NEVER_ANSWERS = `export default function (pi) {
	const model = { id: "model-a", name: "Never", reasoning: false, input: ["text"], contextWindow: 100000, maxTokens: 1000,
		cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 } };
	const nothing = new Promise(() => undefined);
	const streamSimple = () => ({ [Symbol.asyncIterator]: () => ({ next: () => nothing }), result: () => nothing });
	const address = "https://never.invalid";
	pi.registerProvider("never", { baseUrl: address, apiKey: "k", api: "never", models: [model], streamSimple });
}`;

async function failing({ fault, first, second }: Pair): Promise<Scenario> {
	const row = FAULT_ROWS.find(({ name }) => name === fault);
	if (row === undefined) throw new Error(`No row is called ${fault}.`);
	const scenario = await createScenario(standIn, {
		targets: [failingTarget(row, first), { id: "two/model-b", api: second }],
		home: { settings: { retry: { enabled: false } } },
	});
	standIn.script("model-a", row.step);
	standIn.script("model-b", { text: "Hello from b" });
	return scenario;
}

/** Assistant messages in the only session file of a home. */
async function savedMessages({ agentDir }: AgentHome): Promise<PiMessage[]> {
	const folder = join(agentDir, "sessions");
	const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".jsonl"));
	expect(names).toHaveLength(1);
	const entries = parseRecords(await readFile(join(folder, names[0] ?? ""), "utf8"));
	return entries
		.map(({ message }) => message as PiMessage | undefined)
		.filter((message) => message?.role === "assistant") as PiMessage[];
}

describe.each(PI_VERSIONS)("pi %s", (version) => {
	it.each(PRINTED)("-p prints the second answer and ends after $fault over $first", async (pair) => {
		const scenario = await failing(pair);

		const result = await scenario.run(version, ["-p", "hi"], { hasSession: true, timeoutMs: 15_000 });

		expect(result).toMatchObject({ code: 0, signal: null, isTimedOut: false, stdout: "Hello from b\n", stderr: "" });
		expect(standIn.requests("model-b")).toHaveLength(1);
		expect(await savedMessages(scenario.home)).toMatchObject([
			{ provider: "two", api: pair.second, model: "model-b", content: [{ type: "text", text: "Hello from b" }] },
		]);
		expect((await scenario.log()).one("routing.final")).toMatchObject({ outcome: "success", failedOver: true });
	});

	it("-p goes on to the second target when the first waits for nothing that keeps a process alive", async () => {
		const scenario = await createScenario(standIn, {
			targets: [
				{ id: "one/model-a", fields: { provider: "never", timeouts: SHORT_TIMEOUTS } },
				{ id: "two/model-b", api: "openai-completions" },
			],
		});
		await scenario.home.write("never.ts", NEVER_ANSWERS);
		standIn.script("model-b", { text: "Hello from b" });

		const args = ["-e", join(scenario.home.agentDir, "never.ts"), "-p", "hi"];
		const result = await scenario.run(version, args, { timeoutMs: 15_000 });

		expect(result).toMatchObject({ code: 0, isTimedOut: false, stdout: "Hello from b\n" });
		expect((await scenario.log()).all("routing.result")[0]?.failure?.kind).toBe("stalled");
	});

	it.each(STREAMED)("--mode json gives one message after $fault over $first", async (pair) => {
		const scenario = await failing(pair);

		const result = await scenario.run(version, ["--mode", "json", "hi"], { timeoutMs: 15_000 });

		expect(result).toMatchObject({ code: 0, isTimedOut: false, stderr: "" });
		const records = parseRecords(result.stdout);
		expect(assistantMessages(records).map(textOf)).toEqual(["Hello from b"]);
		const starts = records.filter(
			({ type, message }) => type === "message_start" && (message as PiMessage).role === "assistant",
		);
		expect(starts).toHaveLength(1);
	});
});
