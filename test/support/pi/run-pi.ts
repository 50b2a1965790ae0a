import { text } from "node:stream/consumers";
import type { AgentHome } from "./agent-home.ts";
import type { PiVersion } from "./pi-package.ts";
import { type LaunchOptions, type PiExit, spawnPi } from "./spawn-pi.ts";

/** How one run of pi is started and bounded. */
export interface RunOptions extends LaunchOptions {
	/** What is piped into pi; pi puts it before the prompt. Default: nothing. */
	readonly stdin?: string;
	/** Default 30000. After it pi is ended, and the result says so. */
	readonly timeoutMs?: number;
}

/** What a run of pi left behind. */
export interface RunResult extends PiExit {
	readonly stdout: string;
	readonly stderr: string;
	/** From start to end. */
	readonly ms: number;
	readonly isTimedOut: boolean;
}

/**
 * Runs pi to its end in print mode (`["-p", "hi"]`) or json mode (`["--mode", "json", "hi"]`). Never rejects because of
 * what pi did: a failure is an exit code, a run that is too long is `isTimedOut`.
 */
export async function runPi(
	version: PiVersion,
	home: AgentHome,
	args: readonly string[],
	options: RunOptions = {},
): Promise<RunResult> {
	const { stdin = "", timeoutMs = 30_000, ...launch } = options;
	const startedAt = performance.now();
	const pi = spawnPi(version, home, args, launch);
	let isTimedOut = false;
	const timer = setTimeout(() => {
		isTimedOut = true;
		pi.kill();
	}, timeoutMs);
	try {
		pi.child.stdin.end(stdin);
		const [stdout, stderr, exit] = await Promise.all([text(pi.child.stdout), text(pi.child.stderr), pi.exited]);
		return { ...exit, stdout, stderr, ms: performance.now() - startedAt, isTimedOut };
	} finally {
		clearTimeout(timer);
	}
}
