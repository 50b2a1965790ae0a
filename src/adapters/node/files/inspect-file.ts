import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import type { FileReport } from "../../../core/reports/inspection.ts";
import { ifThere } from "./if-there.ts";
import { explainFsError } from "./problem.ts";

const PERMISSION_BITS = 0o777;

async function whyNotUsable(path: string, isOurs: boolean): Promise<string | undefined> {
	try {
		await access(path, isOurs ? constants.R_OK | constants.W_OK : constants.R_OK);
		return undefined;
	} catch (error) {
		return explainFsError(error);
	}
}

/**
 * Looks at one file or folder, and whether it can be read and, where we write it, written. Changes nothing and never
 * rejects.
 */
export async function inspectFile(what: string, path: string, isOurs = true): Promise<FileReport> {
	try {
		const found = await ifThere(stat(path));
		if (found === undefined) return { what, path, kind: "missing" };
		const problem = await whyNotUsable(path, isOurs);
		return {
			what,
			path,
			kind: found.isFile() ? "file" : found.isDirectory() ? "folder" : "other",
			...(found.isFile() ? { bytes: found.size } : {}),
			...(process.platform === "win32" ? {} : { mode: found.mode & PERMISSION_BITS }),
			...(problem === undefined ? {} : { problem }),
		};
	} catch (error) {
		return { what, path, kind: "other", problem: explainFsError(error) };
	}
}
