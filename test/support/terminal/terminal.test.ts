import { spawnSync } from "node:child_process";
import { describe, expect, it, onTestFinished } from "vitest";
import { tempFolder } from "../temp-folder.ts";
import { bytesOf } from "./keys.ts";
import type { TerminalSize } from "./pseudo-terminal.ts";
import { openTerminal, type Terminal } from "./terminal.ts";

const SMALL: TerminalSize = { columns: 40, rows: 6 };
const PATH = process.env["PATH"] ?? "";

async function open(file: string, args: readonly string[], size = SMALL): Promise<Terminal> {
	const terminal = await openTerminal({ file, args, cwd: await tempFolder(), env: { PATH } }, size);
	onTestFinished(() => terminal.close().catch(() => undefined));
	return terminal;
}

/** A program of one line, which has a terminal for its streams. */
const node = (script: string, size?: TerminalSize): Promise<Terminal> => open(process.execPath, ["-e", script], size);

/** Keeps the program running. */
const WAIT = "setInterval(() => undefined, 1000);";

describe("a terminal", () => {
	it("shows what is typed into a program and what it answers", async () => {
		const terminal = await open("cat", []);

		terminal.type("it's here");
		await terminal.waitFor("it's here");
		terminal.press("enter");

		await terminal.waitFor(/^it's here\nit's here$/m);
		expect(terminal.screen()).toEqual(["it's here", "it's here", "", "", "", ""]);
	});

	it("passes arguments on as they are", async () => {
		const terminal = await open(process.execPath, ["-p", "process.argv.slice(1).join('|')", "a b", "$HOME", "it's"]);

		expect(await terminal.exited).toBe(0);
		expect(terminal.screen()[0]).toBe("a b|$HOME|it's");
	});

	it("gives the program nothing of the machine's environment but what it is told to", async () => {
		const terminal = await node("console.log(Object.keys(process.env).sort().join())");

		await terminal.exited;
		expect(terminal.screen().join("")).toMatch(
			/^(?:PWD,|OLDPWD,|SHLVL,|_,)*PATH,(?:PWD,)?SHELL,(?:SHLVL,)?TERM(?:,_)?$/,
		);
	});

	it("is of the size that it was opened with, and of another one after a change", async () => {
		const terminal = await node(
			`const say = () => console.log(process.stdout.columns + "x" + process.stdout.rows); say(); process.stdout.on("resize", say); ${WAIT}`,
		);
		await terminal.waitFor("40x6");

		await terminal.resize({ columns: 60, rows: 8 });

		await terminal.waitFor("60x8");
		expect(terminal.screen()).toHaveLength(8);
	});

	it("moves the cursor and clears as a terminal does", async () => {
		const terminal = await node('process.stdout.write("gone\\x1b[2J\\x1b[2;3Hhere\\x1b[1;1Hthere")');

		await terminal.exited;
		expect(terminal.screen().slice(0, 3)).toEqual(["there", "  here", ""]);
	});

	it("keeps what has scrolled away", async () => {
		const terminal = await node("for (let i = 1; i <= 10; i++) console.log('line ' + i)");

		await terminal.exited;
		expect(terminal.screen()[0]).toBe("line 6");
		expect(terminal.lines().slice(0, 2)).toEqual(["line 1", "line 2"]);
	});

	it("knows how a text is drawn", async () => {
		const terminal = await node('process.stdout.write("plain \\x1b[1;31mred\\x1b[0m \\x1b[2mdim\\x1b[0m")');

		await terminal.exited;
		expect(terminal.styleOf("plain")).toEqual({ isBold: false, isDim: false });
		expect(terminal.styleOf("red")).toEqual({ isBold: true, isDim: false, color: 1 });
		expect(terminal.styleOf("dim")).toEqual({ isBold: false, isDim: true });
		expect(terminal.styleOf("nowhere")).toBeUndefined();
	});

	it("remembers titles and bells", async () => {
		const terminal = await node('process.stdout.write("\\x1b]0;first\\x07\\x1b]2;second\\x1b\\\\\\x07")');

		await terminal.exited;
		expect(terminal.titles()).toEqual(["first", "second"]);
		expect(terminal.output()).toBe("\u001b]0;first\u0007\u001b]2;second\u001b\\\u0007");
		expect(terminal.bells()).toBe(1);
	});

	it("answers a program that asks where the cursor is", async () => {
		const terminal = await node(
			'process.stdin.setRawMode(true); process.stdin.once("data", (d) => { console.log(JSON.stringify(String(d))); process.exit(); }); process.stdout.write("abc\\x1b[6n")',
		);

		await terminal.waitFor(String.raw`"\u001b[1;4R"`);
	});

	it("does not show a frame before all of it is drawn", async () => {
		// The terminal's answer to the question where the cursor is says that the first half has been drawn.
		const steps = String.raw`["\x1b[?2026h\rnew\x1b[6n", "er\x1b[?2026l"]`;
		const terminal = await node(
			`const steps = ${steps}; process.stdin.setRawMode(true).on("data", () => process.stdout.write(steps.shift() ?? "")); process.stdout.write("old");`,
		);
		await terminal.waitFor("old");
		const seen = new Set<string>();
		const whenDone = terminal.waitFor((screen) => {
			seen.add(screen.trim());
			return screen.includes("newer");
		});

		terminal.press("enter");

		await whenDone;
		expect([...seen]).toEqual(["old", "newer"]);
	});
});

describe("waiting for a screen", () => {
	it("that does not come shows what was there instead", async () => {
		const terminal = await node(`for (let i = 1; i <= 7; i++) console.log("line " + i); ${WAIT}`);
		await terminal.waitFor("line 7");

		const waiting = terminal.waitFor("line 8", 20);

		await expect(waiting).rejects.toThrow(/^20 ms are over\. .*: "line 8"\nline 1\nline 2\n=+\nline 3\n/);
	});

	it("ends when the program has ended", async () => {
		const terminal = await node("console.log('the end'); process.exit(3)");

		await expect(terminal.waitFor(/more/)).rejects.toThrow(/The program has ended with 3\..*\/more\/\n=+\nthe end\n/);
	});

	it("is over at once when it is so already", async () => {
		const terminal = await node("console.log('there')");
		await terminal.exited;

		expect(await terminal.waitFor((screen) => screen.startsWith("there"))).toMatch(/^there/);
	});
});

describe("closing a terminal", () => {
	it("ends the program", async () => {
		const terminal = await node(`console.log(process.pid); ${WAIT}`);
		const pid = Number(/\d+/.exec(await terminal.waitFor(/^\d+$/m)));

		await terminal.close();

		expect(() => process.kill(pid, 0)).toThrow("ESRCH");
	});

	it("complains of a process that the program left running, and ends it", async () => {
		// A process that takes no notice of the terminal's end.
		const script = "trap '' HUP; echo $$; exec sleep 60";
		const terminal = await node(
			`require("node:child_process").spawn("sh", ["-c", ${JSON.stringify(script)}], { stdio: ["ignore", "pipe", "ignore"] }).stdout.on("data", (pid) => { console.log(String(pid)); process.exit(); });`,
		);
		await terminal.exited;
		const left = Number(/\d+/.exec(terminal.screen().join()));

		await expect(terminal.close()).rejects.toThrow("left something running");
		// It may still be listed as a process that has ended, until the system has taken note of it.
		await expect.poll(() => stateOf(left)).toMatch(/^Z?$/);
	});
});

/** The system's letter for the state of a process; "" for one that is gone. */
function stateOf(pid: number): string {
	return spawnSync("ps", ["-o", "state=", "-p", `${pid}`], { encoding: "utf8" }).stdout.trim();
}

describe("the bytes of a key", () => {
	it.each([
		["enter", "\r"],
		["escape", "\u001b"],
		["ctrl+c", "\u0003"],
	] as const)("named %s are %j", (key, bytes) => {
		expect(bytesOf(key)).toBe(bytes);
	});

	it("are not made up", () => {
		expect(() => bytesOf("ctrl+enter")).toThrow('There is no key "ctrl+enter".');
	});
});
