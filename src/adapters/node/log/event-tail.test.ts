import { execFileSync } from "node:child_process";
import { appendFile, mkdir, open, readdir, readlink, rename, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { aLegacyLine, anEvent, someEvents } from "../../../../test/support/an-event.ts";
import { createFakeClock } from "../../../../test/support/fake-clock.ts";
import { tempFolder } from "../../../../test/support/temp-folder.ts";
import type { RouterEvent } from "../../../core/events.ts";
import { encodeEvent } from "../../../core/log/event-codec.ts";
import { coverageToJson, type LogCoverage, readCoverage } from "../../../core/log/log-coverage.ts";
import type { Problem } from "../files/problem.ts";
import { createClock } from "../system.ts";
import { createEventTail, type EventTailInput } from "./event-tail.ts";

const text = (...events: RouterEvent[]) => events.map((event) => `${encodeEvent(event)}\n`).join("");
/** Records of one writer with these numbers. */
const numbered = (...seqs: number[]) => seqs.map((seq) => anEvent({ seq }));

async function setUp(first = "") {
	const folder = await tempFolder();
	const path = join(folder, "auto-router.events.jsonl");
	if (first) await writeFile(path, first);
	const setAside = async (day: number) => {
		const rotated = join(folder, `auto-router.events.202603${day}T000000000Z.jsonl`);
		await rename(path, rotated);
		return rotated;
	};
	return { path, setAside, ...startTail(path) };
}

function startTail(path: string, input: Partial<EventTailInput> = {}) {
	const seen: number[] = [];
	const problems: Problem[] = [];
	const tail = createEventTail({
		path,
		writer: "me",
		clock: createFakeClock(),
		onEvents: (events) => seen.push(...events.map(({ seq }) => seq)),
		onProblem: (problem) => problems.push(problem),
		...input,
	});
	onTestFinished(() => tail.stop());
	return { tail, seen, problems };
}

describe("readOnce", () => {
	it("reads what is there, then only what was added", async () => {
		const { path, tail, seen } = await setUp(text(...numbered(1, 2)));
		await tail.readOnce();
		await appendFile(path, text(...numbered(3)));
		await tail.readOnce();
		await tail.readOnce();
		expect(seen).toEqual([1, 2, 3]);
	});

	it.each([
		["a device that never ends", async (path: string) => symlink("/dev/zero", path)],
		["a pipe that nobody writes into", async (path: string) => void execFileSync("mkfifo", [path])],
	])("gives up at once on %s in the place of the log", async (_what, make) => {
		const { path, tail, seen, problems } = await setUp();
		await make(path);
		await tail.readOnce();

		expect(seen).toEqual([]);
		expect(problems.map(({ message }) => message)).toEqual([
			`Cannot read the log ${path}: ${path} is not a regular file; remove it, or set AUTO_ROUTER_LOG_DIR to another directory. What other pi processes learn is not seen.`,
		]);
	});

	it("hands over the events as they were written", async () => {
		const received: RouterEvent[] = [];
		const { path } = await setUp(text(...someEvents(3)));
		await startTail(path, { onEvents: (events) => received.push(...events) }).tail.readOnce();
		expect(received).toEqual(someEvents(3));
	});

	it("waits for the file, and for its folder", async () => {
		const path = join(await tempFolder(), "later", "events.jsonl");
		const { tail, seen, problems } = startTail(path);
		await tail.readOnce();
		await mkdir(dirname(path));
		await tail.readOnce();
		await writeFile(path, text(...numbered(1)));
		await tail.readOnce();
		expect(seen).toEqual([1]);
		expect(problems).toEqual([]);
	});

	it("goes on where an earlier tail stopped, through JSON and a second process", async () => {
		const { path, tail } = await setUp(text(...numbered(1, 2)));
		await tail.readOnce();
		await appendFile(path, text(...numbered(3)));
		const from = readCoverage(JSON.parse(JSON.stringify(coverageToJson(tail.coverage()))));
		const next = startTail(path, from && { from });
		await next.tail.readOnce();
		expect(next.seen).toEqual([3]);
	});

	it("leaves out our own records, says how far they are covered, and calls nobody for them", async () => {
		const own = [7, 8].map((seq) => anEvent({ seq, writer: "me" }));
		const { tail, seen } = await setUp(text(anEvent({ seq: 1 }), ...own));
		expect(tail.ownSeq()).toBe(0);
		await tail.readOnce();
		expect(seen).toEqual([1]);
		expect(tail.ownSeq()).toBe(8);
	});

	it("leaves a line alone until it is complete", async () => {
		const [line] = [text(...numbered(1))];
		const { path, tail, seen, problems } = await setUp(line.slice(0, 50));
		await tail.readOnce();
		await appendFile(path, line.slice(50, -1));
		await tail.readOnce();
		expect(seen).toEqual([]);
		await appendFile(path, "\n");
		await tail.readOnce();
		expect(seen).toEqual([1]);
		expect(problems).toEqual([]);
	});

	it("skips torn and foreign lines with one word for each kind, and old ones without any", async () => {
		const torn = text(...numbered(9)).slice(0, 40);
		const newer = text(...numbered(9)).replace('"version":2', '"version":3');
		const lines = [torn, torn, newer, aLegacyLine(), "", "[]", "x".repeat(1_100_000)].map((line) => `${line.trim()}\n`);
		const { tail, seen, problems } = await setUp(text(...numbered(1)) + lines.join("") + text(...numbered(2)));
		await tail.readOnce();
		expect(seen).toEqual([1, 2]);
		expect(problems.map(({ code }) => code)).toEqual([
			"log-line-not-json",
			"log-line-newer-version",
			"log-line-not-an-object",
			"log-line-too-long",
		]);
	});

	it("finds our record and another's behind torn lines", async () => {
		const torn = text(...numbered(9)).slice(0, 140);
		const ownTorn = text(anEvent({ seq: 5, writer: "me" })).slice(0, 140);
		const { tail, seen } = await setUp(torn + text(anEvent({ seq: 4, writer: "me" })) + ownTorn + text(...numbered(2)));
		await tail.readOnce();
		expect(seen).toEqual([2]);
	});

	it("reports a log that it cannot read once and does not reject", async () => {
		const path = join(await tempFolder(), "events.jsonl");
		await mkdir(path);
		const { tail, problems } = startTail(path);
		await tail.readOnce();
		await tail.readOnce();
		expect(problems).toMatchObject([{ code: "log-read-EISDIR", message: expect.stringContaining(path) }]);
	});

	it("survives a listener that throws", async () => {
		const { path } = await setUp(text(...numbered(1)));
		const onEvents = () => {
			throw new Error("bug");
		};
		const { tail, problems } = startTail(path, { onEvents });
		await tail.readOnce();
		expect(problems).toMatchObject([{ code: "log-read-unknown" }]);
	});
});

describe("readOnce when the log is set aside", () => {
	it("finishes the renamed file before it begins the new one", async () => {
		const { path, setAside, tail, seen } = await setUp(text(...numbered(1)));
		await tail.readOnce();
		await appendFile(path, text(...numbered(2)));
		await setAside(10);
		await writeFile(path, text(...numbered(3)));
		await tail.readOnce();
		expect(seen).toEqual([1, 2, 3]);
	});

	it("reads every file that was set aside while nobody looked", async () => {
		const { path, setAside, tail, seen } = await setUp(text(...numbered(1)));
		await tail.readOnce();
		for (const day of [10, 11, 12]) {
			await appendFile(path, text(...numbered(day)));
			await setAside(day);
		}
		await writeFile(path, text(...numbered(13)));
		await tail.readOnce();
		expect(seen).toEqual([1, 10, 11, 12, 13]);
	});

	it("reads the new file when it comes later", async () => {
		const { path, setAside, tail, seen } = await setUp(text(...numbered(1)));
		await setAside(10);
		await tail.readOnce();
		await tail.readOnce();
		await writeFile(path, text(...numbered(2)));
		await tail.readOnce();
		expect(seen).toEqual([1, 2]);
	});

	it("sees the record of a process that had opened the file before it was renamed, in its place", async () => {
		const { path, setAside, tail, seen } = await setUp(text(...numbered(1)));
		await tail.readOnce();
		const late = await open(path, "a");
		await setAside(10);
		await writeFile(path, text(...numbered(3)));
		await tail.readOnce();
		await late.write(text(...numbered(4)));
		await late.close();
		await tail.readOnce();
		await tail.readOnce();
		await appendFile(path, text(...numbered(5)));
		await tail.readOnce();
		expect(seen).toEqual([1, 3, 4, 5]);
	});

	it("hands a late record over before what its writer wrote afterwards", async () => {
		const { path, setAside, tail, seen } = await setUp(text(...numbered(1)));
		await setAside(10);
		await tail.readOnce();
		await appendFile(join(dirname(path), "auto-router.events.20260310T000000000Z.jsonl"), text(...numbered(2)));
		await writeFile(path, text(...numbered(3)));
		await tail.readOnce();
		expect(seen).toEqual([1, 2, 3]);
	});

	it("covers late records by its position, so that the next process sees each once", async () => {
		const { path, setAside, tail } = await setUp(text(...numbered(1)));
		await tail.readOnce();
		const rotated = await setAside(10);
		await writeFile(path, text(...numbered(2)));
		await tail.readOnce();
		const before = tail.coverage();
		await appendFile(rotated, text(...numbered(3)));
		await tail.readOnce();
		const [first, second] = [startTail(path, { from: before }), startTail(path, { from: tail.coverage() })];
		await first.tail.readOnce();
		await second.tail.readOnce();
		expect([first.seen, second.seen]).toEqual([[3], []]);
	});

	it("goes on from a position in the middle of a file that has been set aside since", async () => {
		const { path, setAside, tail } = await setUp(text(...numbered(1)));
		await tail.readOnce();
		const from = tail.coverage();
		await appendFile(path, text(...numbered(2)));
		await setAside(10);
		const next = startTail(path, { from });
		await next.tail.readOnce();
		expect(next.seen).toEqual([2]);
	});

	it("gives a position from which the next process reads exactly the rest, at every moment", async () => {
		const { path, setAside } = await setUp(text(...numbered(1)));
		for (const day of [10, 11, 12]) {
			await setAside(day);
			await writeFile(path, text(...numbered(day)));
		}
		const seen: number[] = [];
		const stops: { readonly from: LogCoverage; readonly after: number }[] = [];
		const onEvents = (events: readonly RouterEvent[]) => {
			seen.push(...events.map(({ seq }) => seq));
			stops.push({ from: tail.coverage(), after: seen.length });
		};
		const { tail } = startTail(path, { onEvents });
		await tail.readOnce();
		expect(seen).toEqual([1, 10, 11, 12]);
		for (const { from, after } of stops) {
			const next = startTail(path, { from });
			await next.tail.readOnce();
			expect(next.seen).toEqual(seen.slice(after));
		}
	});

	it("goes on with the next file when the one it was in has been deleted", async () => {
		const { path, setAside, tail, seen } = await setUp(text(...numbered(1)));
		await tail.readOnce();
		await rm(await setAside(10));
		await writeFile(path, text(...numbered(2)));
		await setAside(11);
		await writeFile(path, text(...numbered(3)));
		await tail.readOnce();
		await tail.readOnce();
		expect(seen).toEqual([1, 2, 3]);
	});
});

describe("readOnce when something else changes the log", () => {
	it("begins again when the file was emptied and written anew, even if it is longer than before", async () => {
		const { path, tail, seen, problems } = await setUp(text(...numbered(1)));
		await tail.readOnce();
		await truncate(path);
		await tail.readOnce();
		await appendFile(path, text(...numbered(2, 3, 4)));
		await tail.readOnce();
		expect(seen).toEqual([1, 2, 3, 4]);
		expect(problems).toMatchObject([{ code: "log-replaced" }]);
	});

	it("begins with a new file after the old one was removed", async () => {
		const { path, tail, seen } = await setUp(text(...numbered(1)));
		await tail.readOnce();
		await rm(path);
		await tail.readOnce();
		await writeFile(path, text(...numbered(2)));
		await tail.readOnce();
		expect(seen).toEqual([1, 2]);
	});

	it("goes on at the end when lines were cut off there", async () => {
		const { path, tail, seen, problems } = await setUp(text(...numbered(1, 2)));
		await tail.readOnce();
		await truncate(path, text(...numbered(1)).length);
		await tail.readOnce();
		await appendFile(path, text(...numbered(3)));
		await tail.readOnce();
		expect(seen).toEqual([1, 2, 3]);
		expect(problems).toMatchObject([{ code: "log-replaced" }]);
	});

	it("follows no name out of the folder that a position may hold", async () => {
		const { path } = await setUp(text(...numbered(1)));
		await writeFile(join(dirname(path), "..", "secret.jsonl"), text(...numbered(66)));
		onTestFinished(() => rm(join(dirname(path), "..", "secret.jsonl")));
		const position = { fileId: "", offset: 0, after: "../secret.jsonl", afterOffset: 0 };
		const { tail, seen } = startTail(path, { from: { position, seqs: new Map() } });
		await tail.readOnce();
		expect(seen).toEqual([1]);
	});
});

describe("start", () => {
	it("reads at once and then at every poll, until it is stopped", async () => {
		const clock = createFakeClock();
		const { path } = await setUp(text(...numbered(1)));
		const { tail, seen } = startTail(path, { clock });
		tail.start();
		tail.start();
		await expect.poll(() => seen).toEqual([1]);
		await appendFile(path, text(...numbered(2)));
		await clock.advance(500);
		await expect.poll(() => seen).toEqual([1, 2]);
		await tail.stop();
		expect(clock.pending()).toBe(0);
		await appendFile(path, text(...numbered(3)));
		await clock.advance(5_000);
		await tail.stop();
		expect(seen).toEqual([1, 2]);
	});

	it("is woken by the file long before the poll", async () => {
		const { path } = await setUp(text(...numbered(1)));
		const { tail, seen } = startTail(path, { clock: createClock(), pollMs: 1_000_000 });
		tail.start();
		await expect.poll(() => seen).toEqual([1]);
		await appendFile(path, text(...numbered(2)));
		await expect.poll(() => seen).toEqual([1, 2]);
	});

	it("sees a record within a second although its folder did not exist at the start", async () => {
		const path = join(await tempFolder(), "later", "auto-router.events.jsonl");
		const { tail, seen } = startTail(path, { clock: createClock() });
		tail.start();
		await mkdir(dirname(path));
		await writeFile(path, text(...numbered(1)));
		await expect.poll(() => seen, { timeout: 1_000 }).toEqual([1]);
	});

	it("can be started again after a stop", async () => {
		const clock = createFakeClock();
		const { path } = await setUp(text(...numbered(1)));
		const { tail, seen } = startTail(path, { clock });
		tail.start();
		await tail.stop();
		await appendFile(path, text(...numbered(2)));
		tail.start();
		await expect.poll(() => seen).toEqual([1, 2]);
	});

	it("holds no file open between two readings", async () => {
		const { path, tail } = await setUp(text(...numbered(1)));
		await tail.readOnce();
		// Elsewhere than on Linux nothing is listed, and nothing can be told.
		const descriptors = await readdir("/proc/self/fd").catch(() => []);
		const open = await Promise.all(descriptors.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => "")));
		expect(open).not.toContain(path);
	});
});
