import { readFile, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Folders that are looked through upwards; a program lies a few below its package. */
const MAX_PARENTS = 8;

async function versionIn(folder: string, name: string): Promise<string | undefined> {
	try {
		const found: unknown = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
		const { name: its, version } = found as { readonly name?: unknown; readonly version?: unknown };
		return its === name && typeof version === "string" ? version : undefined;
	} catch {
		// No package begins here.
		return undefined;
	}
}

/** Version of the package of this name that a file belongs to; undefined where it belongs to none. Never rejects. */
export async function packageVersion(path: string, name: string): Promise<string | undefined> {
	let folder = dirname(await realpath(path).catch(() => path));
	for (let parents = 0; parents < MAX_PARENTS; parents++) {
		const version = await versionIn(folder, name);
		if (version !== undefined || dirname(folder) === folder) return version;
		folder = dirname(folder);
	}
	return undefined;
}
