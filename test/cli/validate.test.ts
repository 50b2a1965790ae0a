import { once } from "node:events";
import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { REPOSITORY } from "../support/pi/pi-package.ts";
import { runBin, startBin } from "../support/run-bin.ts";
import { tempFolder } from "../support/temp-folder.ts";

const EXAMPLE = join(REPOSITORY, "auto-router.routes.example.json");
const NOT_CHECKED = "Model ids are not checked here: only pi knows its models.";
const TARGET = '{ "provider": "anthropic", "modelId": "claude-opus-5-5" }';
const ROUTE = `"swe": { "targets": [${TARGET}] }`;

const left = (errors: string, routes: string) =>
	`routes.json: ${errors}; what pi can use: ${routes}, no alias, no rule. ${NOT_CHECKED}`;

/** Each row: what is wrong, the text of the file, and every line that is printed about it. */
const WRONG_FILES: readonly [name: string, text: string | Buffer, ...lines: string[]][] = [
	["broken syntax", '{\n"routes": {\n"a" 1 } }', "error: routes.json:3 cannot be read: colon expected (column 5)"],
	["an empty file", "", "error: routes.json:1 cannot be read: the file is empty (column 1)"],
	["a list", "[1]", "error: routes.json:1 is [1]; expected an object; the file is not used"],
	[
		"another encoding",
		Buffer.from("\uFEFF{}", "utf16le"),
		"error: routes.json cannot be read: it is not UTF-8 text; expected a text file in UTF-8, or - for standard input",
	],
	[
		"a target without provider",
		`{\n"routes": { "swe": { "targets": [\n${TARGET},\n{ "modelId": "gpt-6-sol" } ] } } }`,
		'error: routes.json:4 routes.swe.targets[1].provider is missing; expected a provider id as pi lists it, without "/" or blanks; the target is disabled',
		left("1 error", "1 route"),
	],
	[
		"a mistyped choice",
		`{ "routes": { "swe": { "targets": [\n{ "provider": "zai", "modelId": "glm",\n"billing": "per-tokn" }, ${TARGET} ] } } }`,
		'error: routes.json:3 routes.swe.targets[0].billing is "per-tokn"; expected "subscription" or "per-token" (did you mean "per-token"?); the target is disabled',
		left("1 error", "1 route"),
	],
	[
		"a provider that is gone",
		'{ "routes": { "swe": { "targets": [\n{ "provider": "google-gemini-cli", "modelId": "gemini-3" } ] } } }',
		"error: routes.json:1 routes.swe.targets has no usable entry; the route is disabled",
		'error: routes.json:2 routes.swe.targets[0].provider names "google-gemini-cli", a provider that pi no longer has; use "google" instead (a key in GEMINI_API_KEY); the target is disabled',
		left("2 errors", "no route"),
	],
	[
		"an alias for a route that does not exist",
		`{ "routes": { ${ROUTE} },\n"aliases": { "deep": "auto-router/sew" } }`,
		'error: routes.json:2 aliases.deep is "auto-router/sew", which names no usable route (did you mean "auto-router/swe"?); the alias is left out',
		left("1 error", "1 route"),
	],
	[
		"a key pasted into the wrong place",
		'{ "timeZone": "sk-ant-api03-abcdefghijklmnop" }',
		'error: routes.json:1 timeZone is "(hidden)"; expected an IANA time zone such as "Europe/Berlin"; the default applies',
		left("1 error", "the built-in routes"),
	],
];

/** Checks a file of this text as `routes.json` in its folder. */
async function validate(text: string | Buffer, ...options: string[]) {
	const cwd = await tempFolder();
	await writeFile(join(cwd, "routes.json"), text);
	return runBin(["validate", "routes.json", ...options], { cwd });
}

describe("pi-auto-router validate", () => {
	it.each([
		["one route", `{ "routes": { ${ROUTE} } }`, "1 route, no alias, no rule"],
		[
			"no routes of its own",
			'{ "aliases": { "deep": "auto-router/subscription-reasoning" } }',
			"the built-in routes, 1 alias, no rule",
		],
		["nothing", "{}", "the built-in routes, no alias, no rule"],
		["comments and a byte order mark", `\uFEFF{ "routes": { ${ROUTE} }, /* none */ }`, "1 route, no alias, no rule"],
	])("says in one line that a file with %s is fine", async (_, text, held) => {
		expect(await validate(text)).toEqual({
			code: 0,
			stdout: `routes.json: fine: ${held}. ${NOT_CHECKED}\n`,
			stderr: "",
		});
	});

	it("counts the routes, aliases and rules of the example", async () => {
		expect(await runBin(["validate", EXAMPLE])).toEqual({
			code: 0,
			stdout: `${EXAMPLE}: fine: 5 routes, 2 aliases, 7 rules. ${NOT_CHECKED}\n`,
			stderr: "",
		});
	});

	it("prints warnings, and calls the file fine all the same", async () => {
		expect(await validate(`{\n"routes": { ${ROUTE} },\n"aliasses": {}\n}`)).toEqual({
			code: 0,
			stdout: `warning: routes.json:3 aliasses is not a known key (did you mean "aliases"?); it is ignored\nroutes.json: fine, with 1 warning: 1 route, no alias, no rule. ${NOT_CHECKED}\n`,
			stderr: "",
		});
	});

	it.each(WRONG_FILES)("names file, line, value and remedy of %s", async (_, text, ...lines) => {
		expect(await validate(text)).toEqual({ code: 1, stdout: lines.map((line) => `${line}\n`).join(""), stderr: "" });
	});

	it.each([
		["a directory", ".", "it is a directory"],
		["no regular file", "/dev/null", "it is not a regular file"],
	])("refuses %s", async (_, path, reason) => {
		const { code, stdout } = await runBin(["validate", path]);

		expect(code).toBe(1);
		expect(stdout).toBe(
			`error: ${path} cannot be read: ${reason}; expected a text file in UTF-8, or - for standard input\n`,
		);
	});

	it("does not count what it does not list", async () => {
		const broken = Array.from({ length: 120 }, () => "{}").join(",\n");

		const { code, stdout } = await validate(`{ "routes": { ${ROUTE}, "many": { "targets": [\n${broken}\n] } } }`);

		expect(code).toBe(1);
		expect(stdout).toMatch(/\nerror: routes\.json has \d+ more problems\nroutes\.json: at least 100 errors; /);
	});

	it("prints the issues as JSON and nothing else", async () => {
		const { code, stdout, stderr } = await validate(
			`{ "routes": { ${ROUTE} }, "uvi": { "criticalAt": "high" } }`,
			"--json",
		);

		expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
		expect(JSON.parse(stdout)).toEqual({
			path: "routes.json",
			issues: [expect.objectContaining({ severity: "error", path: "uvi.criticalAt", line: 1, value: '"high"' })],
		});
	});

	it("prints an empty list as JSON for a fine file", async () => {
		const { code, stdout } = await validate("{}", "--json");

		expect({ code, json: JSON.parse(stdout) }).toEqual({ code: 0, json: { path: "routes.json", issues: [] } });
	});
});

describe("pi-auto-router validate -", () => {
	it("reads standard input", async () => {
		expect(await runBin(["validate", "-"], { input: '{ "routes": [] }' })).toEqual({
			code: 1,
			stdout: "error: <stdin>:1 routes is []; expected an object; the file is not used\n",
			stderr: "",
		});
	});

	it.each([
		["more than a megabyte", " ".repeat(1_048_577), "it is larger than 1 MB"],
		["another encoding", Buffer.from("\uFEFF{}", "utf16le"), "it is not UTF-8 text"],
	])("refuses %s", async (_, input, reason) => {
		expect(await runBin(["validate", "-"], { input })).toMatchObject({
			code: 1,
			stdout: `error: <stdin> cannot be read: ${reason}; expected a text file in UTF-8, or - for standard input\n`,
		});
	});
});

describe("pi-auto-router validate without a file", () => {
	it("checks the one of the agent directory", async () => {
		const folder = await tempFolder();
		for (const agentDir of [join(folder, ".pi", "agent"), join(folder, "elsewhere")]) {
			await mkdir(join(agentDir, "extensions"), { recursive: true });
			await cp(EXAMPLE, join(agentDir, "extensions", "auto-router.routes.json"));
		}

		const [usual, elsewhere] = await Promise.all([
			runBin(["validate"], { cwd: folder }),
			runBin(["validate"], { cwd: folder, env: { PI_CODING_AGENT_DIR: "~/elsewhere" } }),
		]);

		expect(usual.stdout).toMatch(`${join(folder, ".pi", "agent", "extensions", "auto-router.routes.json")}: fine`);
		expect(elsewhere.stdout).toMatch(`${join(folder, "elsewhere", "extensions", "auto-router.routes.json")}: fine`);
	});

	it("says how to make one that does not exist", async () => {
		const cwd = await tempFolder();
		const path = join(cwd, ".pi", "agent", "extensions", "auto-router.routes.json");
		const message = `does not exist; copy ${EXAMPLE} there to have one (without a file pi uses the built-in routes)`;

		expect(await runBin(["validate"], { cwd })).toEqual({ code: 1, stdout: `error: ${path} ${message}\n`, stderr: "" });
		expect(JSON.parse((await runBin(["validate", "--json"], { cwd })).stdout)).toEqual({
			path,
			issues: [{ severity: "error", code: "unreadable", file: path, path: "", message }],
		});
	});

	it("ends with the same exit code when nobody reads what is wrong", async () => {
		const cwd = await tempFolder();
		const child = startBin(["validate"], { cwd });
		child.stdout.destroy();

		expect((await once(child, "close"))[0]).toBe(1);
	});
});
