import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tempFolder } from "../../../test/support/temp-folder.ts";
import { checkLogDir, resolvePaths } from "./paths.ts";

const HOME = "/home/someone";

describe("resolvePaths", () => {
	it("puts everything into pi's extensions directory by default", () => {
		const logDir = "/home/someone/.pi/agent/extensions";
		expect(resolvePaths({}, HOME)).toEqual({
			agentDir: "/home/someone/.pi/agent",
			configFile: `${logDir}/auto-router.routes.json`,
			logDir,
			eventsFile: `${logDir}/auto-router.events.jsonl`,
			statsFile: `${logDir}/auto-router.stats.json`,
			latencyFile: `${logDir}/auto-router.latency.json`,
			ratingsFile: `${logDir}/auto-router.ratings.json`,
			stateFile: `${logDir}/auto-router.state.json`,
			keyFile: `${logDir}/auto-router.key`,
			claimsDir: `${logDir}/auto-router.claims`,
		});
	});

	it.each([
		["/opt/agent", "/opt/agent"],
		["/opt/agent/", "/opt/agent"],
		["~", HOME],
		["~/pi", "/home/someone/pi"],
		["", "/home/someone/.pi/agent"],
		["here", join(process.cwd(), "here")],
	])("takes PI_CODING_AGENT_DIR=%s", (PI_CODING_AGENT_DIR, agentDir) => {
		const paths = resolvePaths({ PI_CODING_AGENT_DIR }, HOME);
		expect([paths.agentDir, paths.configFile]).toEqual([agentDir, `${agentDir}/extensions/auto-router.routes.json`]);
	});

	it.each([
		["the environment", { AUTO_ROUTER_LOG_DIR: "~/logs" }, undefined, "/home/someone/logs"],
		["the routes file", {}, "/var/log/../router/", "/var/router/"],
		["the environment before the routes file", { AUTO_ROUTER_LOG_DIR: "/env" }, "/config", "/env"],
		["the routes file where the variable is empty", { AUTO_ROUTER_LOG_DIR: "" }, "~/config", "/home/someone/config"],
	])("takes the log directory from %s", (_what, env, logDirFromConfig, logDir) => {
		const paths = resolvePaths(env, HOME, logDirFromConfig === undefined ? {} : { logDirFromConfig });
		expect(paths).toMatchObject({ logDir, eventsFile: join(logDir, "auto-router.events.jsonl") });
		expect(paths.configFile).toBe("/home/someone/.pi/agent/extensions/auto-router.routes.json");
		expect(paths).not.toHaveProperty("problem");
	});

	it.each([
		[{ AUTO_ROUTER_LOG_DIR: "logs" }, undefined, 'AUTO_ROUTER_LOG_DIR is "logs", which is not an absolute path'],
		[{ AUTO_ROUTER_LOG_DIR: "~other/logs" }, "/fine", 'AUTO_ROUTER_LOG_DIR is "~other/logs"'],
		[{}, "./logs", '"logDir" of the routes file is "./logs"'],
	])("stays with the default and says why for %j and %s", (env, logDirFromConfig, message) => {
		const paths = resolvePaths(env, HOME, logDirFromConfig === undefined ? {} : { logDirFromConfig });
		expect(paths).toMatchObject({
			logDir: "/home/someone/.pi/agent/extensions",
			problem: { code: "log-dir-not-absolute", message: expect.stringContaining(message) },
		});
	});
});

describe("checkLogDir", () => {
	it("accepts a directory and one that is still to be created", async () => {
		const folder = await tempFolder();
		expect([await checkLogDir(folder), await checkLogDir(join(folder, "a", "b"))]).toEqual([undefined, undefined]);
	});

	it("says that it is a file, or lies below one", async () => {
		const file = join(await tempFolder(), "file");
		await writeFile(file, "");
		expect(await checkLogDir(file)).toMatchObject({
			code: "log-dir-is-a-file",
			message: expect.stringContaining(file),
		});
		expect(await checkLogDir(join(file, "a"))).toMatchObject({ code: "log-dir-ENOTDIR" });
	});

	it("looks at a directory whatever its name", async () => {
		const folder = join(await tempFolder(), "x.jsonl");
		await mkdir(folder);
		expect(await checkLogDir(folder)).toBeUndefined();
	});
});
