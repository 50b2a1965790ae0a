import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { appendFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { logLines } from "../../../../test/support/log-lines.ts";
import { bundleChild, startChild } from "../../../../test/support/start-child.ts";
import { tempFolder } from "../../../../test/support/temp-folder.ts";
import { decodeEvent } from "../../../core/log/event-codec.ts";
import { createClock } from "../system.ts";
import { createEventLog } from "./event-log.ts";
import { createEventTail } from "./event-tail.ts";
import { listRotated } from "./rotate.ts";

interface Appender {
	readonly child: ChildProcess;
	/** Up to which record everything has been written for certain. */
	acknowledged(): number;
}

/** Makes a log's path and the way to start processes that append to it. */
async function setUp() {
	const folder = await tempFolder();
	const path = join(folder, "auto-router.events.jsonl");
	const bundle = await bundleChild(new URL("../../../../test/support/append-child.ts", import.meta.url), folder);
	const start = (writer: string, count: number, maxBytes = Number.POSITIVE_INFINITY): Appender => {
		const child = startChild(bundle, [path, writer, String(count), String(maxBytes)]);
		let acknowledged = 0;
		child.on("message", (seq) => {
			acknowledged = Number(seq);
		});
		return { child, acknowledged: () => acknowledged };
	};
	return { path, start };
}

/** The numbers that each writer's records have, in the order of the lines, and how many lines are no records. */
function tally(lines: readonly string[]) {
	const seqs = new Map<string, number[]>();
	let foreign = 0;
	for (const line of lines) {
		const decoded = decodeEvent(line);
		if (decoded.kind !== "event") {
			foreign += 1;
			continue;
		}
		const { writer, seq } = decoded.event;
		seqs.set(writer, [...(seqs.get(writer) ?? []), seq]);
	}
	return { seqs, foreign };
}

const TORN_LINE = '{"type":"routing.attempt","timestamp":"2026-03-14T09:30:00.123Z","version":2,"writer":"dead","se';

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe("createEventLog in several processes", () => {
	it("tears and loses no record of four processes that write 2,000 each", async () => {
		const { path, start } = await setUp();
		const appenders = ["a", "b", "c", "d"].map((writer) => start(writer, 2_000));
		const exits = await Promise.all(appenders.map(({ child }) => once(child, "exit")));
		expect(exits.map(([code]) => code)).toEqual([0, 0, 0, 0]);
		const { seqs, foreign } = tally(await logLines(path));
		expect(foreign).toBe(0);
		expect([...seqs.keys()].sort()).toEqual(["a", "b", "c", "d"]);
		for (const numbers of seqs.values()) expect(numbers).toEqual(upTo(2_000));
	});

	it("loses no record and shows each once to a tail while four processes set the log aside all the time", async () => {
		const { path, start } = await setUp();
		const seen = new Map<string, number[]>();
		const tail = createEventTail({
			path,
			writer: "reader",
			clock: createClock(),
			pollMs: 5,
			onProblem: ({ message }) => expect.unreachable(message),
			onEvents: (events) => {
				for (const { writer, seq } of events) seen.set(writer, [...(seen.get(writer) ?? []), seq]);
			},
		});
		tail.start();
		// Set aside twice while one writer stands between opening and writing, its record would be where nobody looks.
		const appenders = ["a", "b", "c", "d"].map((writer) => start(writer, 500, 300_000));
		await Promise.all(appenders.map(({ child }) => once(child, "exit")));
		await tail.stop();
		await tail.readOnce();
		const rotated = await listRotated(path);
		expect(rotated.length).toBeGreaterThan(3);
		const files = [...rotated.map((name) => join(dirname(path), name)), path];
		const { seqs, foreign } = tally((await Promise.all(files.map(logLines))).flat());
		expect(foreign).toBe(0);
		for (const writer of ["a", "b", "c", "d"]) {
			expect(seqs.get(writer)).toEqual(upTo(500));
			expect(seen.get(writer)).toEqual(upTo(500));
		}
	});

	it("keeps every acknowledged record when processes are killed at any moment and leave torn lines", async () => {
		const { path, start } = await setUp();
		const acknowledged = new Map<string, number>();
		const killOne = async (writer: string) => {
			const { child, acknowledged: seq } = start(writer, 100_000);
			await once(child, "message");
			await new Promise((resolve) => setTimeout(resolve, Math.random() * 6));
			child.kill("SIGKILL");
			await once(child, "exit");
			// A kill in the middle of a write is rare; what it leaves is made by hand, while the others go on writing.
			await appendFile(path, TORN_LINE);
			acknowledged.set(writer, seq());
		};
		const lanes = upTo(4).map(async (lane) => {
			for (let round = 0; round < 25; round += 1) await killOne(`w${lane}-${round}`);
		});
		await Promise.all(lanes);

		const log = createEventLog({
			path,
			clock: createClock(),
			rotation: { maxBytes: Number.POSITIVE_INFINITY },
			onProblem: ({ message }) => expect.unreachable(message),
		});
		const data = { scope: "target", key: "k", reason: "r" } as const;
		log.append([{ type: "cooldown.cleared", atMs: Date.now(), writer: "last", seq: 1, data }]);
		await log.flush();

		const lines = await logLines(path);
		const { seqs, foreign } = tally(lines);
		expect(foreign).toBeGreaterThan(0);
		expect(foreign).toBeLessThanOrEqual(200);
		expect(decodeEvent(lines.at(-1) ?? "")).toMatchObject({ kind: "event", event: { writer: "last" } });
		expect(acknowledged.size).toBe(100);
		for (const [writer, seq] of acknowledged) {
			const numbers = seqs.get(writer) ?? [];
			expect(numbers).toEqual(upTo(numbers.length));
			expect(numbers.length).toBeGreaterThanOrEqual(seq);
		}
	}, 30_000);
});

describe("what is started in a process", () => {
	it("keeps no process alive, and what was appended last is still written", async () => {
		const folder = await tempFolder();
		const path = join(folder, "auto-router.events.jsonl");
		const child = startChild(
			await bundleChild(new URL("../../../../test/support/idle-child.ts", import.meta.url), folder),
			[path, join(folder, "claims")],
		);
		expect(await once(child, "exit")).toEqual([0, null]);
		expect(tally(await logLines(path)).seqs.get("idle")).toEqual([1]);
	});
});
