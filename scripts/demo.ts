// The story of one failover, told with the real pi against stand-in providers on this machine: npm run demo
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type AgentHome, createAgentHome } from "../test/support/pi/agent-home.ts";
import { PI_VERSIONS, type PiVersion } from "../test/support/pi/pi-package.ts";
import { type PiRpc, startPiRpc } from "../test/support/pi/pi-rpc.ts";
import { startStandIn } from "../test/support/stand-in/stand-in.ts";

const RETRY_AFTER_SECONDS = 120;
/** US dollars per million tokens. */
const PRICES = { input: 1, output: 8, cacheRead: 0.1, cacheWrite: 0 };
const ROUTES = {
	budgets: { "second-plan": { dailyUsd: 0.02 } },
	quota: { "second-plan": { duration: "5h", limitRequests: 40 } },
	routes: {
		"subscription-swe": {
			name: "Demo: software engineering",
			targets: [
				{ provider: "first-plan", modelId: "sonnet-demo", label: "Sonnet (first plan)" },
				{ provider: "second-plan", modelId: "gpt-demo", label: "GPT (second plan)" },
			],
		},
	},
};

const { values } = parseArgs({ options: { pi: { type: "string", default: PI_VERSIONS.at(-1) } } });
const version = PI_VERSIONS.find((known) => known === values.pi);
if (version === undefined) {
	console.error(`--pi ${values.pi}: there are ${PI_VERSIONS.join(" and ")}`);
	process.exitCode = 2;
} else {
	await tell(version);
}

// Whoever reads only the first lines (`npm run demo | head`) closes the pipe; the demo still cleans up after itself.
process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => {
	if (code !== "EPIPE") process.exitCode = 1;
});

function heading(text: string): void {
	console.log(`\n── ${text}`);
}

function indented(text: string): void {
	console.log(text.replaceAll(/^/gm, "   "));
}

async function tell(pi: PiVersion): Promise<void> {
	const standIn = await startStandIn();
	standIn.script("sonnet-demo", { status: 429, retryAfterSeconds: RETRY_AFTER_SECONDS });
	standIn.script("gpt-demo", { thinking: "A greeting.", text: "Hello! This is the second target.", chunkDelayMs: 20 });
	const modelsJson = standIn.modelsJson(
		{ id: "first-plan", api: "anthropic-messages", models: ["sonnet-demo"] },
		{ id: "second-plan", api: "openai-responses", models: [{ id: "gpt-demo", cost: PRICES }] },
	);
	const home = await createAgentHome({ modelsJson, routes: ROUTES });
	const rpc = startPiRpc(pi, home, ["--model", "auto-router/subscription-swe"], { hasSession: true });
	try {
		console.log(`pi ${pi} with pi-auto-router, two stand-in providers on 127.0.0.1, a throw-away home.`);
		heading("The route: /auto-router show subscription-swe");
		indented(await command(rpc, "/auto-router show subscription-swe"));

		heading("A prompt: say hello");
		const events = await rpc.prompt("say hello");
		for (const { provider, model, protocol } of standIn.requests()) {
			const answer = provider === "first-plan" ? `429, Retry-After: ${RETRY_AFTER_SECONDS}` : "an answer";
			indented(`${provider.padEnd(12)} ${model.padEnd(12)} ${protocol.padEnd(19)} → ${answer}`);
		}
		indented(`pi shows: ${answerIn(events)}`);

		heading("What stays in the transcript");
		indented((await entries(rpc)).join("\n"));
		heading("The status line");
		indented(statusLine(rpc));
		heading("Why: /auto-router explain");
		indented(await command(rpc, "/auto-router explain"));
		heading("What it cost: /auto-router budget");
		indented(await command(rpc, "/auto-router budget"));
		heading("How much of the plan is left: /auto-router uvi");
		indented(await command(rpc, "/auto-router uvi"));
	} finally {
		await rpc.close();
		await standIn.close();
	}
	heading("The last records of auto-router.events.jsonl");
	indented((await lastRecords(home)).join("\n"));
	await home.dispose();
	console.log("\nEverything the demo made is removed again.");
}

/** Runs a slash command; its report arrives as a notification. */
async function command(rpc: PiRpc, message: string): Promise<string> {
	const from = rpc.events.length;
	await rpc.send({ type: "prompt", message });
	const event = await rpc.waitFor(({ method }) => method === "notify", { from });
	return String(event["message"]);
}

function answerIn(events: readonly Record<string, unknown>[]): string {
	const deltas = events.flatMap((event) => {
		const inner = event["assistantMessageEvent"];
		const isText = typeof inner === "object" && inner !== null && "type" in inner && inner.type === "text_delta";
		return isText && "delta" in inner ? [String(inner.delta)] : [];
	});
	return deltas.join("");
}

function statusLine(rpc: PiRpc): string {
	const status = rpc.events.findLast(({ method, statusKey }) => method === "setStatus" && statusKey === "auto-router");
	return String(status?.["statusText"] ?? "(none)");
}

async function entries(rpc: PiRpc): Promise<string[]> {
	const { data } = await rpc.send({ type: "get_state" });
	const path = typeof data === "object" && data !== null && "sessionFile" in data ? String(data.sessionFile) : "";
	const lines = (await readFile(path, "utf8")).trim().split("\n");
	return lines.flatMap((line) => {
		const entry = JSON.parse(line);
		return entry.type === "custom" && entry.customType === "auto-router.failover" ? [String(entry.data?.text)] : [];
	});
}

async function lastRecords(home: AgentHome): Promise<string[]> {
	const log = await readFile(join(home.agentDir, "extensions", "auto-router.events.jsonl"), "utf8");
	const records = log
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line));
	return records
		.filter(({ type }) => type.startsWith("routing."))
		.slice(-6)
		.map(({ type, timestamp, data }) => `${timestamp.slice(11, 23)} ${type.padEnd(16)} ${brief(data)}`);
}

function brief(data: Record<string, unknown>): string {
	const shown = ["order", "target", "outcome", "ttftMs", "latencyMs", "attempts", "failedOver"];
	const facts = shown.flatMap((name) => (data[name] === undefined ? [] : [`${name}=${JSON.stringify(data[name])}`]));
	const failure = data["failure"];
	const kind = typeof failure === "object" && failure !== null && "kind" in failure ? [`kind=${failure.kind}`] : [];
	return [...facts, ...kind].join(" ").slice(0, 100);
}
