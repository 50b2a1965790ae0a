import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import type { AgentHome } from "../../test/support/pi/agent-home.ts";
import type { LoadableExtension } from "../../test/support/pi/install-package.ts";
import type { PiVersion } from "../../test/support/pi/pi-package.ts";
import { runPi } from "../../test/support/pi/run-pi.ts";

/** What pi itself says that loading an extension took, in whole milliseconds. */
export interface PiTiming {
	readonly importMs: number;
	readonly factoryMs: number;
}

/** What a probe inside pi says that loading the extension takes. */
export interface ProbeReading extends PiTiming {
	readonly heapBytes: number;
}

/** A new empty directory for temporary files: pi keeps what it compiled, and so does Node, in the one it is given. */
export function newTempDir(home: AgentHome): Promise<string> {
	return mkdtemp(join(home.root, "tmp-"));
}

async function startPi(
	version: PiVersion,
	home: AgentHome,
	extension: LoadableExtension,
	tempDir: string,
): Promise<string> {
	const env = { PI_TIMING: "1", TMPDIR: tempDir, TEMP: tempDir, TMP: tempDir };
	// pi ends in this mode as soon as it has started, since nothing is piped into it.
	const { stdout, stderr } = await runPi(version, home, ["--mode", "rpc"], { extension: extension.folder, env });
	return `${stdout}\n${stderr}`;
}

/** Starts pi with an extension and reads what it prints with PI_TIMING. */
export async function timeInPi(
	version: PiVersion,
	home: AgentHome,
	extension: LoadableExtension,
	tempDir: string,
): Promise<PiTiming> {
	const output = await startPi(version, home, extension, tempDir);
	const msOf = (step: string): number => {
		const line = output.split("\n").find((text) => text.includes(`${extension.entry} ${step}:`));
		const ms = /: (\d+)ms/.exec(line ?? "")?.[1];
		if (ms === undefined) throw new Error(`pi ${version} did not tell how long ${extension.name} took:\n${output}`);
		return Number(ms);
	};
	return { importMs: msOf("module import"), factoryMs: msOf("factory") };
}

/** Starts pi with a probe and reads what that prints. */
export async function probeInPi(
	version: PiVersion,
	home: AgentHome,
	probe: LoadableExtension,
	tempDir: string,
): Promise<ProbeReading> {
	const output = await startPi(version, home, probe, tempDir);
	const reading = /^probe (\{.*\})$/m.exec(output)?.[1];
	if (reading === undefined) throw new Error(`the probe in pi ${version} printed nothing:\n${output}`);
	return JSON.parse(reading) as ProbeReading;
}
