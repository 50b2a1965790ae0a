// Many requests in one process: does anything grow?

import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { StreamEvent } from "../src/engine/ports.ts";
import { aConversation, answerStream, asContext, refusal } from "./support/conversation.ts";
import { createFakeRegistry } from "./support/fake-registry.ts";
import { formatMb, liveDataBytes } from "./support/heap.ts";
import { aRoutesFile, someTargets } from "./support/routes-file.ts";
import { drain, startRouter } from "./support/running-router.ts";
import { printMachine, printTable } from "./support/table.ts";

const REQUESTS = 20_000;
/** Before the first measurement: every path was taken, every list is as long as it gets. */
const WARM_UP_REQUESTS = 4_000;
const CHECKPOINTS = 5;
const AT_ONCE = 20;
const LIMIT_MS = 25_000;
/** Longer than the router follows up on anything, such as reading its own log. */
const SETTLE_MS = 600;
const AUTHOR = { api: "anthropic-messages", provider: "provider-0", model: "model-a" };
const CONTEXT = asContext(aConversation(20, AUTHOR));
const FAILURES = [
	'429 {"type":"error","error":{"type":"rate_limit_error","message":"Rate limited"}}',
	'529 {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}',
	'401 {"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}',
];

async function* refuse(message: string): AsyncGenerator<StreamEvent, void, undefined> {
	yield refusal(AUTHOR, message);
}

let calls = 0;
const { registry, answerWith } = createFakeRegistry();
// One call in ten fails, each time in another way; the targets of the second route all fail every time.
answerWith(({ provider }) => {
	calls += 1;
	const fails = provider.startsWith("broken") || calls % 10 === 0;
	return fails ? refuse(FAILURES[calls % FAILURES.length] ?? "500 failed") : answerStream(AUTHOR, 5);
});
const router = await startRouter(aRoutesFile({ works: someTargets(20), fails: someTargets(3, "broken") }), registry);
const outcomes = new Map<string, number>();

async function request(index: number): Promise<void> {
	const route = index % 50 === 0 ? "fails" : "works";
	const abort = new AbortController();
	if (index % 100 === 1) queueMicrotask(() => abort.abort());
	const last = await drain(router.call(route, CONTEXT, { signal: abort.signal }));
	outcomes.set(last, (outcomes.get(last) ?? 0) + 1);
}

let done = 0;
const endAt = performance.now() + LIMIT_MS;

async function requestUntil(goal: number): Promise<void> {
	const startedAt = performance.now();
	while (done < goal && performance.now() < endAt) {
		await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => request(done + i)));
		done += AT_ONCE;
	}
	busyMs += performance.now() - startedAt;
}

/** Bytes of live data when nothing is under way any more. */
async function settledBytes(): Promise<number> {
	await sleep(SETTLE_MS);
	return liveDataBytes();
}

let busyMs = 0;
await requestUntil(WARM_UP_REQUESTS);
const warmBytes = await settledBytes();
const points = [{ requests: done, bytes: warmBytes }];
for (let i = 1; i <= CHECKPOINTS; i++) {
	await requestUntil(WARM_UP_REQUESTS + ((REQUESTS - WARM_UP_REQUESTS) * i) / CHECKPOINTS);
	points.push({ requests: done, bytes: await settledBytes() });
}

/** Bytes per request by least squares, which one odd checkpoint does not decide. */
function slope(): number {
	const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
	const x = mean(points.map(({ requests }) => requests));
	const y = mean(points.map(({ bytes }) => bytes));
	const shared = mean(points.map(({ requests, bytes }) => (requests - x) * (bytes - y)));
	return shared / mean(points.map(({ requests }) => (requests - x) ** 2));
}

await router.endSession();
const folder = join(router.home.agentDir, "extensions");
const files = await Promise.all(
	(await readdir(folder)).map(async (name) => ({ name, bytes: (await stat(join(folder, name))).size })),
);
const logs = files.filter(({ name }) => name.endsWith(".jsonl"));
const log = await readFile(join(folder, "auto-router.events.jsonl"), "utf8");
const decisionBytes = log
	.split("\n")
	.map((line) => (line.includes('"routing.decision"') ? Buffer.byteLength(line) : 0));
await router.close();

printMachine();
printTable(
	"Live data on the heap",
	points.map(({ requests, bytes }) => ({
		requests: String(requests),
		heap: formatMb(bytes),
		growth: formatMb(bytes - warmBytes, true),
		"per request": `${((bytes - warmBytes) / Math.max(1, requests - WARM_UP_REQUESTS)).toFixed(1)} B`,
	})),
	[
		`growth over 1 000 000 requests by the slope: ${formatMb(slope() * 1_000_000, true)} (at most 5 MB)`,
		`${((busyMs / done) * 1_000).toFixed(0)} µs a request with ${AT_ONCE} at once; ended with ${[...outcomes].map(([type, n]) => `${type} ${n}`).join(", ")}`,
	],
);
printTable(
	"Files afterwards",
	files
		.filter(({ name }) => name.endsWith(".json") || name.endsWith(".key"))
		.map(({ name, bytes }) => ({ file: name, bytes: String(bytes) }))
		.concat([{ file: `logs (${logs.length})`, bytes: String(logs.reduce((sum, { bytes }) => sum + bytes, 0)) }]),
	[`longest routing.decision line: ${Math.max(...decisionBytes)} bytes with 20 targets (at most 16000)`],
);
