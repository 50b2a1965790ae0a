import { copyFile, mkdir, open, readFile, rm, stat, writeFile } from "node:fs/promises";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { type AProcess, aProcess, type ProcessParts } from "../../../test/support/a-process.ts";
import { createFakeClock } from "../../../test/support/fake-clock.ts";
import { logEvents } from "../../../test/support/log-lines.ts";
import { tempFolder } from "../../../test/support/temp-folder.ts";
import { listRotated } from "./log/rotate.ts";

const DAY_MS = 86_400_000;

async function started(folder: string, parts: ProcessParts = {}): Promise<AProcess> {
	const one = aProcess(folder, parts);
	onTestFinished(() => one.storage.stop());
	await one.storage.start();
	return one;
}

/** A process that did something and ended. */
async function ran(folder: string, act: (one: AProcess) => unknown, parts: ProcessParts = {}): Promise<AProcess> {
	const one = await started(folder, parts);
	await act(one);
	await one.storage.stop();
	return one;
}

const json = async (path: string) => JSON.parse(await readFile(path, "utf8"));

/** A disk that takes nothing while `isFull`. */
function fullDisk() {
	const disk = { isFull: true };
	const openFile = async (path: string) => {
		if (disk.isFull) throw Object.assign(new Error("full"), { code: "ENOSPC" });
		return await open(path, "a+", 0o600);
	};
	return { disk, openFile };
}

describe("a state over restarts", () => {
	it("is what was recorded, by this process and by others, and the files for people say so", async () => {
		const folder = await tempFolder();
		await ran(folder, (one) => one.spend(3, { day: "2026-03-14" }));
		const last = await ran(folder, (one) => one.spend(4, { day: "2026-03-15" }));

		const next = await started(folder);
		expect(next.spentCents()).toBe(7);
		expect(next.problems).toEqual([]);
		const { statsFile, latencyFile, ratingsFile, stateFile } = last.paths;
		expect(await json(statsFile)).toMatchObject({
			version: 3,
			daily: { "2026-03-14": { acme: { inputTokens: 3 } }, "2026-03-15": { acme: { estimatedCost: 0.04 } } },
			monthly: { "2026-03": { acme: { inputTokens: 7, estimatedCost: 0.07 } } },
		});
		expect(await readFile(statsFile, "utf8")).toContain('\n\t"daily": {\n');
		for (const path of [statsFile, latencyFile, ratingsFile, stateFile]) {
			expect((await stat(path)).mode & 0o777).toBe(0o600);
		}
	});

	it("counts once what reached the log only after the state with it was saved", async () => {
		const folder = await tempFolder();
		const { disk, openFile } = fullDisk();
		const late = await ran(folder, (one) => one.spend(5), { openFile });
		const between = await ran(folder, (one) => one.spend(1));
		disk.isFull = false;
		await late.recorder.flush();

		expect((await logEvents(late.paths.eventsFile)).map(({ writer }) => writer)).toEqual([between.writer, late.writer]);
		expect((await started(folder)).spentCents()).toBe(6);
	});

	it("goes on in the same process after a stop, and counts meanwhile what came in", async () => {
		const folder = await tempFolder();
		const one = await ran(folder, (first) => first.spend(1));
		one.spend(2);
		await ran(folder, (other) => other.spend(4));
		await one.storage.start();
		one.spend(8);
		await one.storage.stop();

		expect(one.spentCents()).toBe(15);
		expect((await started(folder)).spentCents()).toBe(15);
	});

	it.each([
		["is gone", (path: string) => rm(path), 0],
		["is empty", (path: string) => writeFile(path, ""), 1],
		["is cut", async (path: string) => writeFile(path, (await readFile(path, "utf8")).slice(0, -20)), 1],
		["is of another release", async (path: string) => rewrite(path, { version: 99 }), 1],
		["does not say what it covers", async (path: string) => rewrite(path, { position: undefined }), 1],
	])("comes from the whole log, set aside files included, where its file %s", async (_what, spoil, problems) => {
		const folder = await tempFolder();
		const small = { rotation: { maxBytes: 100 } };
		await ran(folder, (one) => one.spend(1), small);
		const last = await ran(folder, (one) => one.spend(2), small);
		await spoil(last.paths.stateFile);

		const next = await started(folder, small);
		expect(await listRotated(last.paths.eventsFile)).not.toEqual([]);
		expect(next.spentCents()).toBe(3);
		expect(next.problems).toHaveLength(problems);
		expect(next.notices).toEqual([]);
	});
});

async function rewrite(path: string, more: Readonly<Record<string, unknown>>): Promise<void> {
	await writeFile(path, JSON.stringify({ ...(await json(path)), ...more }));
}

describe("spend whose log is gone", () => {
	const spent = (one: AProcess) => {
		one.spend(3);
		one.recorder.record({
			type: "budget.set",
			atMs: Date.now(),
			data: { provider: "acme", period: "daily", limitUsd: 5, hard: true },
		});
	};

	it("comes from the file for people, with the limits, once", async () => {
		const folder = await tempFolder();
		const { paths } = await ran(folder, spent);
		await Promise.all([rm(paths.stateFile), rm(paths.eventsFile)]);

		const next = await ran(folder, (one) => one.spend(4));
		expect(next.spentCents()).toBe(7);
		expect(next.recorder.state().accounting.limits.get("acme daily")).toMatchObject({ limitUsd: 5, isHard: true });
		expect(next.notices).toEqual([expect.stringContaining(paths.statsFile)]);
		for (const file of ["", paths.stateFile, paths.stateFile]) {
			if (file) await rm(file);
			const again = await ran(folder, () => undefined);
			expect([again.spentCents(), again.notices.length]).toEqual([7, 0]);
		}
	});

	it("is made up for where only the oldest part of the log is gone", async () => {
		const folder = await tempFolder();
		const { paths } = await ran(folder, spent, { rotation: { maxBytes: 100 } });
		await ran(folder, (one) => one.spend(4));
		const [oldest = "none"] = await listRotated(paths.eventsFile);
		await Promise.all([rm(paths.stateFile), rm(`${folder}/${oldest}`)]);

		const next = await started(folder);
		expect(next.spentCents()).toBe(7);
		expect(next.recorder.state().accounting.limits.has("acme daily")).toBe(true);
	});

	it("is not taken from the file for people while the saved state is there", async () => {
		const folder = await tempFolder();
		const { paths } = await ran(folder, spent);
		const stats = await readFile(paths.statsFile, "utf8");
		await writeFile(paths.statsFile, stats.replaceAll('"inputTokens": 3', '"inputTokens": 9000'));
		const next = await started(folder);
		expect([next.spentCents(), next.notices]).toEqual([3, []]);
		expect(next.recorder.state().accounting.imports.size).toBe(0);
	});

	it("is not taken from a file that is none of ours", async () => {
		const folder = await tempFolder();
		const one = aProcess(folder);
		await writeFile(one.paths.statsFile, '{"daily":');
		await one.storage.start();
		await one.storage.stop();
		expect([one.spentCents(), one.notices]).toEqual([0, []]);
	});
});

describe("saving while running", () => {
	const isSaved = (one: AProcess) =>
		stat(one.paths.stateFile).then(
			() => true,
			() => false,
		);

	it("leaves a killed process's successor the records of the last minutes only", async () => {
		const folder = await tempFolder();
		const clock = createFakeClock();
		const killed = await started(folder, { clock });
		killed.spend(3);
		await clock.advance(5 * 60_000);
		await expect.poll(() => isSaved(killed)).toBe(true);
		killed.spend(4);
		await killed.recorder.flush();

		const left = await tempFolder();
		for (const path of [killed.paths.stateFile, killed.paths.eventsFile]) {
			await copyFile(path, path.replace(folder, left));
		}
		expect((await json(killed.paths.stateFile)).seqs).toEqual({ [killed.writer]: 1 });
		expect((await started(left)).spentCents()).toBe(7);
	});

	it("does nothing while nothing is recorded, and leaves no timer behind", async () => {
		const clock = createFakeClock();
		const idle = await started(await tempFolder(), { clock });
		await clock.advance(11 * 60_000);
		expect(await isSaved(idle)).toBe(false);
		await idle.storage.stop();
		expect(clock.pending()).toBe(0);
	});

	it("saves no state that is ahead of the log", async () => {
		const clock = createFakeClock();
		const { disk, openFile } = fullDisk();
		const one = await started(await tempFolder(), { clock, openFile });
		const flush = vi.spyOn(one.recorder, "flush");
		one.spend(3);
		// Each time it looks three times whether the record has reached the file; the second time begins when the first is over.
		await clock.advance(10 * 60_000);
		await expect.poll(() => flush.mock.calls.length).toBeGreaterThan(3);
		expect(await isSaved(one)).toBe(false);

		disk.isFull = false;
		await clock.advance(5 * 60_000);
		await expect.poll(() => isSaved(one)).toBe(true);
		expect(await logEvents(one.paths.eventsFile)).toHaveLength(1);
	});
});

describe("rotation", () => {
	const dayAfter = (clock: ReturnType<typeof createFakeClock>, skew: { ms: number }) => ({
		...clock,
		now: () => clock.now() + skew.ms,
	});

	it("keeps the month's spend when old files are deleted, over restarts", async () => {
		const folder = await tempFolder();
		const skew = { ms: 0 };
		const clock = dayAfter(createFakeClock(Date.UTC(2026, 10, 1, 12)), skew);
		const parts = { clock, rotation: { maxBytes: 100, keepDays: 2 } };
		let seen = 0;
		for (let day = 0; day < 20; day++) {
			const one = await ran(folder, (each) => each.spend(1), parts);
			seen = Math.max(seen, (await listRotated(one.paths.eventsFile)).length);
			skew.ms += DAY_MS;
		}

		const next = await started(folder, parts);
		expect(seen).toBeLessThan(6);
		expect(next.spentCents("2026-11")).toBe(20);
		expect(await json(next.paths.statsFile)).toMatchObject({ monthly: { "2026-11": { acme: { inputTokens: 20 } } } });
	});

	it("deletes no file, however old, that the saved state does not contain", async () => {
		const folder = await tempFolder();
		const skew = { ms: 0 };
		const clock = dayAfter(createFakeClock(Date.UTC(2026, 10, 1, 12)), skew);
		const parts = { clock, rotation: { maxBytes: 100, keepDays: 1 } };
		// Ends without saving, as if it were killed.
		const killed = await started(folder, parts);
		for (let day = 0; day < 5; day++) {
			killed.spend(1);
			await killed.recorder.flush();
			skew.ms += 2 * DAY_MS;
		}
		expect(await listRotated(killed.paths.eventsFile)).toHaveLength(5);

		const next = await ran(folder, (one) => one.spend(1), parts);
		expect(next.spentCents()).toBe(6);
		skew.ms += 2 * DAY_MS;
		await ran(folder, (one) => one.spend(1), parts);
		expect((await listRotated(killed.paths.eventsFile)).length).toBeLessThan(5);
		expect((await started(folder, parts)).spentCents()).toBe(7);
	});
});

describe("files that cannot be written", () => {
	it("are named, and the state is kept where it can be", async () => {
		const folder = await tempFolder();
		const { paths, problems } = await ran(folder, async (one) => {
			await mkdir(one.paths.statsFile);
			one.spend(3);
		});
		expect(problems).toEqual([expect.stringContaining(`Cannot write ${paths.statsFile}: it is a directory`)]);
		expect((await started(folder)).spentCents()).toBe(3);
	});
});
