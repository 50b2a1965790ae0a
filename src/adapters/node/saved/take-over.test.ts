import { copyFile, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { type AProcess, aProcess } from "../../../../test/support/a-process.ts";
import { aLegacyLine } from "../../../../test/support/an-event.ts";
import { logEvents, logLines } from "../../../../test/support/log-lines.ts";
import { tempFolder } from "../../../../test/support/temp-folder.ts";
import { withFileLock } from "../files/file-lock.ts";
import { createClock } from "../system.ts";
import { findLegacyFiles } from "./legacy-files.ts";
import { takeOverLegacy } from "./take-over.ts";

vi.mock("../files/file-lock.ts", { spy: true });

const SECRET = "sk-ant-api03-plantedA1b2C3d4E5f6";

const STATS = JSON.stringify(
	{
		version: 2,
		daily: {
			"2026-03-13": { anthropic: { inputTokens: 1000, outputTokens: 200, estimatedCost: 0.5 } },
			"2026-03-14": { deepseek: { inputTokens: 10, outputTokens: 2, estimatedCost: 0.25 } },
		},
		monthly: { "2026-03": { deepseek: { inputTokens: 40, outputTokens: 8, estimatedCost: 1 } } },
		limits: { deepseek: { dailyUsd: 2, monthlyUsd: 20 } },
	},
	null,
	2,
);
const LATENCY = JSON.stringify({
	anthropic: { count: 12, totalMs: 90_000, lastMs: 4_000, updatedAt: 1_773_000_000_000 },
});
const RATINGS = JSON.stringify([
	{
		provider: "anthropic",
		modelId: "claude-opus-5",
		routeId: "subscription-swe",
		rating: "bad",
		reason: `it printed ${SECRET}`,
		tags: ["slow"],
		tier: "swe",
		intent: "general",
		requestId: "0b6f8f0e-0000-4000-8000-000000000001",
		conversationId: "0b6f8f0e-0000-4000-8000-000000000002",
		timestamp: 1_773_000_000_000,
	},
	{ provider: "google", modelId: "gemini-3-pro", rating: "good", timestamp: 1_773_000_000_500 },
]);
const FILES = {
	"stats.json": STATS,
	"latency.json": LATENCY,
	"ratings.json": RATINGS,
	"events.jsonl": `${aLegacyLine("r1")}\n`,
};

async function setUp(files: Readonly<Record<string, string>> = FILES) {
	const folder = await tempFolder();
	const at = (name: string) => join(folder, `auto-router.${name}`);
	for (const [name, content] of Object.entries(files)) await writeFile(at(name), content);
	const start = async (): Promise<AProcess> => {
		const one = aProcess(folder);
		onTestFinished(() => one.storage.stop());
		await one.storage.start();
		return one;
	};
	return { folder, at, start };
}

/** What was taken over, as the state has it. */
function taken({ recorder, spentCents }: AProcess) {
	const { accounting, ratings } = recorder.state();
	const rating = (model: string) => [ratings.get(model)?.good, ratings.get(model)?.bad];
	return {
		cents: [spentCents("2026-03-13"), spentCents("2026-03-14"), spentCents("2026-03")],
		limits: [...accounting.limits].map(([key, { limitUsd }]) => `${key} ${limitUsd}`),
		ratings: [rating("anthropic/claude-opus-5"), rating("google/gemini-3-pro")],
	};
}

const EVERYTHING = {
	cents: [50, 25, 150],
	limits: ["deepseek daily 2", "deepseek monthly 20"],
	ratings: [
		[0, 1],
		[1, 0],
	],
};

describe("files of the earlier extension", () => {
	it("are taken over once, with one notice that says what and where the originals are", async () => {
		const { at, start } = await setUp();
		const first = await start();
		expect(taken(first)).toEqual(EVERYTHING);
		const names = ["stats.json", "latency.json", "ratings.json", "events.jsonl"];
		const kept = names.map((name) => `auto-router.${name}.v1.bak`).join(", ");
		expect(first.notices).toEqual([
			`auto-router: taken over from the earlier extension: 2 limits, 2 days of spend, 1 month of spend, 2 ratings. Its response times were not: they are of whole answers, not of the first output. Its files were kept in ${dirname(at("stats.json"))} as ${kept}`,
		]);
		expect(first.recorder.state().latencies.size).toBe(0);
		await first.storage.stop();

		for (const spoil of [undefined, at("state.json"), undefined]) {
			if (spoil) await rm(spoil);
			const next = await start();
			expect(taken(next)).toEqual(EVERYTHING);
			expect([next.notices, next.problems]).toEqual([[], []]);
			await next.storage.stop();
		}
		for (const [name, content] of Object.entries(FILES)) {
			expect(await readFile(at(`${name}.v1.bak`), "utf8")).toBe(content);
		}
	});

	it("are taken over by the next start when the first was killed before it recorded anything", async () => {
		const { start, folder } = await setUp();
		await findLegacyFiles(aProcess(folder).paths);
		const next = await start();
		expect(taken(next)).toEqual(EVERYTHING);
		expect(next.notices).toEqual([expect.stringContaining("stats.json.v1.bak")]);
	});

	it("are taken over to the end, and nothing twice, when the first was killed in the middle of recording", async () => {
		const whole = await setUp();
		const first = await whole.start();
		await first.recorder.flush();
		const log = await logLines(first.paths.eventsFile);
		const steps = log.slice(0, (await logEvents(first.paths.eventsFile)).length);
		expect(steps.length).toBeGreaterThan(6);

		for (let written = 0; written <= steps.length; written++) {
			const { at, start } = await setUp({ ...FILES, "events.jsonl": "" });
			for (const name of ["stats", "latency", "ratings"]) {
				await copyFile(whole.at(`${name}.json.v1.bak`), at(`${name}.json.v1.bak`));
			}
			const torn = steps[written]?.slice(0, 100) ?? "";
			await writeFile(at("events.jsonl"), [...steps.slice(0, written), torn].join("\n"));
			const next = await start();
			expect(taken(next)).toEqual(EVERYTHING);
			await next.storage.stop();
			expect(taken(await start())).toEqual(EVERYTHING);
		}
	});

	it("are taken over by one of several processes that start at once", async () => {
		const { start } = await setUp();
		const all = await Promise.all([start(), start(), start()]);
		expect(all.flatMap(({ notices }) => notices).filter((text) => text.includes("taken over"))).toHaveLength(1);
		for (const one of all) await one.storage.stop();
		expect(taken(await start())).toEqual(EVERYTHING);
	});

	it("are left to another process that took them over while this one waited for the lock", async () => {
		const { start, folder } = await setUp();
		const findings = await findLegacyFiles(aProcess(folder).paths);
		const other = await start();
		await other.recorder.flush();
		const late = aProcess(folder);
		const catchUp = async () => late.recorder.absorb(await logEvents(late.paths.eventsFile));
		const unexpected = (text: unknown) => expect.unreachable(String(text));
		const tell = { onProblem: unexpected, onNotice: unexpected };
		const nothingKept = { files: findings.files.map(({ backup: _backup, ...file }) => file), problems: [] };

		await takeOverLegacy({ ...late, clock: createClock(), catchUp, ...tell }, nothingKept);

		expect(taken(late)).toEqual(EVERYTHING);
		expect(late.recorder.lastSeq()).toBe(0);
	});

	it.each([
		["backed up", 1],
		["taken over", 2],
	])("are left as they are, for the next start, when they cannot be %s", async (what, nth) => {
		const { at, start } = await setUp({ "stats.json": STATS });
		const { withFileLock: real } =
			await vi.importActual<typeof import("../files/file-lock.ts")>("../files/file-lock.ts");
		let calls = 0;
		vi.mocked(withFileLock).mockImplementation((path, waitMs, action) => {
			if (path === at("legacy")) calls += 1;
			return path === at("legacy") && calls === nth ? Promise.resolve({ kind: "busy" }) : real(path, waitMs, action);
		});
		const first = await start();
		await first.storage.stop();
		expect(first.problems).toEqual([
			expect.stringContaining(`stats.json is from an earlier version and could not be ${what}: another process keeps`),
		]);
		expect(await readFile(at("stats.json"), "utf8")).toBe(STATS);

		const next = await start();
		expect(taken(next)).toMatchObject({ cents: EVERYTHING.cents, limits: EVERYTHING.limits });
		await next.storage.stop();
		expect(JSON.parse(await readFile(at("stats.json"), "utf8"))).toMatchObject({ version: 3 });
	});

	it("count no second time when the earlier extension has written on what we had told", async () => {
		const { at, start } = await setUp();
		await (await start()).storage.stop();
		const { daily, monthly, limits } = JSON.parse(await readFile(at("stats.json"), "utf8"));
		await writeFile(at("stats.json"), JSON.stringify({ version: 2, daily, monthly, limits }));
		expect(taken(await start())).toEqual(EVERYTHING);
	});

	it("bring a limit only where none was set or cleared here", async () => {
		const { start } = await setUp({ "stats.json": STATS });
		const { folder, start: startAnew } = await setUp({});
		const own = await startAnew();
		const data = { provider: "deepseek", period: "daily" } as const;
		own.recorder.record({ type: "budget.cleared", atMs: Date.now(), data });
		await own.storage.stop();
		await writeFile(join(folder, "auto-router.stats.json"), STATS);
		expect(taken(await startAnew()).limits).toEqual(["deepseek daily undefined", "deepseek monthly 20"]);
		expect(taken(await start()).limits).toEqual(EVERYTHING.limits);
	});

	it("bring no secret into any file of ours", async () => {
		const spend = { inputTokens: 1, outputTokens: 1, estimatedCost: 1 };
		const stats = {
			version: 2,
			daily: { "2026-03-13": { [SECRET]: spend, acme: spend } },
			limits: { [SECRET]: { dailyUsd: 1 } },
		};
		const { folder, start } = await setUp({ ...FILES, "stats.json": JSON.stringify(stats) });
		const one = await start();
		const atMs = Date.now();
		const said = `no user has ${SECRET} here`;
		const failed = { provider: "acme", ok: false, error: said };
		one.recorder.record({ type: "quota.read", atMs, data: { ...failed, windows: [], source: "endpoint" } });
		one.recorder.record({ type: "balance.read", atMs, data: failed });
		await one.storage.stop();

		expect(one.notices.join()).toContain("left out: 2");
		expect(one.recorder.state().accounting.quotas.get("acme")?.error).toContain("[redacted]");
		const ours = (await readdir(folder)).filter((name) => !name.endsWith(".bak"));
		expect(ours).toHaveLength(6);
		for (const name of ours) expect(await readFile(join(folder, name), "utf8")).not.toContain(SECRET);
	});
});
