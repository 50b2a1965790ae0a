import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import { REPOSITORY } from "./pi/pi-package.ts";

/** How the command line is started. */
export interface BinOptions {
	/** Standard input, which is empty without it. */
	readonly input?: string | Buffer;
	/** Also the home directory, where no other is given. */
	readonly cwd?: string;
	readonly env?: Readonly<Record<string, string>>;
}

/** How the command line ended. */
export interface BinResult {
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

const BIN = join(REPOSITORY, "bin.js");

/** Starts this repository's command line with an environment of its own. It is killed when the running test has finished. */
export function startBin(args: readonly string[], options: BinOptions = {}): ChildProcessWithoutNullStreams {
	return start(BIN, args, options);
}

/** Runs this repository's command line to its end. */
export function runBin(args: readonly string[], options: BinOptions = {}): Promise<BinResult> {
	return runScript(BIN, args, options);
}

/** Runs the bin.js of another place to its end. */
export async function runScript(script: string, args: readonly string[], options: BinOptions = {}): Promise<BinResult> {
	const child = start(script, args, options);
	const ended = once(child, "close");
	child.stdin.end(options.input ?? "");
	const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
	const [code] = await ended;
	return { code, stdout, stderr };
}

function start(script: string, args: readonly string[], options: BinOptions): ChildProcessWithoutNullStreams {
	const { cwd = REPOSITORY, env = {} } = options;
	const child = spawn(process.execPath, [script, ...args], { cwd, env: { HOME: cwd, USERPROFILE: cwd, ...env } });
	onTestFinished(() => void child.kill("SIGKILL"));
	// A program that ends before it has read everything is what some tests are about.
	child.stdin.on("error", () => undefined);
	return child;
}
