// The reports of a long log, each as a user starts it: wall time, processor time and the most memory the process had.
//
// npm run bench -- analytics; with RECORDS=1000000 in the environment on a log of so many records instead.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { installPackage } from "../test/support/pi/install-package.ts";
import { writeGeneratedLog } from "./support/log/generate-log.ts";
import { summarize } from "./support/samples.ts";
import { formatMs, printMachine, printTable, type Row } from "./support/table.ts";

const RECORDS = Number(process.env["RECORDS"] ?? 200_000);
const ROUNDS = RECORDS > 200_000 ? 2 : 5;
const COMMANDS = ["stats", "quality", "sessions"];
const AIM_MS = 2_000;
const AIM_MB = 100;

interface Run {
	readonly wallMs: number;
	readonly cpuMs: number;
	readonly peakMb: number;
}

/** Loaded before the command, so that the process tells of itself when it ends. */
const TELL = `process.on("exit", () => { const u = process.resourceUsage(); process.stderr.write("usage " + JSON.stringify({ cpuMs: (u.userCPUTime + u.systemCPUTime) / 1000, peakMb: u.maxRSS / 1024 }) + "\\n"); });`;

async function run(bin: string, args: readonly string[]): Promise<Run> {
	const startedAt = performance.now();
	const tell = `data:text/javascript,${encodeURIComponent(TELL)}`;
	const child = spawn(process.execPath, ["--import", tell, bin, ...args], { stdio: ["ignore", "ignore", "pipe"] });
	const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, "close")]);
	const wallMs = performance.now() - startedAt;
	const usage = /^usage (.*)$/m.exec(stderr)?.[1];
	if (code !== 0 || usage === undefined) throw new Error(`${args.join(" ")} ended with ${code}:\n${stderr}`);
	return { wallMs, ...JSON.parse(usage) };
}

async function measure(bin: string, command: string, file: string): Promise<Row> {
	const runs: Run[] = [];
	for (let round = 0; round < ROUNDS; round++) runs.push(await run(bin, [command, "--file", file]));
	const wall = summarize(runs.map(({ wallMs }) => wallMs));
	return {
		command,
		"least wall": formatMs(wall.min),
		"median wall": formatMs(wall.p50),
		"least cpu": formatMs(Math.min(...runs.map(({ cpuMs }) => cpuMs))),
		"most memory": `${Math.max(...runs.map(({ peakMb }) => peakMb)).toFixed(0)} MB`,
	};
}

const folder = await mkdtemp(join(tmpdir(), "auto-router-bench-"));
try {
	const file = join(folder, "auto-router.events.jsonl");
	await writeGeneratedLog(file, { records: RECORDS });
	const bin = join((await installPackage(folder)).folder, "bin.js");
	const rows: Row[] = [];
	for (const command of COMMANDS) rows.push(await measure(bin, command, file));
	printMachine();
	const megabytes = ((await stat(file)).size / 1_000_000).toFixed(0);
	printTable(`Reports of a log of ${RECORDS} records, ${megabytes} MB, ${ROUNDS} runs each`, rows, [
		`aims for 200000 records: ${formatMs(AIM_MS)}, ${AIM_MB} MB, and the same memory for any number`,
	]);
} finally {
	await rm(folder, { recursive: true, force: true });
}
