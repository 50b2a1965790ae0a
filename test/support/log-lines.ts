import { readFile } from "node:fs/promises";
import type { RouterEvent } from "../../src/core/events.ts";
import { decodeEvent } from "../../src/core/log/event-codec.ts";

/** The lines of a log, without their newlines; none if there is no file. An unfinished last line is one of them. */
export async function logLines(path: string): Promise<string[]> {
	const text = await readFile(path, "utf8").catch(() => "");
	return text.split("\n").filter((line) => line !== "");
}

/** The records in a log; every other line is left out. */
export async function logEvents(path: string): Promise<RouterEvent[]> {
	const decoded = (await logLines(path)).map((line) => decodeEvent(line));
	return decoded.flatMap((line) => (line.kind === "event" ? [line.event] : []));
}
