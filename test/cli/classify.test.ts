import { spawn } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { describe, expect, it } from "vitest";
import { CliError } from "../../src/cli/cli-error.ts";
import { classifyCommand } from "../../src/cli/commands/classify.ts";
import { classifyPrompt } from "../../src/core/classify/prompt/classify-prompt.ts";
import { REPOSITORY } from "../support/pi/pi-package.ts";
import { runBin, startBin } from "../support/run-bin.ts";

const PROMPTS = [
	"Fix the login bug",
	"Write a poem about the sea",
	"Explain what a monad is",
	"",
	"ä, 漢字 and 👍🏽",
	"one\nprompt\r\nof three lines",
	"a line separator \u2028 inside, and a \u2029",
	"word ".repeat(50_000),
];

function answerTo(prompt: string) {
	const { intent, confidence, subtask } = classifyPrompt(prompt);
	return { intent, confidence, subtask: subtask ?? null };
}

const linesOf = (values: readonly unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join("");
const parsed = (stdout: string): unknown[] =>
	stdout
		.trimEnd()
		.split("\n")
		.map((line) => JSON.parse(line));

/** What every message about a line ends with. */
const EXPECTED = 'expected one JSON object a line, such as {"text":"Fix the login bug"}';

describe("pi-auto-router classify", () => {
	it("answers each line with what the classifier says, in order", async () => {
		const { stdout, ...rest } = await runBin(["classify"], {
			input: linesOf(PROMPTS.map((prompt) => ({ text: prompt }))),
		});

		expect(rest).toEqual({ code: 0, stderr: "" });
		expect(stdout).toBe(linesOf(PROMPTS.map(answerTo)));
	});

	it.each([
		["nothing at all", "", []],
		["a last line without newline", '{"text":"a"}\n{"text":"b"}', ["a", "b"]],
		["lines that end as in Windows", '{"text":"a"}\r\n{"text":"b"}\r\n', ["a", "b"]],
		["a byte order mark", '\uFEFF{"text":"a"}\n', ["a"]],
		["empty lines", '\n{"text":"a"}\n \t\n\r\n{"text":"b"}\n\n', ["a", "b"]],
		["other keys", '{"id":7,"text":"a"}\n', ["a"]],
	])("understands %s", async (_, input, prompts) => {
		expect(await runBin(["classify"], { input })).toEqual({
			code: 0,
			stdout: linesOf(prompts.map(answerTo)),
			stderr: "",
		});
	});

	it("answers before the input ends", async () => {
		const child = startBin(["classify"]);
		const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
		for (const prompt of ["first", "second"]) {
			child.stdin.write(linesOf([{ text: prompt }]));
			expect(JSON.parse(`${(await lines.next()).value}`)).toEqual(answerTo(prompt));
		}
	});

	it("goes on after lines that it cannot read, and ends with exit code 1", async () => {
		const rows: readonly (readonly [line: string | Buffer, problem: string])[] = [
			["Fix the login bug", `is "Fix the login bug", which is not JSON`],
			['{"text":"Fix', `is "{\\"text\\":\\"Fix", which is not JSON`],
			["\u001b[2J", `is "\\u001b[2J", which is not JSON`],
			["word ".repeat(100), `is "${"word ".repeat(11)}wo…", which is not JSON`],
			['"Fix it"', 'is "Fix it"'],
			["[1]", "is [1]"],
			["null", "is null"],
			["{}", 'has no "text"'],
			['{"prompt":"a"}', 'has no "text"'],
			['{"text":["a"]}', 'text is ["a"]'],
			['{"text":null}', "text is null"],
			[Buffer.from([0x22, 0xff, 0x22]), "is not UTF-8 text"],
		];
		const lines = rows.flatMap(([line]) => [Buffer.from(line), Buffer.from('\n\n{"text":"fine"}\n')]);

		const result = await runBin(["classify"], { input: Buffer.concat(lines) });

		const errors = rows.map(([, problem], index) => `standard input:${3 * index + 1} ${problem}; ${EXPECTED}`);
		expect(parsed(result.stdout)).toEqual(errors.flatMap((error) => [{ error }, answerTo("fine")]));
		expect(result).toMatchObject({ code: 1, stderr: errors.map((error) => `${error}\n`).join("") });
	});

	it("ends quietly when its reader has enough, whatever more is to come", async () => {
		const child = startBin(["classify"]);
		const stderr = text(child.stderr);
		const ended = once(child, "close");
		const endless = Readable.from(forever(linesOf([{ text: "fix" }]).repeat(1000)));
		const feeding = pipeline(endless, child.stdin).catch(() => undefined);

		await once(child.stdout, "data");
		child.stdout.destroy();

		expect(await ended).toEqual([0, null]);
		expect(await stderr).toBe("");
		await feeding;
	});

	// Only Linux has a file that is always full.
	it.runIf(process.platform === "linux")("says that the disk is full", async () => {
		const child = spawn(process.execPath, [join(REPOSITORY, "bin.js"), "classify"], {
			stdio: ["pipe", openSync("/dev/full", "w"), "pipe"],
		});
		child.stdin?.end('{"text":"a"}\n');

		expect(await text(child.stderr as Readable)).toBe(
			"error: Standard output cannot be written: the disk is full (ENOSPC); free some space.\n",
		);
		expect(child.exitCode ?? (await once(child, "exit"))[0]).toBe(1);
	});
});

function* forever<T>(value: T): Generator<T> {
	for (;;) yield value;
}

/** The command inside this process, with streams that a test holds. */
function startInside(stdin: Readable & { isTTY?: boolean }, write: () => Promise<boolean>) {
	let said = "";
	const err = {
		write: async (words: string) => {
			said += words;
			return true;
		},
	};
	const screen = { columns: 80, hasColour: false, showsProgress: false };
	const around = { env: {}, homeDir: "/", screen, now: Date.now, exampleFile: "/example.json" };
	const context = { stdin, out: { write }, err, ...around };
	return { ended: classifyCommand.run({ words: [], options: {} }, context), said: () => said };
}

describe("classifyCommand", () => {
	it("says what it expects at a terminal", async () => {
		const stdin = Object.assign(new PassThrough(), { isTTY: true });
		const { ended, said } = startInside(stdin, async () => true);
		stdin.end();

		expect(await ended).toBe(0);
		expect(said()).toBe(`Reading prompts from the terminal: ${EXPECTED}. Ctrl-D ends.\n`);
	});

	it("says when standard input breaks off", async () => {
		const broken = Object.assign(new Error("read EIO"), { code: "EIO" });
		const stdin = Readable.from(
			(function* () {
				yield Buffer.from('{"text":"a"}\n');
				throw broken;
			})(),
		);

		await expect(startInside(stdin, async () => true).ended).rejects.toThrow(
			new CliError("Standard input cannot be read: read EIO."),
		);
	});

	it("reads no further while nobody takes the answers", async () => {
		let pulled = 0;
		const chunks = (function* () {
			for (; pulled < 1000; pulled++) yield Buffer.from('{"text":"fix"}\n');
		})();
		let take = (): void => undefined;
		const taken = new Promise<boolean>((resolve) => {
			take = () => resolve(false);
		});
		let isAsked = (): void => undefined;
		const asked = new Promise<void>((resolve) => {
			isAsked = resolve;
		});
		const { ended } = startInside(Readable.from(chunks, { highWaterMark: 1 }), () => {
			isAsked();
			return taken;
		});

		await asked;
		for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate);
		expect(pulled).toBeLessThan(5);
		take();
		expect(await ended).toBe(0);
	});
});
