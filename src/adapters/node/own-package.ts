import { realpath } from "node:fs/promises";
import { sep } from "node:path";
import { fileURLToPath } from "node:url";

/** A path with its links followed, as packages may be linked; the path itself where there is nothing. */
const realPath = (path: string): Promise<string> => realpath(path).catch(() => path);

/** Says whether a path lies in the package whose root folder has this address. */
export function createOwnPathTest(packageRoot: URL): (path: string) => Promise<boolean> {
	return async (path) => {
		const [root, real] = await Promise.all([realPath(fileURLToPath(packageRoot)), realPath(path)]);
		return real.startsWith(root.endsWith(sep) ? root : root + sep);
	};
}
