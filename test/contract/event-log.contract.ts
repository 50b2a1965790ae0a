import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RouterEvent } from "../../src/core/events.ts";
import type { EventLog } from "../../src/engine/ports.ts";
import { anEvent, someEvents } from "../support/an-event.ts";
import { arbitraryEvent } from "../support/arbitrary-event.ts";

/** A new, empty log and the way to see what has been written to it. */
export interface EventLogUnderTest {
	readonly log: EventLog;
	written(): Promise<readonly RouterEvent[]>;
	/** Whether anything has been written at this very moment. */
	isEmpty(): boolean;
}

/** What every event log must do. `create` is called inside each test. */
export function eventLogContract(name: string, create: () => Promise<EventLogUnderTest>): void {
	describe(`${name} as an event log`, () => {
		it("has written an event when flush resolves, and not before append returns", async () => {
			const { log, written, isEmpty } = await create();
			log.append([anEvent()]);
			expect(isEmpty()).toBe(true);
			await log.flush();
			expect(isEmpty()).toBe(false);
			expect(await written()).toEqual([anEvent()]);
		});

		it("keeps the order within and over batches", async () => {
			const { log, written } = await create();
			const events = someEvents(30);
			for (let start = 0; start < 30; start += 3) {
				log.append(events.slice(start, start + 3));
				if (start % 2 === 0) await log.flush();
			}
			await log.flush();
			expect(await written()).toEqual(events);
		});

		it("resolves flush at once when there is nothing to write", async () => {
			const { log, written } = await create();
			log.append([]);
			await log.flush();
			expect(await written()).toEqual([]);
		});

		it("covers what is appended while a flush is under way by the next flush", async () => {
			const { log, written } = await create();
			log.append([anEvent({ seq: 1 })]);
			const first = log.flush();
			log.append([anEvent({ seq: 2 })]);
			const second = log.flush();
			await Promise.all([first, second]);
			expect(await written()).toEqual(someEvents(2));
		});

		it("writes without being flushed", async () => {
			const { log, written } = await create();
			log.append([anEvent()]);
			await expect.poll(written).toEqual([anEvent()]);
		});

		it("writes without being flushed what is appended while it is writing", async () => {
			const { log, written } = await create();
			log.append([anEvent({ seq: 1 })]);
			await new Promise((resolve) => setImmediate(resolve));
			log.append([anEvent({ seq: 2 })]);
			await expect.poll(written).toEqual(someEvents(2));
		});

		it("takes thousands of events in one call", async () => {
			const { log, written } = await create();
			const events = someEvents(5_000);
			log.append(events);
			await log.flush();
			expect(await written()).toEqual(events);
		});

		it("gives back every kind of event exactly as it was", async () => {
			const { log, written } = await create();
			const events = fc.sample(arbitraryEvent, { numRuns: 200, seed: 1 });
			log.append(events);
			await log.flush();
			expect(await written()).toEqual(events);
		});
	});
}
