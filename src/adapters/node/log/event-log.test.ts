import { existsSync } from "node:fs";
import { appendFile, chmod, mkdir, open, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { eventLogContract } from "../../../../test/contract/event-log.contract.ts";
import { anEvent, someEvents } from "../../../../test/support/an-event.ts";
import { logEvents, logLines } from "../../../../test/support/log-lines.ts";
import { tempFolder } from "../../../../test/support/temp-folder.ts";
import type { RouterEvent } from "../../../core/events.ts";
import { encodeEvent } from "../../../core/log/event-codec.ts";
import type { AppendHandle } from "../files/append-lines.ts";
import type { Problem } from "../files/problem.ts";
import { createClock } from "../system.ts";
import { createEventLog, type FileEventLogInput } from "./event-log.ts";

function aLog(path: string, input: Partial<FileEventLogInput> = {}) {
	const problems: Problem[] = [];
	const onProblem = (problem: Problem) => problems.push(problem);
	const rotation = { maxAgeMs: Number.POSITIVE_INFINITY };
	return { log: createEventLog({ path, clock: createClock(), onProblem, rotation, ...input }), problems };
}

/** A disk on which opening or writing can fail. `budget` is how many bytes fit from now on. */
function aDisk() {
	const disk = { budget: Number.POSITIVE_INFINITY, openError: "", opened: 0 };
	const fail = (code: string) => Promise.reject(Object.assign(new Error(`${code}: refused`), { code }));
	const openFile = async (path: string): Promise<AppendHandle> => {
		disk.opened += 1;
		if (disk.openError) return fail(disk.openError);
		const handle = await open(path, "a+", 0o600);
		const write = async (bytes: Uint8Array) => {
			if (disk.budget === 0) return fail("ENOSPC");
			const written = await handle.write(bytes.subarray(0, Math.min(bytes.length, disk.budget)));
			disk.budget -= written.bytesWritten;
			return written;
		};
		return {
			stat: handle.stat.bind(handle),
			chmod: handle.chmod.bind(handle),
			read: handle.read.bind(handle),
			close: handle.close.bind(handle),
			write: write as AppendHandle["write"],
		};
	};
	return { disk, openFile };
}

eventLogContract("file log", async () => {
	const path = join(await tempFolder(), "auto-router.events.jsonl");
	return { log: aLog(path).log, written: () => logEvents(path), isEmpty: () => !existsSync(path) };
});

describe("createEventLog", () => {
	it("touches nothing before the first event", async () => {
		const path = join(await tempFolder(), "new", "events.jsonl");
		await aLog(path).log.flush();
		await expect(stat(join(path, ".."))).rejects.toThrow("ENOENT");
	});

	it("creates its folders with mode 0700 and the file with mode 0600", async () => {
		const folder = await tempFolder();
		const path = join(folder, "a", "b", "events.jsonl");
		const { log } = aLog(path);
		log.append([anEvent()]);
		await log.flush();
		const modes = await Promise.all(
			[join(folder, "a"), join(folder, "a", "b"), path].map(async (p) => (await stat(p)).mode),
		);
		expect(modes.map((mode) => mode & 0o777)).toEqual([0o700, 0o700, 0o600]);
	});

	it("narrows the mode of an existing file and leaves that of its folder", async () => {
		const folder = await tempFolder();
		await chmod(folder, 0o755);
		const path = join(folder, "events.jsonl");
		await writeFile(path, "", { mode: 0o644 });
		const { log } = aLog(path);
		log.append([anEvent()]);
		await log.flush();
		expect([(await stat(folder)).mode & 0o777, (await stat(path)).mode & 0o777]).toEqual([0o755, 0o600]);
	});

	it("writes what was appended in one turn with one opening", async () => {
		const path = join(await tempFolder(), "events.jsonl");
		const { disk, openFile } = aDisk();
		const { log } = aLog(path, { openFile });
		for (const event of someEvents(50)) log.append([event]);
		await log.flush();
		expect(disk.opened).toBe(1);
	});

	it("sets the torn last line of a killed process aside", async () => {
		const path = join(await tempFolder(), "events.jsonl");
		const torn = encodeEvent(anEvent({ writer: "dead" })).slice(0, 60);
		await writeFile(path, torn);
		const { log, problems } = aLog(path);
		log.append([anEvent()]);
		await log.flush();
		expect(await logLines(path)).toEqual([torn, encodeEvent(anEvent())]);
		expect(problems).toEqual([]);
	});

	it("sets a line aside that another process tore while this one was running", async () => {
		const path = join(await tempFolder(), "events.jsonl");
		const { log } = aLog(path);
		log.append([anEvent({ seq: 1 })]);
		await log.flush();
		await appendFile(path, '{"type":"torn');
		log.append([anEvent({ seq: 2 })]);
		await log.flush();
		expect(await logEvents(path)).toEqual(someEvents(2));
	});

	it("ends every write with a newline and puts none in front of a healthy file", async () => {
		const path = join(await tempFolder(), "events.jsonl");
		const { log } = aLog(path);
		for (const event of someEvents(3)) {
			log.append([event]);
			await log.flush();
		}
		const expected = someEvents(3).map((event) => `${encodeEvent(event)}\n`);
		expect(await readFile(path, "utf8")).toBe(expected.join(""));
	});

	it("creates its folder again when somebody removed it", async () => {
		const folder = join(await tempFolder(), "logs");
		const path = join(folder, "events.jsonl");
		const { log, problems } = aLog(path);
		log.append([anEvent({ seq: 1 })]);
		await log.flush();
		await rm(folder, { recursive: true });
		log.append([anEvent({ seq: 2 })]);
		await log.flush();
		expect(await logEvents(path)).toEqual([anEvent({ seq: 2 })]);
		expect(problems).toEqual([]);
	});

	it.each([
		["EROFS", "the file system is read-only"],
		["EACCES", "permission is denied"],
		["ENOTDIR", "a part of its path is a file"],
		["ENOENT", "it does not exist and could not be created"],
		["EWEIRD", "EWEIRD: refused"],
	])("says once what %s means and writes everything when it is over", async (code, cause) => {
		const path = join(await tempFolder(), "events.jsonl");
		const { disk, openFile } = aDisk();
		const { log, problems } = aLog(path, { openFile });
		disk.openError = code;
		for (const event of someEvents(3)) {
			log.append([event]);
			await log.flush();
		}
		expect(problems).toMatchObject([
			{ code: `log-write-${code}`, message: expect.stringContaining(`${path}: ${cause}`) },
		]);
		disk.openError = "";
		log.append([anEvent({ seq: 4 })]);
		await log.flush();
		expect(await logEvents(path)).toEqual(someEvents(4));
		expect(problems).toHaveLength(1);
	});

	it("tries again what is left when it is flushed, as at shutdown", async () => {
		const path = join(await tempFolder(), "events.jsonl");
		const { disk, openFile } = aDisk();
		const { log } = aLog(path, { openFile });
		disk.openError = "EIO";
		log.append([anEvent()]);
		await log.flush();
		disk.openError = "";
		await log.flush();
		expect(await logEvents(path)).toEqual([anEvent()]);
	});

	it.each([
		["a healthy file", ""],
		["a file with a torn last line", '{"type":"torn'],
	])("loses and doubles no record wherever a full disk cuts a batch for %s", async (_what, before) => {
		const folder = await tempFolder();
		const events = [1, 2].map((seq): RouterEvent => ({ type: "state.reset", atMs: 0, writer: "w", seq, data: {} }));
		const bytes = events.reduce((sum, event) => sum + encodeEvent(event).length + 1, 1);
		for (let budget = 0; budget <= bytes; budget += 1) {
			const path = join(folder, `${budget}.jsonl`);
			await writeFile(path, before);
			const { disk, openFile } = aDisk();
			const { log } = aLog(path, { openFile });
			disk.budget = budget;
			log.append(events);
			await log.flush();
			disk.budget = Number.POSITIVE_INFINITY;
			await log.flush();
			expect(await logEvents(path)).toEqual(events);
			const torn = (await logLines(path)).length - 2 - (before ? 1 : 0);
			expect(torn).toBeLessThanOrEqual(1);
		}
	});

	it("goes on after a write that took only a part without an error", async () => {
		const path = join(await tempFolder(), "events.jsonl");
		const { disk, openFile } = aDisk();
		const interrupted = async (file: string) => {
			disk.budget = 700;
			return openFile(file);
		};
		const { log, problems } = aLog(path, { openFile: interrupted });
		log.append(someEvents(10));
		await log.flush();
		expect(await logEvents(path)).toEqual(someEvents(10));
		expect(problems).toEqual([]);
	});

	it("keeps the newest thousand records of a long trouble and says how many were lost", async () => {
		const path = join(await tempFolder(), "events.jsonl");
		const { disk, openFile } = aDisk();
		const { log, problems } = aLog(path, { openFile });
		disk.openError = "EROFS";
		log.append(someEvents(1_200));
		await log.flush();
		disk.openError = "";
		await log.flush();
		expect(await logEvents(path)).toEqual(someEvents(1_200).slice(200));
		expect(problems.at(-1)).toMatchObject({
			code: "log-records-lost",
			message: expect.stringContaining("200 records"),
		});
	});

	it("keeps no more than two megabytes", async () => {
		const path = join(await tempFolder(), "events.jsonl");
		const { disk, openFile } = aDisk();
		const { log } = aLog(path, { openFile });
		disk.openError = "EROFS";
		log.append(someEvents(300).map((event) => ({ ...event, sessionId: "x".repeat(16_000) })));
		await log.flush();
		disk.openError = "";
		await log.flush();
		const { size } = await stat(path);
		expect(size).toBeGreaterThan(1.9 * 2 ** 20);
		expect(size).toBeLessThanOrEqual(2 * 2 ** 20);
	});

	it("reports a path that is a directory and never throws", async () => {
		const path = join(await tempFolder(), "events.jsonl");
		await mkdir(path);
		const { log, problems } = aLog(path);
		log.append([anEvent()]);
		await log.flush();
		expect(problems).toMatchObject([{ code: "log-write-EISDIR" }]);
	});

	it("drops an event that cannot be written down and keeps those around it", async () => {
		const path = join(await tempFolder(), "events.jsonl");
		const { log, problems } = aLog(path);
		log.append([anEvent({ seq: 1 }), anEvent({ seq: 2, atMs: Number.NaN }), anEvent({ seq: 3 })]);
		await log.flush();
		expect((await logEvents(path)).map(({ seq }) => seq)).toEqual([1, 3]);
		expect(problems).toMatchObject([{ code: "log-encode" }]);
	});
});
