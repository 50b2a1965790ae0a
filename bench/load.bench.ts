// How long the package takes to load: packed and installed as pi does it, in both supported versions of pi and in Node alone.

import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type AgentHome, createAgentHome } from "../test/support/pi/agent-home.ts";
import { cloneBeside, installPackage, type LoadableExtension } from "../test/support/pi/install-package.ts";
import { PI_VERSIONS, type PiVersion } from "../test/support/pi/pi-package.ts";
import { formatMb } from "./support/heap.ts";
import { newTempDir, type PiTiming, type ProbeReading, probeInPi, timeInPi } from "./support/load-in-pi.ts";
import { emptyExtension, probeOf } from "./support/packaged.ts";
import { repeat, summarize } from "./support/samples.ts";
import { formatMs, formatRatio, printMachine, printTable, type Row, timeColumns } from "./support/table.ts";

const run = promisify(execFile);
const ASSEMBLE_PI = new URL("../scripts/assemble-pi.mjs", import.meta.url).pathname;
const LOAD_ONCE = new URL("./support/load-once.ts", import.meta.url).pathname;

const totalOf = ({ importMs, factoryMs }: PiTiming): number => importMs + factoryMs;
const median = (values: readonly number[]): number => summarize(values).p50;

function rowOf(what: string, readings: readonly PiTiming[], baseline?: readonly PiTiming[]): Row {
	const total = summarize(readings.map(totalOf));
	return {
		what,
		import: formatMs(median(readings.map(({ importMs }) => importMs))),
		factory: formatMs(median(readings.map(({ factoryMs }) => factoryMs))),
		best: formatMs(total.min),
		...timeColumns(total),
		ratio: baseline === undefined ? "" : formatRatio(total.p50, median(baseline.map(totalOf))),
	};
}

/** Readings by what was loaded, first with nothing cached and then with everything. */
class Readings<R extends PiTiming> {
	readonly cold = new Map<string, R[]>();
	readonly warm = new Map<string, R[]>();

	add(name: string, cold: R, warm: R): void {
		this.cold.set(name, [...(this.cold.get(name) ?? []), cold]);
		this.warm.set(name, [...(this.warm.get(name) ?? []), warm]);
	}

	rows(version: string, baselineName?: string): Row[] {
		const entries = [
			["cold", this.cold],
			["warm", this.warm],
		] as const;
		return entries.flatMap(([state, readings]) =>
			[...readings].map(([name, list]) =>
				rowOf(
					`${version} ${state}, ${name}`,
					list,
					baselineName === undefined ? undefined : readings.get(baselineName),
				),
			),
		);
	}
}

async function inPi(version: PiVersion, home: AgentHome, extensions: readonly LoadableExtension[]): Promise<Row[]> {
	const readings = new Readings<PiTiming>();
	const measure = async (extension: LoadableExtension): Promise<void> => {
		const tempDir = await newTempDir(home);
		const cold = await timeInPi(version, home, extension, tempDir);
		readings.add(extension.name, cold, await timeInPi(version, home, extension, tempDir));
	};
	const [baseline] = extensions;
	await repeat(
		async () => {
			for (const extension of extensions) await measure(extension);
		},
		{ count: 4, limitMs: 5_000 },
	);
	return readings.rows(version, baseline?.name);
}

interface ProbeRows {
	readonly rows: readonly Row[];
	readonly heap: Row;
}

async function byProbe(version: PiVersion, home: AgentHome, probe: LoadableExtension): Promise<ProbeRows> {
	const readings = new Readings<ProbeReading>();
	await repeat(
		async () => {
			const tempDir = await newTempDir(home);
			const cold = await probeInPi(version, home, probe, tempDir);
			readings.add("package", cold, await probeInPi(version, home, probe, tempDir));
		},
		{ count: 3, limitMs: 3_000 },
	);
	const all = [...readings.cold.values(), ...readings.warm.values()].flat();
	return { rows: readings.rows(version), heap: heapRow(`in pi ${version}`, all) };
}

function heapRow(where: string, readings: readonly ProbeReading[]): Row {
	return {
		where,
		heap: formatMb(median(readings.map(({ heapBytes }) => heapBytes)), true),
		n: String(readings.length),
	};
}

async function inNode({ entry }: LoadableExtension, home: AgentHome): Promise<ProbeRows> {
	const readings = new Readings<ProbeReading>();
	const load = async (cacheDir: string): Promise<ProbeReading> => {
		const env = { ...home.env, NODE_COMPILE_CACHE: cacheDir };
		const { stdout } = await run(process.execPath, [LOAD_ONCE, entry], { env, timeout: 10_000 });
		return JSON.parse(stdout) as ProbeReading;
	};
	await repeat(
		async () => {
			const tempDir = await newTempDir(home);
			const cold = await load(tempDir);
			readings.add("package", cold, await load(tempDir));
		},
		{ count: 8, limitMs: 4_000 },
	);
	return { rows: readings.rows("node alone"), heap: heapRow("in node alone", [...readings.cold.values()].flat()) };
}

// Does nothing where the newest pi is there already.
await run(process.execPath, [ASSEMBLE_PI]);
const folder = await mkdtemp(join(tmpdir(), "pi-auto-router-load-"));
const home = await createAgentHome();
try {
	const packaged = await installPackage(folder);
	const empty = await emptyExtension(folder);
	const probe = await probeOf(packaged, folder);
	const clone = await cloneBeside(packaged);

	const inPiRows: Row[] = [];
	const probes: ProbeRows[] = [];
	const cloneRows: Row[] = [];
	for (const version of PI_VERSIONS) {
		inPiRows.push(...(await inPi(version, home, [empty, { ...packaged, name: "package" }])));
		probes.push(await byProbe(version, home, probe));
		const tempDir = await newTempDir(home);
		const readings = new Readings<PiTiming>();
		const cold = await timeInPi(version, home, clone, tempDir);
		readings.add(clone.name, cold, await timeInPi(version, home, clone, tempDir));
		cloneRows.push(...readings.rows(version));
	}
	const alone = await inNode(packaged, home);

	printMachine();
	printTable("Load as pi's own PI_TIMING tells it; an empty extension is what any extension costs", inPiRows, [
		"cold: neither pi nor Node has compiled anything before; warm: the next start. aim: at most 30 ms",
	]);
	printTable("Load of the package alone, timed around its import and its factory", [
		...probes.flatMap(({ rows }) => rows),
		...alone.rows,
	]);
	printTable(
		"Heap it keeps",
		[...probes.map(({ heap }) => heap), alone.heap],
		["node alone counts Node's own modules that pi has loaded anyway; aim: at most 2 MB"],
	);
	printTable("Load of a git clone, from its sources (for information)", cloneRows);
} finally {
	await home.dispose();
	await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
