import { chmod, mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { tempFolder } from "../../../test/support/temp-folder.ts";
import { inspectMachine } from "./inspect-machine.ts";
import { resolvePaths } from "./paths.ts";

const version = "v24.0.0";

describe("inspectMachine", () => {
	it("tells size, mode and what was kept, and leaves everything as it was", async () => {
		const home = await tempFolder();
		const paths = resolvePaths({}, home);
		await mkdir(paths.logDir, { recursive: true });
		await writeFile(paths.eventsFile, "12345", { mode: 0o600 });
		await writeFile(join(paths.logDir, "auto-router.stats.json.v1.bak"), "{}", { mode: 0o600 });
		await writeFile(join(paths.logDir, "auto-router.events.2026-01-01.jsonl"), "123", { mode: 0o600 });
		await writeFile(join(paths.logDir, "another.jsonl"), "");
		await chmod(paths.logDir, 0o755);
		const before = await readdir(paths.logDir);

		const { node, files } = await inspectMachine(paths, { env: {}, version, argv: [] });
		expect(node).toBe(version);
		const told = files.map(({ what, kind, bytes }) => [what, kind, bytes]);
		expect(told).toEqual([
			["routes file", "missing", undefined],
			["log folder", "folder", undefined],
			["event log", "file", 5],
			["saved state", "missing", undefined],
			["spend", "missing", undefined],
			["latency", "missing", undefined],
			["ratings", "missing", undefined],
			["key of hashes", "missing", undefined],
			["log set aside", "file", 3],
			["earlier extension", "file", 2],
		]);
		expect(files.slice(1, 3).map(({ mode }) => mode)).toEqual([0o755, 0o600]);
		expect(await readdir(paths.logDir)).toEqual(before);
	});

	it.each([
		["a pi", "@earendil-works/pi-coding-agent", "1.5.2"],
		["another program", "somebody/else", undefined],
	])("tells the version of pi where %s runs it", async (_what, name, expected) => {
		const home = await tempFolder();
		const cli = join(home, "dist", "bundled", "cli.js");
		await mkdir(dirname(cli), { recursive: true });
		await writeFile(join(home, "dist", "package.json"), "not JSON");
		await writeFile(join(home, "package.json"), JSON.stringify({ name, version: "1.5.2" }));
		const { pi } = await inspectMachine(resolvePaths({}, home), { env: {}, version, argv: ["node", cli] });
		expect(pi).toBe(expected);
	});

	it("tells of a log folder that is a file", async () => {
		const home = await tempFolder();
		const logDir = join(home, "log");
		await writeFile(logDir, "");
		const paths = resolvePaths({ AUTO_ROUTER_LOG_DIR: logDir }, home);
		const { files } = await inspectMachine(paths, { env: {}, version, argv: [] });
		expect(files.find(({ what }) => what === "log folder")).toMatchObject({ kind: "file" });
		expect(files.find(({ what }) => what === "event log")?.problem).toContain("a part of its path is a file");
	});

	it("tells which variables count, which do not, and no credential among them", async () => {
		const home = await tempFolder();
		const env = {
			PATH: "/bin",
			AUTO_ROUTER_UVI: "0",
			AUTO_ROUTER_SHADW: "1",
			AUTO_ROUTER_SHADOW: "maybe",
			AUTO_ROUTER_UVI_TTL_MS: "a minute",
			AUTO_ROUTER_LOG_DIR: "logs",
			AUTO_ROUTER_KEY: "sk-ant-api03-0123456789",
			PI_OFFLINE: "",
		};
		const { variables } = await inspectMachine(resolvePaths({}, home), { env, version, argv: [] });
		expect(variables).toEqual([
			{
				name: "AUTO_ROUTER_KEY",
				value: "[redacted]",
				problem: expect.stringContaining("auto-router does not read this variable"),
			},
			{ name: "AUTO_ROUTER_LOG_DIR", value: "logs", problem: "it is not an absolute path" },
			{ name: "AUTO_ROUTER_SHADOW", value: "maybe", problem: "it is neither 1 nor 0" },
			{
				name: "AUTO_ROUTER_SHADW",
				value: "1",
				problem: "auto-router does not read this variable; did you mean AUTO_ROUTER_SHADOW?",
			},
			{ name: "AUTO_ROUTER_UVI", value: "0" },
			{ name: "AUTO_ROUTER_UVI_TTL_MS", value: "a minute", problem: "it is not a number of milliseconds" },
		]);
	});
});
