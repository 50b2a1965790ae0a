// A process that records answers, a known number of cents each, until it is told to stop or killed. It tells its parent
// what it found at its start and, after each record, that this one has been handed to the operating system.
import { setTimeout as sleep } from "node:timers/promises";
import { createClock } from "../../src/adapters/node/system.ts";
import { localDay } from "../../src/core/calendar/local-days.ts";
import { aProcess } from "./a-process.ts";
import { centsOf, type SpendMessage, type SpendOptions } from "./spend-process.ts";

const [folder = "", options = "{}"] = process.argv.slice(2);
const { skewMs = 0, timeZone = "UTC", count = Number.POSITIVE_INFINITY }: SpendOptions = JSON.parse(options);

const real = createClock();
const clock = { ...real, now: () => real.now() + skewMs };
// Saved and set aside all the time, so that many a kill falls into it.
const one = aProcess(folder, { clock, timeZone, saveEveryMs: 5, rotation: { maxBytes: 20_000 } });

/** Resolves when the message has left this process. */
const tell = (message: SpendMessage): Promise<void> =>
	new Promise((resolve, reject) => {
		process.send?.(message, undefined, undefined, (error) => (error ? reject(error) : resolve()));
	});

let isStopping = false;
process.on("message", () => {
	isStopping = true;
});

await one.storage.start();
await tell({ kind: "started", cents: one.spentCents(), problems: one.problems });
for (let number = 1; number <= count && !isStopping; number++) {
	const day = localDay(clock.now(), timeZone);
	one.spend(centsOf(number), { day });
	await one.recorder.flush();
	await tell({ kind: "spent", cents: centsOf(number), day });
	await sleep(1);
}
await one.storage.stop();
await tell({ kind: "stopped", problems: one.problems });
process.disconnect();
