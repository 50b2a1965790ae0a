import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { anEvent } from "../../../../test/support/an-event.ts";
import { tempFolder } from "../../../../test/support/temp-folder.ts";
import { encodeEvent } from "../../../core/log/event-codec.ts";
import { readRecentEvents } from "./recent-events.ts";

const line = (seq: number): string => `${encodeEvent(anEvent({ seq }))}\n`;

describe("readRecentEvents", () => {
	it("gives the newest whole records, without what cannot be read", async () => {
		const path = join(await tempFolder(), "log.jsonl");
		await writeFile(path, `${line(1)}${line(2)}garbage\n${line(3)}${line(4).slice(0, 50)}`);

		expect((await readRecentEvents(path)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
		expect((await readRecentEvents(path, line(3).length * 2)).map(({ seq }) => seq)).toEqual([3]);
	});

	it("has none where there is no log", async () => {
		expect(await readRecentEvents(join(await tempFolder(), "log.jsonl"))).toEqual([]);
	});
});
