import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { listRotated } from "../../src/adapters/node/log/rotate.ts";
import type { RouterEvent } from "../../src/core/events.ts";
import { decodeEvent } from "../../src/core/log/event-codec.ts";

/** Every record in a log, the files set aside first, in the order of their lines. What is no record is left out. */
export async function readWholeLog(path: string): Promise<RouterEvent[]> {
	const names = [...(await listRotated(path)), basename(path)];
	const texts = await Promise.all(names.map((name) => readText(join(dirname(path), name))));
	return texts.flatMap((text) =>
		text.split("\n").flatMap((line) => {
			const decoded = decodeEvent(line);
			return decoded.kind === "event" ? [decoded.event] : [];
		}),
	);
}

/** Empty for a file that is not there, or a directory. */
async function readText(path: string): Promise<string> {
	try {
		return await readFile(path, "utf8");
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === "ENOENT" || code === "EISDIR" || code === "ENOTDIR") return "";
		throw error;
	}
}

/** Looks again and again until it is so; false when it is not within the time. */
export async function becomesTrue(isSo: () => boolean | Promise<boolean>, withinMs: number): Promise<boolean> {
	const giveUpAtMs = performance.now() + withinMs;
	for (;;) {
		if (await isSo()) return true;
		if (performance.now() > giveUpAtMs) return false;
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}
