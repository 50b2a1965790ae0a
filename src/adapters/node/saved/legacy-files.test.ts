import {
	appendFile,
	copyFile,
	link,
	mkdir,
	open,
	readdir,
	readFile,
	rmdir,
	stat,
	utimes,
	writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { aLegacyLine, anEvent } from "../../../../test/support/an-event.ts";
import { tempFolder } from "../../../../test/support/temp-folder.ts";
import { encodeEvent } from "../../../core/log/event-codec.ts";
import { resolvePaths } from "../paths.ts";
import { writeJsonFile } from "../state-file.ts";
import { findLegacyFiles } from "./legacy-files.ts";

vi.mock("node:fs/promises", { spy: true });

const STATS = JSON.stringify(
	{
		version: 2,
		daily: { "2026-03-14": { google: { inputTokens: 1, outputTokens: 2, estimatedCost: 3 } } },
		monthly: {},
		limits: {},
	},
	null,
	2,
);
const LATENCY = JSON.stringify({ google: { count: 2, totalMs: 900, lastMs: 400, updatedAt: 1 } });
const RATINGS = JSON.stringify([{ provider: "google", modelId: "m", rating: "good", timestamp: 5 }]);
const EVENTS = `${aLegacyLine("r1")}\n${aLegacyLine("r2")}\n`;

async function setUp(files: Record<string, string> = {}) {
	const folder = await tempFolder();
	const paths = resolvePaths({ AUTO_ROUTER_LOG_DIR: folder }, "/home/nobody");
	for (const [name, content] of Object.entries(files)) {
		await writeFile(join(folder, `auto-router.${name}`), content, { mode: 0o644 });
	}
	const at = (name: string) => join(folder, `auto-router.${name}`);
	return { folder, paths, at, names: async () => (await readdir(folder)).sort() };
}

const everything = {
	"stats.json": STATS,
	"latency.json": LATENCY,
	"ratings.json": RATINGS,
	"events.jsonl": EVENTS,
	"decisions.jsonl": "{}\n",
};

describe("findLegacyFiles", () => {
	it("finds nothing, and makes nothing, where there is nothing", async () => {
		const { paths, names } = await setUp();
		expect(await findLegacyFiles(paths)).toEqual({ files: [], problems: [] });
		expect(await names()).toEqual([]);
		const missing = resolvePaths({ AUTO_ROUTER_LOG_DIR: join(paths.logDir, "no") }, "/home/nobody");
		expect(await findLegacyFiles(missing)).toEqual({ files: [], problems: [] });
	});

	it("backs up every kind of file and says what they hold", async () => {
		const { paths, at, names } = await setUp(everything);
		const { files, problems } = await findLegacyFiles(paths);
		const backup = (name: string) => ({ path: at(`${name}.v1.bak`), isNew: true });
		expect(problems).toEqual([]);
		expect(files).toMatchObject([
			{ kind: "stats", backup: backup("stats.json"), value: { daily: { "2026-03-14": { google: { costUsd: 3 } } } } },
			{ kind: "latency", backup: backup("latency.json"), value: { google: { count: 2, totalMs: 900 } } },
			{ kind: "ratings", backup: backup("ratings.json"), value: [{ modelId: "m", rating: "good" }] },
			{ kind: "events", path: at("events.jsonl"), backup: backup("events.jsonl") },
			{ kind: "decisions", path: at("decisions.jsonl") },
		]);
		for (const [name, content] of Object.entries(everything).slice(0, 4)) {
			expect(await readFile(at(`${name}.v1.bak`), "utf8")).toBe(content);
			expect((await stat(at(`${name}.v1.bak`))).mode & 0o777).toBe(0o600);
		}
		expect(await names()).not.toContain("auto-router.events.jsonl");
		expect(await readFile(at("stats.json"), "utf8")).toBe(STATS);
		expect(await readFile(at("decisions.jsonl"), "utf8")).toBe("{}\n");
	});

	it("leaves nothing else behind", async () => {
		const { paths, names } = await setUp({ "stats.json": STATS });
		await findLegacyFiles(paths);
		expect(await names()).toEqual(["auto-router.stats.json", "auto-router.stats.json.v1.bak"]);
	});

	it("finds the values again, without a second backup, when the first start ended before the import", async () => {
		const { paths, at } = await setUp({ "stats.json": STATS });
		await writeFile(at("stats.json.v1.bak"), "older");
		expect((await findLegacyFiles(paths)).files).toMatchObject([{ kind: "stats", backup: { isNew: false } }]);
		expect(await readFile(at("stats.json.v1.bak"), "utf8")).toBe("older");
	});

	it("finds nothing once ours stand in their place", async () => {
		const { paths, at } = await setUp(everything);
		await findLegacyFiles(paths);
		for (const name of ["stats", "latency", "ratings"]) {
			await writeJsonFile(at(`${name}.json`), { position: {}, daily: {}, google: { count: 1 } });
		}
		await appendFile(at("events.jsonl"), `${encodeEvent(anEvent())}\n`);
		expect((await findLegacyFiles(paths)).files).toMatchObject([{ kind: "decisions" }]);
	});

	it.each([
		["nothing", ""],
		["our records only", `${encodeEvent(anEvent())}\n`],
		["our records first", `${encodeEvent(anEvent())}\n${EVENTS}`],
		["our records somewhere behind old ones", `${EVENTS}${encodeEvent(anEvent())}\n${EVENTS}`],
		["our records far behind old ones", `${EVENTS}${`${aLegacyLine("r")}\n`.repeat(8_000)}${encodeEvent(anEvent())}\n`],
		["something else", "hello\nworld\n"],
	])("leaves a log alone in which there is %s", async (_what, content) => {
		const { paths, at, names } = await setUp({ "events.jsonl": content });
		expect(await findLegacyFiles(paths)).toEqual({ files: [], problems: [] });
		expect(await readFile(at("events.jsonl"), "utf8")).toBe(content);
		expect(await names()).toEqual(["auto-router.events.jsonl"]);
	});

	it("recognises an old log behind a torn first line", async () => {
		const { paths } = await setUp({ "events.jsonl": `{"type":"rou\n${EVENTS}` });
		expect((await findLegacyFiles(paths)).files).toMatchObject([{ kind: "events", backup: { isNew: true } }]);
	});

	it("finds our record where its mark lies across two readings", async () => {
		const record = `${encodeEvent(anEvent())}\n`;
		const mark = record.indexOf(',"version":2');
		for (const before of [1, 7, 21]) {
			const old = aLegacyLine("x".repeat(1024 * 1024 - before - mark - 1 - aLegacyLine("").length));
			const { paths } = await setUp({ "events.jsonl": `${old}\n${record}` });
			expect((await findLegacyFiles(paths)).files).toEqual([]);
		}
	});

	it("never moves a log over an existing backup", async () => {
		const { paths, at } = await setUp({ "events.jsonl": EVENTS, "events.jsonl.v1.bak": "older\n" });
		expect((await findLegacyFiles(paths)).files).toMatchObject([{ kind: "events", backup: { isNew: false } }]);
		expect(await readFile(at("events.jsonl.v1.bak"), "utf8")).toBe("older\n");
		expect(await readFile(at("events.jsonl"), "utf8")).toBe(EVENTS);
	});

	it("moves the log also where the file system has no links", async () => {
		const { paths, at } = await setUp({ "events.jsonl": EVENTS });
		vi.mocked(link).mockRejectedValueOnce(Object.assign(new Error("no links"), { code: "EPERM" }));
		expect((await findLegacyFiles(paths)).files).toHaveLength(1);
		expect(await readFile(at("events.jsonl.v1.bak"), "utf8")).toBe(EVENTS);
	});

	it("lets several processes that start at once end with one backup of everything", async () => {
		const { paths, at, names } = await setUp(everything);
		const start = async () => {
			const findings = await findLegacyFiles(paths);
			await appendFile(at("events.jsonl"), `${encodeEvent(anEvent())}\n`);
			return findings;
		};
		const all = await Promise.all([start(), start(), start(), start()]);
		expect(all.flatMap(({ problems }) => problems)).toEqual([]);
		const made = all.flatMap(({ files }) => files).filter(({ backup }) => backup?.isNew);
		expect(made.map(({ kind }) => kind).sort()).toEqual(["events", "latency", "ratings", "stats"]);
		expect(await readFile(at("events.jsonl.v1.bak"), "utf8")).toBe(EVENTS);
		expect(await readFile(at("events.jsonl"), "utf8")).toBe(`${encodeEvent(anEvent())}\n`.repeat(4));
		expect((await names()).filter((name) => name.endsWith(".tmp"))).toEqual([]);
	});

	it("leaves out what another process has imported while this one waited for it", async () => {
		const { paths, at } = await setUp({ "stats.json": STATS });
		await mkdir(at("legacy.lock"));
		const finding = findLegacyFiles(paths);
		// The log is looked at last, so the figures have been read by then.
		await expect.poll(() => vi.mocked(open).mock.calls.map(([path]) => path)).toContain(paths.eventsFile);
		await writeJsonFile(at("stats.json"), { position: {}, daily: {} });
		await rmdir(at("legacy.lock"));
		expect(await finding).toEqual({ files: [], problems: [] });
	});

	it("names the file that could not be backed up, and backs up the others", async () => {
		const { paths, at } = await setUp(everything);
		const full = Object.assign(new Error("full"), { code: "ENOSPC" });
		vi.mocked(link).mockRejectedValueOnce(full);
		vi.mocked(copyFile).mockRejectedValueOnce(full);
		const { files, problems } = await findLegacyFiles(paths);
		expect(problems).toMatchObject([{ path: at("stats.json"), message: expect.stringContaining("the disk is full") }]);
		expect(files.map(({ kind }) => kind)).toEqual(["latency", "ratings", "events", "decisions"]);
	});

	it("touches nothing where the lock cannot be had", async () => {
		const { paths, at, names } = await setUp({ "stats.json": STATS });
		await writeFile(at("legacy.lock"), "");
		const longAgo = new Date(Date.now() - 60_000);
		await utimes(at("legacy.lock"), longAgo, longAgo);
		expect(await findLegacyFiles(paths)).toMatchObject({ files: [], problems: [{ path: at("stats.json") }] });
		expect(await names()).toEqual(["auto-router.legacy.lock", "auto-router.stats.json"]);
	});

	it("says so when another process keeps the lock", async () => {
		const { paths, at } = await setUp({ "stats.json": STATS });
		await mkdir(at("legacy.lock"));
		const message = expect.stringContaining("another process keeps it locked");
		expect(await findLegacyFiles(paths)).toMatchObject({ files: [], problems: [{ message }] });
	});
});
