import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { anEvent } from "../../../../test/support/an-event.ts";
import { tempFolder } from "../../../../test/support/temp-folder.ts";
import type { RouterEvent } from "../../../core/events.ts";
import { encodeEvent } from "../../../core/log/event-codec.ts";
import type { LogCoverage } from "../../../core/log/log-coverage.ts";
import { LOG_START } from "../../../core/log/log-position.ts";
import { LogReader } from "./log-reader.ts";

const text = (events: readonly RouterEvent[]) => events.map((event) => `${encodeEvent(event)}\n`).join("");
const numbered = (writer: string, ...seqs: readonly number[]) => seqs.map((seq) => anEvent({ seq, writer }));

async function setUp() {
	const path = join(await tempFolder(), "auto-router.events.jsonl");
	const write = (...events: readonly RouterEvent[]) => writeFile(path, text(events));
	const readerFrom = (from?: LogCoverage) => {
		const seen: number[] = [];
		const reader = new LogReader({
			path,
			writer: "me",
			onEvents: (events) => seen.push(...events.map(({ seq }) => seq)),
			onProblem: () => undefined,
			...(from ? { from } : {}),
		});
		return { reader, seen };
	};
	return { write, readerFrom };
}

describe("LogReader", () => {
	it("counts nothing again when somebody takes the first lines out of the log", async () => {
		const { write, readerFrom } = await setUp();
		await write(...numbered("w", 1, 2, 3));
		const first = readerFrom();
		await first.reader.readToEnd();
		await write(...numbered("w", 2, 3, 4));
		const next = readerFrom(first.reader.coverage());

		for (const { reader } of [first, next]) await reader.readToEnd();

		expect([first.seen, next.seen]).toEqual([[1, 2, 3, 4], [4]]);
	});

	it("leaves out records that the saved state contains although they reached the file later", async () => {
		const { write, readerFrom } = await setUp();
		await write(...numbered("ended", 1, 2, 3), ...numbered("other", 1));
		const { reader, seen } = readerFrom({ position: LOG_START, seqs: new Map([["ended", 2]]) });

		await reader.readToEnd();

		expect(seen).toEqual([3, 1]);
		expect(Object.fromEntries(reader.coverage().seqs)).toEqual({ ended: 3, other: 1 });
	});

	it("remembers the writers that wrote last, and itself", async () => {
		const { write, readerFrom } = await setUp();
		const others = Array.from({ length: 400 }, (_, index) => anEvent({ writer: `w${index}` }));
		const [some, more] = [others.slice(0, 200), others.slice(200)];
		await write(...numbered("me", 7), ...numbered("busy", 1), ...some, ...numbered("busy", 2), ...more);
		const { reader } = readerFrom();

		await reader.readToEnd();

		const { seqs } = reader.coverage();
		expect(seqs.size).toBe(300);
		expect(["me", "busy", "w0", "w399"].map((writer) => seqs.get(writer))).toEqual([7, 2, undefined, 1]);
	});
});
