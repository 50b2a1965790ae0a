import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import {
	acknowledged,
	ageLocks,
	centsInLog,
	centsInStats,
	runSpender,
	type SpendEnd,
	type SpendOptions,
	type SpendRun,
	totalOf,
} from "../../support/spend-process.ts";
import { bundleChild } from "../../support/start-child.ts";
import { tempFolder } from "../../support/temp-folder.ts";

/** The start of a record whose writer was killed while writing it, which is rare to catch. */
const TORN = '{"type":"routing.result","timestamp":"2026-03-14T09:30:00.123Z","version":2,"writer":"dead","se';

/** What came of many kills. */
export interface KillReport {
	readonly kills: number;
	/** Of them before the process had read what earlier ones left. */
	readonly beforeStart: number;
	readonly acknowledged: number;
	/** Records that a kill caught after they were written and before that could be told. */
	readonly writtenUntold: number;
	readonly cents: number;
}

/** A moment to die: in the middle of starting, or of recording, saving and setting the log aside. */
function randomKill(): SpendEnd {
	return Math.random() < 0.2 ? { killEarlyMs: 40 + Math.random() * 100 } : { killAfterMs: Math.random() * 60 };
}

/** A folder for processes that spend, and the way to start them. */
export async function spendFolder() {
	const folder = await tempFolder();
	const bundle = await bundleChild(new URL("../../support/spend-child.ts", import.meta.url), await tempFolder());
	return { folder, bundle };
}

/** What a start may report after kills: lines that were torn, and nothing else. */
function expectOnlyTornLines(problems: readonly string[]): void {
	expect(problems.filter((message) => !message.includes("probably because a process was killed"))).toEqual([]);
}

/** The log, the files for people and a process that starts now agree, to the cent and the day; returns their sum. */
export async function expectAgreement(bundle: string, folder: string, options: SpendOptions = {}): Promise<number> {
	await ageLocks(folder);
	const last = await runSpender(bundle, folder, "by itself", { ...options, count: 1 });
	expectOnlyTornLines(last.problems);
	const inLog = await centsInLog(folder);
	expect(await centsInStats(folder)).toEqual(inLog);
	const { least } = acknowledged([last]);
	expect(last.found).toBe(totalOf(inLog) - least);
	return totalOf(inLog) - least;
}

/** Kills one process after the other at random moments; after each the next one must find exactly what was told. */
export async function killOneByOne(kills: number): Promise<KillReport> {
	const { folder, bundle } = await spendFolder();
	const runs: SpendRun[] = [];
	let [least, most, writtenUntold] = [0, 0, 0];
	const check = (found: number): void => {
		expect([least, most]).toContain(found);
		if (found !== least) writtenUntold += 1;
		least = found;
		most = found;
	};
	for (let kill = 0; kill < kills; kill++) {
		const run = await runSpender(bundle, folder, randomKill());
		runs.push(run);
		expectOnlyTornLines(run.problems);
		if (run.found !== undefined) check(run.found);
		const told = acknowledged([run]);
		least += told.least;
		most += told.most;
		if (Math.random() < 0.1) await appendFile(join(folder, "auto-router.events.jsonl"), TORN);
		await ageLocks(folder);
	}
	check(await expectAgreement(bundle, folder));
	return {
		kills,
		beforeStart: runs.filter(({ found }) => found === undefined).length,
		acknowledged: runs.reduce((count, { spent }) => count + spent.length, 0),
		writtenUntold,
		cents: least,
	};
}

/** Several processes at once, some killed and some stopped at random moments, then others in their place. */
export async function killSeveral(rounds: number, atOnce: number): Promise<KillReport> {
	const { folder, bundle } = await spendFolder();
	const runs: SpendRun[] = [];
	let kills = 0;
	for (let round = 0; round < rounds; round++) {
		const ends = Array.from({ length: atOnce }, () => {
			if (Math.random() < 0.25) return { stopAfterMs: Math.random() * 100 };
			kills += 1;
			return randomKill();
		});
		runs.push(...(await Promise.all(ends.map((end) => runSpender(bundle, folder, end)))));
		await ageLocks(folder);
	}
	for (const { problems } of runs) expectOnlyTornLines(problems);
	const cents = await expectAgreement(bundle, folder);
	const { least, most } = acknowledged(runs);
	expect(cents).toBeGreaterThanOrEqual(least);
	expect(cents).toBeLessThanOrEqual(most);
	return {
		kills,
		beforeStart: runs.filter(({ found }) => found === undefined).length,
		acknowledged: runs.reduce((count, { spent }) => count + spent.length, 0),
		writtenUntold: cents - least,
		cents,
	};
}
