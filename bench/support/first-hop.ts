// Prints the milliseconds from a target's failure to the call of the next one, for the first failover of this process.
// Run as a child, once for each reading.

import { setTimeout as sleep } from "node:timers/promises";
import type { StreamEvent } from "../../src/engine/ports.ts";
import { aConversation, answerStream, asContext, refusal } from "./conversation.ts";
import { createFakeRegistry } from "./fake-registry.ts";
import { aRoutesFile } from "./routes-file.ts";
import { drain, startRouter } from "./running-router.ts";

/** How long the first target takes to refuse: nothing real answers faster. */
const REFUSAL_MS = 300;
const AUTHOR = { api: "anthropic-messages", provider: "good", model: "model-a" };

let failedAt = 0;
let calledAt = 0;

async function* refuse(): AsyncGenerator<StreamEvent, void, undefined> {
	await sleep(REFUSAL_MS);
	failedAt = performance.now();
	yield refusal(AUTHOR, '529 {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}');
}

const { registry, answerWith } = createFakeRegistry();
answerWith(({ provider }) => {
	if (provider !== "good") return refuse();
	calledAt = performance.now();
	return answerStream(AUTHOR);
});
const targets = [
	{ provider: "refuses", modelId: "model-a" },
	{ provider: "good", modelId: "model-a" },
];
const router = await startRouter(aRoutesFile({ bench: targets }), registry);
await drain(router.call("bench", asContext(aConversation(20, AUTHOR))));
await router.close();
console.log((calledAt - failedAt).toFixed(3));
