import { appendFile, mkdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { anEvent } from "../../../../test/support/an-event.ts";
import { createFakeClock } from "../../../../test/support/fake-clock.ts";
import { tempFolder } from "../../../../test/support/temp-folder.ts";
import { encodeEvent } from "../../../core/log/event-codec.ts";
import type { Problem } from "../files/problem.ts";
import { createRotation, listRotated, type RotationLimits } from "./rotate.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const NEVER = Number.POSITIVE_INFINITY;

async function setUp(limits: Partial<RotationLimits> = {}) {
	const path = join(await tempFolder(), "auto-router.events.jsonl");
	/** How wrong the wall clock goes. */
	const skew = { ms: 0 };
	const fake = createFakeClock(Date.parse("2026-03-14T09:30:00.000Z"));
	const clock = { ...fake, now: () => fake.now() + skew.ms };
	const problems: Problem[] = [];
	const onProblem = (problem: Problem) => problems.push(problem);
	const rotate = createRotation({ path, clock, onProblem, limits: { maxBytes: NEVER, maxAgeMs: NEVER, ...limits } });
	const afterBatch = async (text: string) => {
		await appendFile(path, text);
		const { ino, size } = await stat(path);
		await rotate({ inode: ino, bytes: size });
	};
	const besides = (name: string) => join(dirname(path), name);
	return { path, clock, skew, problems, afterBatch, besides };
}

describe("createRotation", () => {
	it("sets the file aside under the time of day once it has the size", async () => {
		const { path, afterBatch, besides } = await setUp({ maxBytes: 10 });
		await afterBatch("12345\n");
		expect(await listRotated(path)).toEqual([]);
		await afterBatch("6789\n");
		expect(await listRotated(path)).toEqual(["auto-router.events.20260314T093000000Z.jsonl"]);
		expect(await readFile(besides("auto-router.events.20260314T093000000Z.jsonl"), "utf8")).toBe("12345\n6789\n");
		await expect(stat(path)).rejects.toThrow("ENOENT");
	});

	it("sets the file aside when its first record is old enough", async () => {
		const { path, clock, afterBatch } = await setUp({ maxAgeMs: 2 * DAY_MS });
		const line = `${encodeEvent(anEvent({ atMs: clock.now() - DAY_MS }))}\n`;
		await afterBatch(line);
		await clock.advance(DAY_MS - 1);
		await afterBatch(line);
		expect(await listRotated(path)).toHaveLength(0);
		await clock.advance(1);
		await afterBatch(line);
		expect(await listRotated(path)).toHaveLength(1);
	});

	it("takes a file whose first line has no time for a new one", async () => {
		const { path, clock, afterBatch } = await setUp({ maxAgeMs: DAY_MS });
		await afterBatch("what?\n");
		await clock.advance(DAY_MS - 1);
		await afterBatch("what?\n");
		expect(await listRotated(path)).toHaveLength(0);
	});

	it("never gives two files one name, and keeps their order when the clock goes back", async () => {
		const { path, skew, afterBatch, besides } = await setUp({ maxBytes: 1 });
		await afterBatch("1\n");
		await afterBatch("2\n");
		skew.ms = -DAY_MS;
		await afterBatch("3\n");
		const names = await listRotated(path);
		const contents = await Promise.all(names.map((name) => readFile(besides(name), "utf8")));
		expect(contents).toEqual(["1\n", "2\n", "3\n"]);
	});

	it("leaves the file alone that another process has put in its place", async () => {
		const { path, clock, problems } = await setUp();
		await writeFile(path, "new\n");
		const { ino } = await stat(path);
		const limits = { maxBytes: 1, maxAgeMs: NEVER };
		await createRotation({ path, clock, onProblem: (p) => problems.push(p), limits })({ inode: ino + 1, bytes: 99 });
		expect(await readFile(path, "utf8")).toBe("new\n");
		expect(problems).toEqual([]);
	});

	it("leaves it to the process that is doing it already", async () => {
		const { path, problems, afterBatch } = await setUp({ maxBytes: 1 });
		await mkdir(`${path}.lock`);
		await afterBatch("1\n");
		expect(await listRotated(path)).toEqual([]);
		expect(problems).toEqual([]);
	});

	it("takes over the lock of a process that was killed", async () => {
		const { path, afterBatch } = await setUp({ maxBytes: 1 });
		await mkdir(`${path}.lock`);
		const longAgo = new Date(Date.now() - 60_000);
		await utimes(`${path}.lock`, longAgo, longAgo);
		await afterBatch("1\n");
		expect(await listRotated(path)).toHaveLength(1);
	});

	it("keeps every file unless told otherwise", async () => {
		const { path, clock, afterBatch } = await setUp({ maxBytes: 1 });
		for (let year = 0; year < 3; year += 1) {
			await afterBatch("1\n");
			await clock.advance(365 * DAY_MS);
		}
		expect(await listRotated(path)).toHaveLength(3);
	});

	it("deletes what was set aside more than keepDays ago, and nothing else", async () => {
		const { path, clock, afterBatch, besides } = await setUp({ maxBytes: 1, keepDays: 2 });
		await writeFile(besides("auto-router.events.20200101T000000000Z.txt"), "mine");
		await afterBatch("1\n");
		await clock.advance(2 * DAY_MS);
		await afterBatch("2\n");
		expect(await listRotated(path)).toHaveLength(2);
		await clock.advance(1);
		await afterBatch("3\n");
		expect(await listRotated(path)).toHaveLength(2);
		expect(await readFile(besides("auto-router.events.20200101T000000000Z.txt"), "utf8")).toBe("mine");
	});

	it("says why when the file cannot be set aside, goes on, and tries again a minute later", async () => {
		const { path, clock, problems, afterBatch } = await setUp({ maxBytes: 1 });
		await writeFile(`${path}.lock`, "a file where the lock should be");
		const longAgo = new Date(Date.now() - 60_000);
		await utimes(`${path}.lock`, longAgo, longAgo);
		await afterBatch("1\n");
		await afterBatch("2\n");
		expect(problems).toMatchObject([{ code: "log-rotate-ENOTDIR", message: expect.stringContaining(path) }]);
		await rm(`${path}.lock`);
		await afterBatch("3\n");
		expect(await listRotated(path)).toEqual([]);
		await clock.advance(60_000);
		await afterBatch("4\n");
		expect(await listRotated(path)).toHaveLength(1);
	});
});

describe("listRotated", () => {
	it("lists nothing where there is no folder", async () => {
		expect(await listRotated(join(await tempFolder(), "no", "events.jsonl"))).toEqual([]);
	});

	it("knows its files by their names", async () => {
		const path = join(await tempFolder(), "events.jsonl");
		const names = [
			"events.20260314T093000001Z.jsonl",
			"events.20260314T093000000Z.jsonl",
			"events.20261399T093000000Z.jsonl",
			"events.jsonl.v1.bak",
			"events.old.jsonl",
			"other.20260314T093000000Z.jsonl",
		];
		for (const name of names) await writeFile(join(dirname(path), name), "");
		expect(await listRotated(path)).toEqual(["events.20260314T093000000Z.jsonl", "events.20260314T093000001Z.jsonl"]);
	});
});
