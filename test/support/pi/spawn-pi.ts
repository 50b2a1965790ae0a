import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import type { AgentHome } from "./agent-home.ts";
import { type PiVersion, piPackage, REPOSITORY } from "./pi-package.ts";

/** How pi is started, whatever the mode. */
export interface LaunchOptions {
	/** The extension to load. Default: this repository. `false`: none. */
	readonly extension?: string | false;
	/** Whether extensions that are installed in the home are loaded too. Default: false. */
	readonly hasInstalled?: boolean;
	/** Whether the session is kept in the home, so that a later run can resume it. Default: false. */
	readonly hasSession?: boolean;
	/** Default: the home's `cwd`. */
	readonly cwd?: string;
	/** Added to the home's environment. */
	readonly env?: Readonly<Record<string, string>>;
}

/** How a pi process ended. `code` is null when a signal ended it. */
export interface PiExit {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
}

/** A running pi with pipes for its standard streams. */
export interface PiProcess {
	readonly child: ChildProcessWithoutNullStreams;
	/** Resolves when the process has ended and its output has been read to the end. */
	readonly exited: Promise<PiExit>;
	/** Ends the process: politely, so that pi can end the commands it runs, and a second later by force. */
	kill(): void;
	/** Ends the process at once, in the middle of whatever it does. */
	killNow(): void;
}

/** What to run for a pi, and where. */
export interface PiCommand {
	readonly file: string;
	readonly args: readonly string[];
	readonly cwd: string;
	/** The whole environment. */
	readonly env: Readonly<Record<string, string>>;
}

/** How pi is started in a home with exactly these arguments after the ones `options` stand for. */
export function piCommand(
	version: PiVersion,
	home: AgentHome,
	args: readonly string[],
	options: LaunchOptions = {},
): PiCommand {
	const { extension = REPOSITORY, hasInstalled = false, hasSession = false, cwd = home.cwd, env } = options;
	const discovery = hasInstalled ? [] : ["-ne"];
	const defaults = [
		...discovery,
		...(extension === false ? [] : ["-e", extension]),
		...(hasSession ? [] : ["--no-session"]),
	];
	return {
		file: process.execPath,
		args: [piPackage(version).cli, ...defaults, ...args],
		cwd,
		env: { ...home.env, ...env },
	};
}

/** Starts pi in a home with exactly these arguments after the ones `options` stand for. */
export function spawnPi(
	version: PiVersion,
	home: AgentHome,
	args: readonly string[],
	options: LaunchOptions = {},
): PiProcess {
	const command = piCommand(version, home, args, options);
	const child = spawn(command.file, command.args, {
		cwd: command.cwd,
		env: command.env,
		// A process group of its own, so that a signal reaches what pi has started and nothing else.
		detached: process.platform !== "win32",
	});
	// pi may be gone before it has read everything; that shows in its exit, not here.
	child.stdin.on("error", () => undefined);
	const killNow = () => signalGroup(child, "SIGKILL");
	let lastResort: NodeJS.Timeout | undefined;
	const kill = () => {
		signalGroup(child, "SIGTERM");
		lastResort ??= setTimeout(killNow, 1000);
	};
	// A group of its own also survives this process, so nothing may be left behind when a test run is cut short.
	process.once("exit", killNow);
	const exited = exitOf(child).finally(() => {
		clearTimeout(lastResort);
		process.off("exit", killNow);
	});
	return { child, exited, kill, killNow };
}

async function exitOf(child: ChildProcessWithoutNullStreams): Promise<PiExit> {
	const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
	return { code, signal };
}

function signalGroup({ pid, exitCode, signalCode }: ChildProcessWithoutNullStreams, signal: NodeJS.Signals): void {
	if (pid === undefined || exitCode !== null || signalCode !== null) return;
	try {
		process.kill(process.platform === "win32" ? pid : -pid, signal);
	} catch (error) {
		// It ended in the meantime.
		if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
	}
}
