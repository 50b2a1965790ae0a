import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { FileReport, MachineReport } from "../../core/reports/inspection.ts";
import { inspectFile } from "./files/inspect-file.ts";
import { packageVersion } from "./files/package-version.ts";
import { inspectEnvironment } from "./inspect-environment.ts";
import type { RouterPaths } from "./paths.ts";

const PI_PACKAGE = "@earendil-works/pi-coding-agent";
/** Originals of the earlier extension, and logs that were set aside. */
const KEPT = /^auto-router\..+(?:\.v1\.bak|\.jsonl)$/;
/** A folder that somebody else fills is not listed to its end. */
const MAX_KEPT = 50;

async function keptFiles({ logDir, eventsFile }: RouterPaths): Promise<readonly FileReport[]> {
	try {
		const names = (await readdir(logDir)).filter((name) => KEPT.test(name)).sort();
		const paths = names.map((name) => join(logDir, name)).filter((path) => path !== eventsFile);
		const what = (path: string): string => (path.endsWith(".bak") ? "earlier extension" : "log set aside");
		return await Promise.all(paths.slice(-MAX_KEPT).map((path) => inspectFile(what(path), path)));
	} catch {
		// That the folder cannot be listed is told by the look at the folder itself.
		return [];
	}
}

/** Looks at the files, the variables and the Node of this process. Writes nothing and never rejects. */
export async function inspectMachine(
	paths: RouterPaths,
	{ env, version, argv }: Pick<NodeJS.Process, "env" | "version" | "argv">,
): Promise<MachineReport> {
	const known: readonly (readonly [what: string, path: string])[] = [
		["log folder", paths.logDir],
		["event log", paths.eventsFile],
		["saved state", paths.stateFile],
		["spend", paths.statsFile],
		["latency", paths.latencyFile],
		["ratings", paths.ratingsFile],
		["key of hashes", paths.keyFile],
	];
	const [routes, ...ours] = await Promise.all([
		inspectFile("routes file", paths.configFile, false),
		...known.map(([what, path]) => inspectFile(what, path)),
	]);
	const files = [...(routes ? [routes] : []), ...ours, ...(await keptFiles(paths))];
	const pi = await packageVersion(argv[1] ?? "", PI_PACKAGE);
	return { ...(pi === undefined ? {} : { pi }), node: version, variables: inspectEnvironment(env), files };
}
