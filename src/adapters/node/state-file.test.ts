import { once } from "node:events";
import { mkdir, open, readdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { bundleChild, startChild } from "../../../test/support/start-child.ts";
import { tempFolder } from "../../../test/support/temp-folder.ts";
import { readJsonFile, writeJsonFile } from "./state-file.ts";

vi.mock("node:fs/promises", { spy: true });

const WRITTEN = { kind: "written" };
const aPath = async () => join(await tempFolder(), "auto-router.stats.json");
const failing = (code: string) => Promise.reject(Object.assign(new Error(code), { code }));

describe("readJsonFile", () => {
	it.each([
		["a value", '{"a":[1,null]}', { kind: "ok", value: { a: [1, null] } }],
		["an empty file", " \n", { kind: "unusable", why: "it is empty" }],
		["half a value", '{"a":', { kind: "unusable", why: "it is not valid JSON" }],
		[
			"a file that is too large",
			`"${"x".repeat(20)}"`,
			{ kind: "unusable", why: "it has 22 bytes, more than the 20 expected" },
		],
	])("reads %s", async (_what, content, expected) => {
		const path = await aPath();
		await writeFile(path, content);
		expect(await readJsonFile(path, 20)).toEqual(expected);
	});

	it("tells a file that is not there from one that cannot be read", async () => {
		const path = await aPath();
		expect(await readJsonFile(path, 20)).toEqual({ kind: "missing" });
		await mkdir(path);
		expect(await readJsonFile(path, 20_000)).toMatchObject({
			kind: "unusable",
			why: expect.stringContaining("EISDIR"),
		});
	});
});

describe("writeJsonFile", () => {
	it("writes what is read again, creating the folder with mode 0700 and the file with mode 0600", async () => {
		const path = join(await tempFolder(), "new", "auto-router.state.json");
		expect(await writeJsonFile(path, { a: 1 })).toEqual(WRITTEN);
		expect(await readJsonFile(path, 100)).toEqual({ kind: "ok", value: { a: 1 } });
		expect([(await stat(dirname(path))).mode & 0o777, (await stat(path)).mode & 0o777]).toEqual([0o700, 0o600]);
	});

	it("replaces a file that others could read by one that they cannot", async () => {
		const path = await aPath();
		await writeFile(path, "1", { mode: 0o644 });
		await writeJsonFile(path, 2);
		expect((await stat(path)).mode & 0o777).toBe(0o600);
	});

	it("leaves nothing beside the file, and removes what a killed process left there", async () => {
		const path = await aPath();
		const longAgo = new Date(Date.now() - 120_000);
		for (const name of [`${path}.old.tmp`, `${path}.new.tmp`, `${path}.old.bak`]) await writeFile(name, "half");
		await utimes(`${path}.old.tmp`, longAgo, longAgo);
		await utimes(`${path}.old.bak`, longAgo, longAgo);
		await writeJsonFile(path, 1);
		expect((await readdir(dirname(path))).sort()).toEqual([
			"auto-router.stats.json",
			"auto-router.stats.json.new.tmp",
			"auto-router.stats.json.old.bak",
		]);
	});

	it("keeps the old value whole when the disk is full", async () => {
		const path = await aPath();
		await writeJsonFile(path, "old");
		vi.mocked(open).mockImplementationOnce(async (...args) => {
			const { open: realOpen } = await vi.importActual<typeof import("node:fs/promises")>("node:fs/promises");
			const handle = await realOpen(...args);
			handle.writeFile = () => failing("ENOSPC");
			return handle;
		});
		const outcome = await writeJsonFile(path, "new");
		expect(outcome).toMatchObject({ kind: "failed", problem: { code: "state-write-ENOSPC" } });
		expect(await readJsonFile(path, 100)).toEqual({ kind: "ok", value: "old" });
		expect(await readdir(dirname(path))).toEqual(["auto-router.stats.json"]);
	});

	it("answers with what is wrong and what to do when the folder cannot be used", async () => {
		const folder = join(await tempFolder(), "file");
		await writeFile(folder, "");
		const path = join(folder, "auto-router.state.json");
		const message = expect.stringMatching(
			/^Cannot write .*auto-router\.state\.json: a file stands where a directory should be/,
		);
		expect(await writeJsonFile(path, 1)).toMatchObject({ kind: "failed", problem: { message } });
	});

	it("answers with a failure for a value that is not JSON", async () => {
		expect(await writeJsonFile(await aPath(), { big: 1n })).toMatchObject({ kind: "failed" });
	});

	it("waits for another writer, but not for ever", async () => {
		const path = await aPath();
		await mkdir(`${path}.lock`);
		expect(await writeJsonFile(path, 1)).toEqual({ kind: "busy" });
		const longAgo = new Date(Date.now() - 60_000);
		await utimes(`${path}.lock`, longAgo, longAgo);
		expect(await writeJsonFile(path, 2)).toEqual(WRITTEN);
	});

	it("lets many writes at once all succeed, one after the other", async () => {
		const path = await aPath();
		const outcomes = await Promise.all(Array.from({ length: 4 }, (_, value) => writeJsonFile(path, { value })));
		expect(outcomes).toEqual(Array(4).fill(WRITTEN));
		expect(await readdir(dirname(path))).toEqual(["auto-router.stats.json"]);
	});

	it("shows every reader a whole value while two processes write and one of them is killed", async () => {
		const path = await aPath();
		const bundle = await bundleChild(new URL("../../../test/support/write-child.ts", import.meta.url), dirname(path));
		const [one, two] = [startChild(bundle, [path, "a"]), startChild(bundle, [path, "b"])];
		await Promise.all([once(one, "message"), once(two, "message")]);
		const names = new Set<unknown>();
		for (let look = 0; look < 60; look += 1) {
			if (look === 30) one.kill("SIGKILL");
			const { name, filler } = JSON.parse(await readFile(path, "utf8"));
			expect(filler).toHaveLength(200_000);
			names.add(name);
		}
		expect(names.size).toBeGreaterThan(0);
	});
});
