import { describe, expect, it } from "vitest";
import { settled } from "../../../test/support/fake-clock.ts";
import { interruptible } from "./interruptible.ts";

/** A source whose steps the test decides. */
function aSource() {
	const waiting: { resolve: (result: IteratorResult<string>) => void; reject: (error: Error) => void }[] = [];
	const source: AsyncIterable<string> = {
		[Symbol.asyncIterator]: () => ({
			next: () => new Promise<IteratorResult<string>>((resolve, reject) => waiting.push({ resolve, reject })),
		}),
	};
	return { source, asked: () => waiting.length, last: () => waiting.at(-1) };
}

describe("interruptible", () => {
	it("hands on steps, the end and a rejection", async () => {
		async function* letters() {
			yield "a";
			throw new Error("torn");
		}
		const steps = interruptible(letters());

		expect(await steps.next()).toEqual({ done: false, value: "a" });
		await expect(steps.next()).rejects.toThrow("torn");
		expect(await steps.next()).toEqual({ done: true, value: undefined });
	});

	it("stops waiting when interrupted, and asks no more", async () => {
		const { source, asked } = aSource();
		const steps = interruptible(source);
		const step = steps.next();
		steps.interrupt();

		expect(await step).toBeUndefined();
		expect(await steps.next()).toBeUndefined();
		expect(asked()).toBe(1);
	});

	it("waits on for the step that was under way when it is resumed", async () => {
		const { source, asked, last } = aSource();
		const steps = interruptible(source);
		const interrupted = steps.next();
		steps.interrupt();
		await interrupted;
		steps.resume();
		const resumed = steps.next();
		last()?.resolve({ done: false, value: "late" });

		expect(await resumed).toEqual({ done: false, value: "late" });
		expect(asked()).toBe(1);
	});

	it("loses no step that arrives while interrupted", async () => {
		const { source, last } = aSource();
		const steps = interruptible(source);
		const interrupted = steps.next();
		steps.interrupt();
		await interrupted;
		last()?.resolve({ done: false, value: "late" });
		await settled();
		steps.resume();

		expect(await steps.next()).toEqual({ done: false, value: "late" });
	});

	it("keeps a rejection that nobody waits for from ending the process", async () => {
		const { source, last } = aSource();
		const steps = interruptible(source);
		const interrupted = steps.next();
		steps.interrupt();
		await interrupted;
		last()?.reject(new Error("aborted"));
		await settled();

		expect(await steps.next()).toBeUndefined();
	});
});
