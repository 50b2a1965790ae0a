import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ConfigRead } from "../../core/config/next-config.ts";
import { readConfigFile, readConfigStream, watchConfigFile } from "./config-file.ts";

let directory: string;
let path: string;
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), "config-file-"));
	path = join(directory, "routes.json");
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe("readConfigFile", () => {
	it("gives the text, without a byte order mark", async () => {
		await writeFile(path, "\uFEFF{} // ä");
		expect(await readConfigFile(path)).toEqual({ kind: "text", text: "{} // ä" });
	});

	it.each([["routes.json"], ["nothing/here/routes.json"]])(
		"takes %s for missing where it does not exist",
		async (name) => {
			expect(await readConfigFile(join(directory, name))).toEqual({ kind: "missing" });
		},
	);

	it("takes a file below a file for missing", async () => {
		await writeFile(path, "{}");
		expect(await readConfigFile(join(path, "routes.json"))).toEqual({ kind: "missing" });
	});

	it("says that it is a directory", async () => {
		expect(await readConfigFile(directory)).toEqual({ kind: "unreadable", reason: "it is a directory" });
	});

	it("refuses what is no regular file", async () => {
		expect(await readConfigFile("/dev/null")).toEqual({ kind: "unreadable", reason: "it is not a regular file" });
	});

	it("refuses more than a megabyte", async () => {
		await writeFile(path, " ".repeat(1_048_577));
		expect(await readConfigFile(path)).toEqual({ kind: "unreadable", reason: "it is larger than 1 MB" });
		await writeFile(path, " ".repeat(1_048_576));
		expect((await readConfigFile(path)).kind).toBe("text");
	});

	it("refuses text in another encoding", async () => {
		await writeFile(path, Buffer.from("\uFEFF{}", "utf16le"));
		expect(await readConfigFile(path)).toEqual({ kind: "unreadable", reason: "it is not UTF-8 text" });
	});

	it("says when links lead in a circle", async () => {
		await symlink(path, path);
		expect(await readConfigFile(path)).toEqual({ kind: "unreadable", reason: "its links lead in a circle" });
	});

	// Root may read everything, so there is nothing to be seen there.
	it.runIf(process.getuid?.() !== 0)("says when it may not read the file", async () => {
		await writeFile(path, "{}");
		await chmod(path, 0);
		expect(await readConfigFile(path)).toEqual({ kind: "unreadable", reason: "permission denied" });
	});

	it("names the system's own code for anything else", async () => {
		expect(await readConfigFile(`${path}\0`)).toEqual({ kind: "unreadable", reason: "ERR_INVALID_ARG_VALUE" });
	});
});

describe("readConfigStream", () => {
	it("puts the parts together, also inside a character", async () => {
		const bytes = Buffer.from("\uFEFF{} // ä");
		const parts = Readable.from([bytes.subarray(0, -1), bytes.subarray(-1)]);
		expect(await readConfigStream(parts)).toEqual({ kind: "text", text: "{} // ä" });
	});

	it("refuses more than a megabyte without reading on", async () => {
		let read = 0;
		const endless = (function* () {
			for (; ; read++) yield Buffer.alloc(100_000, " ");
		})();
		expect(await readConfigStream(Readable.from(endless))).toEqual({
			kind: "unreadable",
			reason: "it is larger than 1 MB",
		});
		expect(read).toBeLessThan(50);
	});

	it("says why a stream breaks off", async () => {
		const broken = Readable.from([]);
		broken.destroy(Object.assign(new Error("read EIO"), { code: "EIO" }));
		expect(await readConfigStream(broken)).toEqual({ kind: "unreadable", reason: "EIO" });
	});
});

/** A watch whose readings are awaited one by one. */
function watched(initial: ConfigRead, options: { pollMs?: number } = {}) {
	const seen: ConfigRead[] = [];
	let wake: (() => void) | undefined;
	const watch = watchConfigFile({
		path,
		initial,
		debounceMs: 10,
		pollMs: 60_000,
		...options,
		onChange: (read) => {
			seen.push(read);
			wake?.();
		},
	});
	const next = async () => {
		while (seen.length === 0) {
			await new Promise<void>((resolve) => {
				wake = resolve;
			});
		}
		return seen.shift();
	};
	return { next, seen, close: watch.close };
}

const text = (content: string): ConfigRead => ({ kind: "text", text: content });

describe("watchConfigFile", () => {
	it("tells a new text, a replaced file, its end and its return", async () => {
		await writeFile(path, "1");
		const watch = watched(text("1"));
		await writeFile(path, "2");
		expect(await watch.next()).toEqual(text("2"));
		await writeFile(`${path}.tmp`, "3");
		await rename(`${path}.tmp`, path);
		expect(await watch.next()).toEqual(text("3"));
		await rm(path);
		expect(await watch.next()).toEqual({ kind: "missing" });
		await writeFile(path, "4");
		expect(await watch.next()).toEqual(text("4"));
		watch.close();
	});

	it("finds what changed between the caller's reading and the start", async () => {
		await writeFile(path, "new");
		const watch = watched(text("old"));
		expect(await watch.next()).toEqual(text("new"));
		watch.close();
	});

	it("tells one change of many writes, and none where the text stays the same", async () => {
		await writeFile(path, "1");
		const watch = watched(text("1"));
		await writeFile(path, "1");
		await writeFile(join(directory, "other.json"), "x");
		for (const content of ["2", "3", "4"]) await writeFile(path, content);
		await writeFile(path, "5");
		let last = await watch.next();
		while (JSON.stringify(last) !== JSON.stringify(text("5"))) {
			expect(last).not.toEqual(text("1"));
			last = await watch.next();
		}
		expect(watch.seen).toEqual([]);
		watch.close();
	});

	it("waits for a directory that does not exist yet", async () => {
		path = join(directory, "later", "routes.json");
		const watch = watched({ kind: "missing" }, { pollMs: 10 });
		await mkdir(join(directory, "later"));
		await writeFile(path, "1");
		expect(await watch.next()).toEqual(text("1"));
		watch.close();
	});

	it("follows a link, which no watcher of its directory tells about", async () => {
		const real = join(directory, "real");
		await mkdir(real);
		await writeFile(join(real, "routes.json"), "1");
		await symlink(join(real, "routes.json"), path);
		const watch = watched(text("1"), { pollMs: 10 });
		await writeFile(join(real, "routes.json"), "22");
		expect(await watch.next()).toEqual(text("22"));
		watch.close();
	});

	it("does not keep the process alive", async () => {
		const script = `
			const { watchConfigFile } = await import(${JSON.stringify(new URL("./config-file.ts", import.meta.url).href)});
			watchConfigFile({ path: ${JSON.stringify(path)}, initial: { kind: "missing" }, onChange: () => {} });
			await new Promise((resolve) => setTimeout(resolve, 50));
			console.log("watching");`;
		const run = promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], { timeout: 8_000 });
		expect((await run).stdout).toBe("watching\n");
	});

	it("is silent after close, also for a reading under way", async () => {
		await writeFile(path, "1");
		const watch = watched(text("0"));
		watch.close();
		watch.close();
		await writeFile(path, "2");
		const other = watched(text("1"));
		await other.next();
		other.close();
		expect(watch.seen).toEqual([]);
	});
});
