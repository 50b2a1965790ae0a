import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { aCharge } from "../../../../test/support/a-process.ts";
import { stateAfter } from "../../../../test/support/router-facts.ts";
import { tempFolder } from "../../../../test/support/temp-folder.ts";
import { LOG_START } from "../../../core/log/log-position.ts";
import { resolvePaths } from "../paths.ts";
import { loadState, savedUntil, saveState } from "./snapshot-files.ts";

const none: ReadonlySet<string> = new Set();

async function setUp() {
	const paths = resolvePaths({ AUTO_ROUTER_LOG_DIR: await tempFolder() }, "/home/nobody");
	const save = (cents: number, offset: number, untouchable = none) =>
		saveState(
			paths,
			{
				state: stateAfter(aCharge(cents, 1, { day: "2026-03-14" })),
				coverage: { position: { ...LOG_START, fileId: "log", offset, after: "before" }, seqs: new Map([["w", cents]]) },
				nowMs: 1,
			},
			untouchable,
		);
	const tokens = async () =>
		JSON.parse(await readFile(paths.statsFile, "utf8")).daily["2026-03-14"].acme.inputTokens as number;
	return { paths, save, tokens };
}

describe("saveState", () => {
	it("never replaces a state that contains more of the log", async () => {
		const { paths, save, tokens } = await setUp();
		expect(await save(7, 200)).toEqual({ kind: "written" });
		expect(await save(3, 100)).toEqual({ kind: "unwanted" });
		expect([(await loadState(paths))?.coverage.seqs.get("w"), await tokens()]).toEqual([7, 7]);

		expect(await save(8, 200)).toEqual({ kind: "written" });
		expect([(await loadState(paths))?.coverage.seqs.get("w"), await tokens()]).toEqual([8, 8]);
	});

	it("ends with the newest state, and files that tell the same, when several processes save at once", async () => {
		const { paths, save, tokens } = await setUp();
		const offsets = [300, 100, 500, 200, 400];
		await Promise.all(offsets.map((offset) => save(offset / 100, offset)));
		expect([(await loadState(paths))?.coverage.seqs.get("w"), await tokens()]).toEqual([5, 5]);
	});

	it("leaves files alone that must not be written over", async () => {
		const { paths, save } = await setUp();
		await save(3, 100, new Set([paths.statsFile]));
		await expect(readFile(paths.statsFile)).rejects.toThrow("ENOENT");
		expect(JSON.parse(await readFile(paths.ratingsFile, "utf8"))).toMatchObject({ version: 3, models: {} });
	});
});

describe("savedUntil", () => {
	it("names the newest log that a saved state contains; none where there is no state", async () => {
		const { paths, save } = await setUp();
		expect(await savedUntil(paths)).toBe("");
		await save(3, 100);
		expect(await savedUntil(paths)).toBe("before");
		expect(await savedUntil({ ...paths, stateFile: join(paths.logDir, "other.json") })).toBe("");
	});
});
