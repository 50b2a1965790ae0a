import { randomBytes } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { ifThere } from "./files/if-there.ts";
import { errorCode, explainFsError, type OnProblem } from "./files/problem.ts";
import { createFileOnce } from "./files/whole-file.ts";

const KEY_BYTES = 32;

/**
 * The secret key of this installation, created (mode 0600) on first use. Where it can be neither read nor created, a
 * key for this process alone and a problem.
 */
export async function loadInstallationKey(path: string, onProblem: OnProblem): Promise<Uint8Array> {
	try {
		const existing = await readKey(path);
		if (existing !== undefined) return existing;
		await mkdir(dirname(path), { recursive: true, mode: 0o700 });
		const fresh = randomBytes(KEY_BYTES);
		if (await createFileOnce(path, `${fresh.toString("hex")}\n`)) return fresh;
		// Another process was quicker.
		return (await readKey(path)) ?? fresh;
	} catch (error) {
		const message = `Cannot use the key file ${path}: ${explainFsError(error)}. Prompt hashes of this run cannot be compared with others.`;
		onProblem({ code: `key-${errorCode(error)}`, message });
		return randomBytes(KEY_BYTES);
	}
}

async function readKey(path: string): Promise<Uint8Array | undefined> {
	const text = await ifThere(readFile(path, "utf8"));
	if (text === undefined) return undefined;
	const key = Buffer.from(text.trim(), "hex");
	if (key.length !== KEY_BYTES) throw new Error("it does not hold a key; remove it, and a new one is made");
	return key;
}
