import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { REPOSITORY } from "../support/pi/pi-package.ts";
import { runBin, runScript } from "../support/run-bin.ts";
import { tempFolder } from "../support/temp-folder.ts";

const EMPTY = { code: 0, stdout: "", stderr: "" };

describe("pi-auto-router --help", () => {
	it("lists the commands", async () => {
		const { stdout, ...rest } = await runBin(["--help"]);

		expect(rest).toEqual({ code: 0, stderr: "" });
		expect(stdout).toMatchInlineSnapshot(`
			"Usage: pi-auto-router [options] [command]

			Looks at what pi-auto-router does, without pi.

			Options:
			  -v, --version              print the version
			  -h, --help                 say how it is used

			Commands:
			  stats [options]            counts requests, outcomes and spend in the log
			  quality [options]          says how answers were rated, by all that is known
			                             of them
			  sessions [options]         says how routing went: days, pace, latency, cost,
			                             drift, sessions
			  classify                   says what the router takes prompts for
			  validate [options] [file]  says what is wrong with a routes file
			  help [command]             says how a command is used

			Exit codes: 0 all is well, 1 something is wrong with the input, 2 wrong use.
			"
		`);
	});

	it.each([[["classify", "--help"]], [["help", "classify"]]])("says how classify is used (%s)", async (args) => {
		expect((await runBin(args)).stdout).toMatchInlineSnapshot(`
			"Usage: pi-auto-router classify [options]

			Says what the router takes prompts for.

			Options:
			  -h, --help  say how it is used

			Reads prompts from standard input, one {"text":"…"} a line, and answers each
			with a line {"intent":"…","confidence":0.9,"subtask":"…"}; subtask is null
			where there is none. A line that cannot be read is answered with {"error":"…"}
			and told on standard error; an empty one is skipped.

			Example:
			  echo '{"text":"Fix the login bug"}' | pi-auto-router classify
			"
		`);
	});

	it("says how validate is used", async () => {
		expect((await runBin(["validate", "--help"])).stdout).toMatchInlineSnapshot(`
			"Usage: pi-auto-router validate [options] [file]

			Says what is wrong with a routes file.

			Arguments:
			  file        the file, or - for standard input (default: the one of pi's agent
			              directory)

			Options:
			  --json      print {"path", "issues"} as JSON
			  -h, --help  say how it is used

			An error costs an entry or the whole file, and ends with exit code 1; a warning
			costs nothing.
			Whether model ids exist is not checked: only pi knows its models.

			Examples:
			  pi-auto-router validate
			  pi-auto-router validate --json auto-router.routes.json
			"
		`);
	});

	it.each([[["-h"]], [["help"]], [["classify", "-h"]], [["validate", "-h"]], [["help", "--help"]]])(
		"fits into 80 columns (%s)",
		async (args) => {
			const { code, stdout } = await runBin(args);

			expect(code).toBe(0);
			expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
		},
	);

	it("is shown to whoever names no command, which is wrong use", async () => {
		const { code, stdout, stderr } = await runBin([]);

		expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
		expect(stderr).toBe((await runBin(["--help"])).stdout);
	});
});

describe("pi-auto-router --version", () => {
	it.each(["--version", "-v"])("prints the package's version (%s)", async (option) => {
		const { version } = JSON.parse(await readFile(join(REPOSITORY, "package.json"), "utf8"));

		expect(await runBin([option])).toEqual({ ...EMPTY, stdout: `${version}\n` });
	});
});

describe("bin.js on a Node that is too old", () => {
	it("says which one is needed", async () => {
		const folder = await tempFolder();
		await cp(join(REPOSITORY, "bin.js"), join(folder, "bin.js"));
		await writeFile(
			join(folder, "package.json"),
			JSON.stringify({ type: "module", version: "1.0.0", engines: { node: ">=999.9.0" } }),
		);

		expect(await runScript(join(folder, "bin.js"), ["--version"])).toEqual({
			...EMPTY,
			code: 2,
			stderr: `pi-auto-router needs Node 999.9.0 or newer; this is ${process.versions.node} (${process.execPath}).\n`,
		});
	});
});

const SEE = "See pi-auto-router --help.\n";
const SEE_VALIDATE = "See pi-auto-router validate --help.\n";

describe("wrong use", () => {
	it.each([
		[["clasify"], `error: unknown command 'clasify'\n(Did you mean classify?)\n${SEE}`],
		[["help", "validat"], `error: unknown command 'validat'\n(Did you mean validate?)\n${SEE}`],
		[["nothing-like-it"], `error: unknown command 'nothing-like-it'\n${SEE}`],
		[["--versoin"], `error: unknown option '--versoin'\n(Did you mean --version?)\n${SEE}`],
		[["validate", "--jsn"], `error: unknown option '--jsn'\n(Did you mean --json?)\n${SEE_VALIDATE}`],
		[["validate", "--json=yes"], `error: unknown option '--json=yes'\n${SEE_VALIDATE}`],
		[
			["validate", "a", "b"],
			`error: too many arguments for 'validate'. Expected 1 argument but got 2: a, b.\n${SEE_VALIDATE}`,
		],
		[
			["classify", "fix it"],
			"error: too many arguments for 'classify'. Expected 0 arguments but got 1: fix it.\nSee pi-auto-router classify --help.\n",
		],
	])("%j is refused with exit code 2", async (args, stderr) => {
		expect(await runBin(args)).toEqual({ code: 2, stdout: "", stderr });
	});
});
