import { stat } from "node:fs/promises";
import { isAbsolute, join, normalize, resolve } from "node:path";
import { ifThere } from "./files/if-there.ts";
import { errorCode, explainFsError, type Problem } from "./files/problem.ts";

/** Where everything lives. */
export interface RouterPaths {
	/** pi's own directory. */
	readonly agentDir: string;
	readonly configFile: string;
	/** Directory of the log and of everything below. */
	readonly logDir: string;
	readonly eventsFile: string;
	readonly statsFile: string;
	readonly latencyFile: string;
	readonly ratingsFile: string;
	readonly stateFile: string;
	/** Key of the prompt hashes. */
	readonly keyFile: string;
	readonly claimsDir: string;
	/** What is wrong with the log directory that was asked for, in which case the default is used. */
	readonly problem?: Problem;
}

/** What a routes file may say about paths. */
export interface PathSettings {
	readonly logDirFromConfig?: string;
}

/** Works out all paths from the environment, the home directory and the routes file; looks at no disk. */
export function resolvePaths(
	env: Readonly<Record<string, string | undefined>>,
	homeDir: string,
	{ logDirFromConfig }: PathSettings = {},
): RouterPaths {
	const agentDir = resolve(expandHome(env["PI_CODING_AGENT_DIR"] || join(homeDir, ".pi", "agent"), homeDir));
	const extensionsDir = join(agentDir, "extensions");
	const asked = askedLogDir(env, logDirFromConfig);
	const expanded = asked && expandHome(asked.value, homeDir);
	const isUsable = expanded !== undefined && isAbsolute(expanded);
	const logDir = isUsable ? normalize(expanded) : extensionsDir;
	return {
		agentDir,
		configFile: join(extensionsDir, "auto-router.routes.json"),
		logDir,
		eventsFile: join(logDir, "auto-router.events.jsonl"),
		statsFile: join(logDir, "auto-router.stats.json"),
		latencyFile: join(logDir, "auto-router.latency.json"),
		ratingsFile: join(logDir, "auto-router.ratings.json"),
		stateFile: join(logDir, "auto-router.state.json"),
		keyFile: join(logDir, "auto-router.key"),
		claimsDir: join(logDir, "auto-router.claims"),
		...(asked && !isUsable && { problem: notAbsolute(asked, logDir) }),
	};
}

/** Says what is wrong with a log directory as it is on the disk; undefined if it is a directory or can be created. */
export async function checkLogDir(logDir: string): Promise<Problem | undefined> {
	try {
		const found = await ifThere(stat(logDir));
		if (found === undefined || found.isDirectory()) return undefined;
		const message = `The log directory ${logDir} is a file. Remove it, or set AUTO_ROUTER_LOG_DIR or "logDir" to a directory. Nothing is recorded until then.`;
		return { code: "log-dir-is-a-file", message };
	} catch (error) {
		const message = `The log directory ${logDir} cannot be used: ${explainFsError(error)}. Nothing is recorded until then.`;
		return { code: `log-dir-${errorCode(error)}`, message };
	}
}

interface AskedLogDir {
	readonly value: string;
	/** What asked for it. */
	readonly by: string;
}

function askedLogDir(env: Readonly<Record<string, string | undefined>>, fromConfig?: string): AskedLogDir | undefined {
	const fromEnv = env["AUTO_ROUTER_LOG_DIR"];
	if (fromEnv) return { value: fromEnv, by: "AUTO_ROUTER_LOG_DIR" };
	return fromConfig ? { value: fromConfig, by: '"logDir" of the routes file' } : undefined;
}

function notAbsolute({ value, by }: AskedLogDir, logDir: string): Problem {
	const message = `${by} is ${JSON.stringify(value)}, which is not an absolute path. Write one that begins with / or ~/. Until then ${logDir} is used.`;
	return { code: "log-dir-not-absolute", message };
}

function expandHome(path: string, homeDir: string): string {
	if (path === "~") return homeDir;
	return /^~[/\\]/.test(path) ? join(homeDir, path.slice(2)) : path;
}
