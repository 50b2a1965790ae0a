import { readConfigFile } from "../../adapters/node/config-file.ts";
import { resolvePaths } from "../../adapters/node/paths.ts";
import type { CliContext } from "../commands/command.ts";

/** Where the router writes its log: the environment, the routes file or pi's own directory says so. */
export async function defaultLog({ env, homeDir }: Pick<CliContext, "env" | "homeDir">): Promise<string> {
	const paths = resolvePaths(env, homeDir);
	if (env["AUTO_ROUTER_LOG_DIR"]) return paths.eventsFile;
	const found = await readConfigFile(paths.configFile);
	if (found.kind !== "text") return paths.eventsFile;
	// Only a routes file needs what reads it.
	const { parseConfig } = await import("../../core/config/parse.ts");
	const parsed = parseConfig(found.text, { path: paths.configFile });
	const logDir = parsed.kind === "ok" ? parsed.config.logDir : undefined;
	return logDir === undefined ? paths.eventsFile : resolvePaths(env, homeDir, { logDirFromConfig: logDir }).eventsFile;
}
