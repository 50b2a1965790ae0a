// A process that appends records to a log until it has written `count` of them or is killed. It tells its parent,
// over IPC, up to which number everything has been handed to the operating system.

import { createEventLog } from "../../src/adapters/node/log/event-log.ts";
import { createClock } from "../../src/adapters/node/system.ts";
import type { RouterEvent } from "../../src/core/events.ts";

const [path = "", writer = "", count = "0", maxBytes = "Infinity"] = process.argv.slice(2);
const BATCH = 10;

const log = createEventLog({
	path,
	clock: createClock(),
	rotation: { maxBytes: Number(maxBytes) },
	onProblem: ({ message }) => {
		throw new Error(message);
	},
});

function attempt(seq: number): RouterEvent {
	const label = "x".repeat((seq * 397) % 6_000);
	const data = { index: 1, target: "p/m", provider: "p", modelId: "m", label };
	return { type: "routing.attempt", atMs: Date.now(), writer, seq, data };
}

for (let seq = 1; seq <= Number(count); seq += BATCH) {
	for (let next = seq; next < seq + BATCH; next += 1) log.append([attempt(next)]);
	await log.flush();
	process.send?.(seq + BATCH - 1);
}
process.disconnect();
