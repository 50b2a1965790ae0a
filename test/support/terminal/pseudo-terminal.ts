import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

/** Columns and rows of a terminal. */
export interface TerminalSize {
	readonly columns: number;
	readonly rows: number;
}

/** A program to run in a terminal. */
export interface TerminalProgram {
	readonly file: string;
	readonly args: readonly string[];
	readonly cwd: string;
	/** Its whole environment besides what makes it a terminal. */
	readonly env: Readonly<Record<string, string>>;
}

/** A program that has a terminal for its standard streams. */
export interface PseudoTerminal {
	/** What the program writes. */
	readonly output: Readable;
	/** Sends what a terminal sends when keys are pressed. */
	write(data: string): void;
	/** Tells the program that the window has another size now. */
	resize(size: TerminalSize): Promise<void>;
	/** The exit code, once the program has ended and all it wrote was read; 128 and more for signals. */
	readonly exited: Promise<number>;
	/** Ends what runs in it. Rejects when that took force, or when the program left something running behind it. */
	close(): Promise<void>;
}

/** How long a program may take to end after it was asked to. */
const PATIENCE_MS = 5000;

/**
 * Runs a program in a pseudo-terminal, which `script` (util-linux) makes. The shell in it sets the size and says on
 * a pipe of its own which process it is before it becomes the program, so that this process can be ended by its id.
 */
export async function openPseudoTerminal(program: TerminalProgram, size: TerminalSize): Promise<PseudoTerminal> {
	const { file, args, cwd, env } = program;
	const command = [
		`stty rows ${size.rows} cols ${size.columns}`,
		'echo "$$ $(tty)" >&3',
		"exec 3>&-",
		`exec ${[file, ...args].map(quoted).join(" ")}`,
	].join(" && ");
	const child = spawn("script", ["-q", "-f", "-e", "-E", "always", "-c", command, "/dev/null"], {
		cwd,
		env: { ...env, SHELL: "/bin/sh", TERM: "xterm-256color" },
		stdio: ["pipe", "pipe", "inherit", "pipe"],
	});
	const { stdin, stdout } = child as ChildProcess & { stdin: Writable; stdout: Readable };
	// The program may be gone before it has read everything; that shows in how it ended, not here.
	stdin.on("error", () => undefined);
	const exited = once(child, "close").then(([code]) => (code as number | null) ?? 128);
	const [pid = "", device = ""] = (await firstLine(child.stdio[3] as Readable)).split(" ");
	if (!/^\d+$/.test(pid))
		throw new Error(`No terminal could be opened for ${file}: "script" ended with ${await exited}.`);
	const group = Number(pid);
	// The program is in a session of its own, so it would survive a test run that is cut short.
	const killNow = () => signal(-group, "SIGKILL");
	process.once("exit", killNow);
	let isOver = false;
	void exited.then(() => {
		isOver = true;
		process.off("exit", killNow);
	});
	return {
		output: stdout,
		write: (data) => void stdin.write(data),
		async resize({ columns, rows }) {
			await promisify(execFile)("stty", ["-F", device, "rows", `${rows}`, "cols", `${columns}`]);
		},
		exited,
		async close() {
			// Only the program is asked: what it started is its own to end.
			if (!isOver) signal(group, "SIGTERM");
			await Promise.race([exited, sleep(PATIENCE_MS, undefined, { ref: false })]);
			const isStubborn = !isOver;
			const isLeft = await isAlive(group);
			if (isLeft) signal(-group, "SIGKILL");
			await exited;
			if (isStubborn) throw new Error(`${file} (process ${group}) did not end when it was asked to.`);
			if (isLeft) throw new Error(`${file} (process ${group}) left something running.`);
		},
	};
}

/** What comes first; "" when nothing does. `script` itself keeps the pipe open, so its end is not to be waited for. */
async function firstLine(pipe: Readable): Promise<string> {
	let read = "";
	for await (const data of pipe) {
		read += String(data);
		if (read.endsWith("\n")) break;
	}
	return read.trim();
}

/** Whether a process of the group runs. One that has ended and waits for being noticed does not. */
async function isAlive(group: number): Promise<boolean> {
	const { stdout } = await promisify(execFile)("ps", ["-eo", "pgid=,stat="]);
	return stdout.split("\n").some((row) => {
		const [pgid, state = "Z"] = row.trim().split(/\s+/);
		return pgid === `${group}` && !state.startsWith("Z");
	});
}

/** Signals a process, or a group by its negative id. */
function signal(id: number, name: NodeJS.Signals): void {
	try {
		process.kill(id, name);
	} catch (error) {
		// Nothing is left of it.
		if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
	}
}

/** A word for the shell. */
function quoted(word: string): string {
	return `'${word.replaceAll("'", "'\\''")}'`;
}
