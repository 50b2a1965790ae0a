import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { gzipSync } from "node:zlib";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { REPORT_SCHEMAS } from "../../scripts/report-schemas.ts";
import { displayWidth } from "../../src/surfaces/views/width.ts";
import { aLegacyLine } from "../support/an-event.ts";
import { sampleLog } from "../support/log/sample-log.ts";
import { REPOSITORY } from "../support/pi/pi-package.ts";
import { runBin, runScript } from "../support/run-bin.ts";
import { runInside } from "../support/run-inside.ts";
import { tempFolder } from "../support/temp-folder.ts";

const COMMANDS = ["stats", "quality", "sessions"] as const;
const SCRIPTS = {
	stats: "routing-stats",
	quality: "routing-quality-stats",
	sessions: "routing-session-stats",
} as const;
const FROM_STDIN = ["--file", "-", "--time-zone", "UTC"];
const SAMPLE = sampleLog();

describe.each(COMMANDS)("pi-auto-router %s", (command) => {
	it("prints JSON as its schema says, and nothing that the schema does not know", async () => {
		const { stdout, ...rest } = await runInside([command, ...FROM_STDIN, "--json"], { input: SAMPLE });

		expect(rest).toEqual({ code: 0, stderr: "" });
		expect(v.safeParse(REPORT_SCHEMAS[command], JSON.parse(stdout)).issues).toBeUndefined();
	});

	it("prints as JSON of an empty log what its schema says", async () => {
		const { stdout, code } = await runInside([command, ...FROM_STDIN, "--json"]);

		expect(code).toBe(0);
		expect(v.safeParse(REPORT_SCHEMAS[command], JSON.parse(stdout)).issues).toBeUndefined();
	});

	it("is what the script prints", async () => {
		// A part of the time has no forecast, which would be another one a moment later.
		const args = [...FROM_STDIN, "--since", "2026-01-01"];
		const script = join(REPOSITORY, "scripts", `${SCRIPTS[command]}.mjs`);
		const [bin, same] = await Promise.all([
			runBin([command, ...args], { input: SAMPLE }),
			runScript(script, args, { input: SAMPLE }),
		]);

		expect(same).toEqual(bin);
		expect(bin).toMatchObject({ code: 0, stderr: "", stdout: expect.stringContaining("from standard input") });
	});

	it.each([80, 100, 120, 160])("fits into %d columns", async (columns) => {
		const { stdout } = await runInside([command, ...FROM_STDIN], { input: SAMPLE, screen: { columns } });

		expect(stdout.split("\n").filter((line) => displayWidth(line) > columns)).toEqual([]);
	});

	it.each([80, 120])("is told to people, %d columns wide", async (columns) => {
		const { stdout } = await runInside([command, ...FROM_STDIN], { input: SAMPLE, screen: { columns } });

		await expect(stdout).toMatchFileSnapshot(`snapshots/${command}-${columns}.txt`);
	});

	it("is told in colours on a terminal that has them, and says the same", async () => {
		const run = (hasColour: boolean) => runInside([command, ...FROM_STDIN], { input: SAMPLE, screen: { hasColour } });
		const [coloured, plain] = await Promise.all([run(true), run(false)]);
		const trimmed = (text: string) => stripVTControlCharacters(text).replace(/ +$/gm, "");

		expect(coloured.stdout).toContain("\u001b[1m");
		expect(trimmed(coloured.stdout)).toBe(plain.stdout);
	});

	it("says how it is used in 80 columns", async () => {
		const { stdout } = await runInside([command, "--help"]);

		expect(stdout).toContain("--since");
		expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
	});

	it("prints CSV with the name of each table in the first column", async () => {
		const { stdout, code } = await runInside([command, ...FROM_STDIN, "--csv"], { input: SAMPLE });
		const tables = stdout.split("\r\n\n");

		expect(code).toBe(0);
		expect(tables.every((table) => table.startsWith("section,"))).toBe(true);
		expect(stdout).toMatch(/^overview,/m);
	});
});

describe("the log of a report", () => {
	it("is the router's own: from the environment, the routes file, or pi's directory", async () => {
		const home = await tempFolder();
		const extensions = join(home, ".pi", "agent", "extensions");
		await mkdir(extensions, { recursive: true });
		const count = async (env: Readonly<Record<string, string>> = {}) => {
			const { stdout } = await runInside(["stats", "--json"], { homeDir: home, env });
			return JSON.parse(stdout).totals.requests;
		};
		await writeFile(join(extensions, "auto-router.events.jsonl"), SAMPLE);
		expect(await count()).toBe(6);

		await mkdir(join(home, "logs"));
		await writeFile(join(home, "logs", "auto-router.events.20260101T000000000Z.jsonl.gz"), gzipSync(SAMPLE));
		expect(await count({ AUTO_ROUTER_LOG_DIR: join(home, "logs") })).toBe(6);

		await writeFile(join(extensions, "auto-router.routes.json"), JSON.stringify({ logDir: join(home, "nowhere") }));
		expect(await count()).toBe(0);
	});

	it("may not be there yet, which is no fault", async () => {
		const { code, stdout, stderr } = await runInside(["stats"], { homeDir: await tempFolder() });

		expect(code).toBe(0);
		expect(stdout).toContain("Requests: 0");
		expect(stderr).toMatch(/^note: there is no log yet: .*auto-router\.events\.jsonl does not exist\./);
	});

	it("must be there when it is named", async () => {
		const folder = await tempFolder();
		const of = async (file: string) => await runInside(["stats", "--file", file]);

		expect(await of(join(folder, "x.jsonl"))).toEqual({
			code: 1,
			stdout: "",
			stderr: `error: ${join(folder, "x.jsonl")} does not exist; expected a log of the router, or - for standard input.\n`,
		});
		expect(await of(folder)).toMatchObject({ code: 1, stderr: expect.stringContaining("is a directory") });
		await writeFile(join(folder, "file"), "");
		expect(await of(join(folder, "file", "x.jsonl"))).toMatchObject({
			code: 1,
			stderr: expect.stringContaining("error: "),
		});
	});

	it("is told to be odd where it is", async () => {
		const { code, stderr } = await runInside(["stats", ...FROM_STDIN], {
			input: `${SAMPLE}hello\n{"type":"routing.fi`,
		});

		expect(code).toBe(0);
		expect(stderr).toBe(
			"note: 1 unfinished record of killed processes left out.\nnote: 1 of 22 lines are not records of the router.\n",
		);
	});

	it("may be of the earlier extension", async () => {
		const { stdout, stderr } = await runInside(["stats", ...FROM_STDIN, "--json"], { input: `${aLegacyLine()}\n` });

		expect(stderr).toBe("");
		expect(JSON.parse(stdout)).toMatchObject({ source: { lines: 1, foreign: 0 } });
	});
});

describe("what is narrowed down", () => {
	const requests = async (...args: readonly string[]) => {
		const { stdout, stderr } = await runInside(["stats", ...FROM_STDIN, "--json", ...args], { input: SAMPLE });
		return [JSON.parse(stdout).totals.requests, stderr];
	};

	it.each([
		[["--route", "subscription-swe"], 6],
		[["--provider", "deepseek"], 1],
		[["--since", "2026-11-23"], 4],
		[["--until", "2026-11-23"], 2],
		[["--since", "2026-11-22T09:05", "--until", "2026-11-23T09:00:00Z"], 1],
	])("has fewer requests (%j)", async (args, expected) => {
		expect(await requests(...args)).toEqual([expected, ""]);
	});

	it("says what there is where nothing is left", async () => {
		expect(await requests("--route", "fast")).toEqual([
			0,
			"note: nothing is left of route fast; the log has subscription-swe.\n",
		]);
		expect(await requests("--provider", "openai")).toEqual([
			0,
			"note: nothing is left of provider openai; the log has anthropic, deepseek.\n",
		]);
	});
});

describe("a wrong option", () => {
	it.each([
		[["--since", "yesterday"], '--since is "yesterday"; expected a day (2026-05-28), a time'],
		[["--until", "31.12."], '--until is "31.12."; expected a day'],
		[["--since", "1d", "--until", "2d"], '--until is "2d"; expected a time after --since 1d.'],
		[["--limit", "0"], '--limit is "0"; expected a whole number from 1 to 10000.'],
		[["--limit", "ten"], '--limit is "ten"; expected a whole number'],
		[["--daily-top", "1000"], '--daily-top is "1000"; expected a whole number from 1 to 100.'],
		[["--time-zone", "Berlin"], '--time-zone is "Berlin"; expected an IANA time zone'],
		[["--route", ""], '--route is ""; expected the id of a route'],
		[["--file", ""], '--file is ""; expected the path of a log'],
		[["--provider", " "], '--provider is " "; expected the id of a provider'],
		[["--json", "--csv"], "--json and --csv exclude each other; expected one of them."],
	])("%j is named with what is expected, and ends with exit code 2", async (args, message) => {
		const { code, stdout, stderr } = await runInside(["sessions", ...args]);

		expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
		expect(stderr.startsWith(`error: ${message}`)).toBe(true);
	});

	it("of a name that there is not is told so", async () => {
		expect(await runInside(["stats", "--daily-top", "3"])).toMatchObject({ code: 2 });
	});
});

/** Controls other than newlines, and what reorders text. */
const UNSAFE = /[^\P{Cc}\r\n]|[\u202a-\u202e]/u;

describe("a hostile log", () => {
	const NASTY = "\u001b[2Jclear\u009b1m\u202e\n=cmd|'/c calc'!A0";
	const names = { provider: NASTY, modelId: `${NASTY}${"m".repeat(5_000)}`, target: NASTY, label: NASTY };
	const ids = {
		timestamp: "2026-11-23T10:00:00.000Z",
		version: 2,
		writer: "w",
		seq: 1,
		requestId: "r1",
		sessionId: NASTY,
		routeId: NASTY,
	};
	const record = (type: string, data: object) => `${JSON.stringify({ type, ...ids, data })}\n`;
	const usage = { input: 1e308, output: 1, cacheRead: 1, cacheWrite: 1, costUsd: 1e308 };
	const failure = { kind: NASTY, scope: "x", message: NASTY, source: "x" };
	const input = [
		record("routing.decision", {
			tier: NASTY,
			facts: { intent: NASTY },
			order: [NASTY],
			candidates: [{ ...names, bucket: NASTY }],
		}),
		record("routing.result", { ...names, target: "a", outcome: "failed", failure, usage, day: NASTY }),
		record("routing.result", { ...names, target: "b", outcome: "success", usage }),
		record("routing.final", { ...names, target: "b", outcome: "success" }),
		record("routing.feedback", { ...names, rating: "bad", reason: NASTY, tags: [NASTY], ratedRequestId: "r1" }),
		`${"x".repeat(10 * 1024 * 1024)}\n`,
		'{"type":"routing.final","data":{"__proto__":{"outcome":"success"}}}\n',
	].join("");

	it.each(COMMANDS.flatMap((command) => ["", "--json", "--csv"].map((format) => [command, format] as const)))(
		"sends no command to the terminal, and is counted (%s %s)",
		async (command, format) => {
			const args = [command, ...FROM_STDIN, ...(format === "" ? [] : [format])];
			const { code, stdout, stderr } = await runInside(args, { input });

			expect(code).toBe(0);
			expect(`${stdout}${stderr}`.match(UNSAFE)).toBeNull();
			expect(stderr).toContain("of them longer than 1 MB");
			if (format === "") expect(stdout.split("\n").filter((line) => displayWidth(line) > 80)).toEqual([]);
			if (format === "--csv") expect(stdout).not.toMatch(/(?:^|,)"?[=+@-][a-z]/m);
			if (format === "--json") {
				expect(v.safeParse(REPORT_SCHEMAS[command], JSON.parse(stdout)).issues).toBeUndefined();
			}
		},
	);
});
