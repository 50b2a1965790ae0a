import type { RouterEvent } from "../../src/core/events.ts";
import type { EventLog } from "../../src/engine/ports.ts";

/** A log that lives in memory: the double of the file log, held to the same contract. */
export interface MemoryLog extends EventLog {
	/** What has been written so far, oldest first. */
	written(): readonly RouterEvent[];
}

/** Makes an empty log. Like the real one it writes on a later turn, so a test that forgets `flush` sees nothing. */
export function createMemoryLog(): MemoryLog {
	const written: RouterEvent[] = [];
	let queue: RouterEvent[] = [];
	let pass: Promise<void> | undefined;
	const schedule = (): Promise<void> => {
		pass ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
			for (const event of queue) written.push(event);
			queue = [];
			pass = undefined;
		});
		return pass;
	};
	return {
		append(events) {
			if (events.length === 0) return;
			for (const event of events) queue.push(structuredClone(event));
			void schedule();
		},
		async flush() {
			await pass;
		},
		written: () => written,
	};
}
