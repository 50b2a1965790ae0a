import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const COMMAND = fileURLToPath(new URL("../../scripts/chaos.ts", import.meta.url));

/** How the command ended, and what it printed to either stream. */
export interface Ran {
	readonly code: number | null;
	readonly output: string;
}

/** Runs the command in a process of its own, whose timers, files and uncaught errors are its own. */
export async function runChaos(...args: readonly string[]): Promise<Ran> {
	const child = spawn(process.execPath, [COMMAND, ...args], { stdio: ["ignore", "pipe", "pipe"] });
	onTestFinished(() => void child.kill());
	const end = new Promise<number | null>((resolve) => child.once("close", resolve));
	const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), end]);
	return { code, output: stdout + stderr };
}
