import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { tempFolder } from "../../../test/support/temp-folder.ts";
import type { Problem } from "./files/problem.ts";
import { loadInstallationKey } from "./installation-key.ts";

const noProblem = ({ message }: Problem) => expect.unreachable(message);

describe("loadInstallationKey", () => {
	it("makes a key once and keeps it, in a file of mode 0600", async () => {
		const path = join(await tempFolder(), "new", "auto-router.key");
		const key = await loadInstallationKey(path, noProblem);
		expect(key).toHaveLength(32);
		expect(await loadInstallationKey(path, noProblem)).toEqual(key);
		expect((await stat(path)).mode & 0o777).toBe(0o600);
		expect(await readdir(dirname(path))).toEqual(["auto-router.key"]);
	});

	it("gives everybody the same key who asks at the same time", async () => {
		const path = join(await tempFolder(), "auto-router.key");
		const keys = await Promise.all(Array.from({ length: 8 }, () => loadInstallationKey(path, noProblem)));
		expect(new Set(keys.map((key) => Buffer.from(key).toString("hex"))).size).toBe(1);
	});

	it.each([
		["holds something else", "not a key", "key-unknown"],
		["is cut off", "ab".repeat(16), "key-unknown"],
	])("leaves a file alone that %s, and goes on with a key of its own", async (_what, content, code) => {
		const path = join(await tempFolder(), "auto-router.key");
		await writeFile(path, content);
		const problems: Problem[] = [];
		const key = await loadInstallationKey(path, (problem) => problems.push(problem));
		expect(key).toHaveLength(32);
		expect(problems).toMatchObject([{ code, message: expect.stringContaining("does not hold a key") }]);
		expect(await readFile(path, "utf8")).toBe(content);
	});

	it("goes on with a key of its own where none can be kept", async () => {
		const file = join(await tempFolder(), "file");
		await writeFile(file, "");
		const problems: Problem[] = [];
		const onProblem = (problem: Problem) => problems.push(problem);
		const keys = [
			await loadInstallationKey(join(file, "k"), onProblem),
			await loadInstallationKey(join(file, "k"), onProblem),
		];
		expect(keys[0]).not.toEqual(keys[1]);
		expect(problems[0]).toMatchObject({ code: "key-ENOTDIR" });
	});
});
