import { execFile } from "node:child_process";
import { copyFile, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { EXAMPLE_EVENTS, EXAMPLE_LINES } from "../scripts/docs/event-examples.ts";
import { parseShortcuts } from "../src/core/classify/shortcut.ts";
import { describeIssue } from "../src/core/config/check/issue.ts";
import { defaultConfig } from "../src/core/config/defaults.ts";
import { parseConfig } from "../src/core/config/parse.ts";
import { decodeEvent } from "../src/core/log/event-codec.ts";
import { COMMANDS } from "../src/surfaces/commands/index.ts";
import { blocksOf, commandsIn, PAGES, pageText } from "./support/doc-blocks.ts";
import { aControl } from "./support/fake-control.ts";
import { aBudget, aBudgetReport } from "./support/money-reports.ts";
import { REPOSITORY } from "./support/pi/pi-package.ts";
import { runSlash } from "./support/run-slash.ts";
import { tempFolder } from "./support/temp-folder.ts";

const run = promisify(execFile);
const blocks = PAGES.flatMap(blocksOf);
const inLanguage = (language: string) => blocks.filter((block) => block.language === language);
/** Commands in code spans, without those that have a placeholder for a word of the reader's. */
const spans = PAGES.flatMap((page) =>
	[...pageText(page).matchAll(/`(\/auto-router [^`<[…]*)`/g)].map(([, command = ""]) => [page, command] as const),
);
/** False for the bare name of a command that needs a word. */
function isWhole([, command]: readonly [string, string]): boolean {
	const [, name, ...words] = command.split(" ");
	return words.length >= (COMMANDS.find((one) => one.name === name)?.words[0] ?? 0);
}
const isSlash = ([, command]: readonly [string, string]): boolean => command.startsWith("/auto-router");

describe("blocks of the manual", () => {
	it("are all of a kind that is tried here", () => {
		const kinds = new Set(["sh", "jsonc", "json", "text"]);
		expect(blocks.length).toBeGreaterThan(30);
		expect(blocks.filter(({ language, page }) => !kinds.has(language) && page !== "AGENTS.md")).toEqual([]);
	});

	it("fit a terminal of 120 columns when they are drawn or typed", () => {
		const drawn = blocks.filter(({ language }) => language === "text" || language === "jsonc");
		const wide = drawn.flatMap(({ page, text }) => text.split("\n").map((line) => [page, line.length, line] as const));
		expect(wide.filter(([, length]) => length > 120)).toEqual([]);
	});
});

describe("routes files in the manual", () => {
	it.each(inLanguage("jsonc"))("are right: $page $text", ({ page, text }) => {
		// One page shows a single target.
		const isTarget = text.trim().startsWith('{ "provider"');
		const file = isTarget ? `{ "routes": { "mine": { "targets": [${text}] } } }` : text;
		const parsed = parseConfig(file, { path: page });
		expect(parsed.issues.map(describeIssue)).toEqual([]);
		expect(parsed.kind).toBe("ok");
	});
});

describe("records in the manual", () => {
	it.each(inLanguage("json"))("are read as such: $text", ({ text }) => {
		expect(decodeEvent(text.trim())).toMatchObject({ kind: "event" });
	});
});

describe("commands of pi in the manual", () => {
	const reports = [aBudgetReport("anthropic"), aBudgetReport("google", aBudget())];
	const answer = {
		requestId: "1",
		provider: "anthropic",
		modelId: "claude",
		target: "anthropic/claude",
		label: "Claude",
		atMs: 1,
	};
	const control = aControl({}, { budgets: () => reports, rate: (_session, opinion) => ({ answer, opinion }) });

	it.each([...commandsIn("text").filter(isSlash), ...spans.filter(isWhole)])(
		"do what they say: %s %s",
		async (_page, command) => {
			const { tone, text } = await runSlash(command.replace(/^\/auto-router ?/, ""), { control });
			expect([tone, text]).not.toContain("error");
		},
	);

	it.each(PAGES)("exist wherever they are named: %s", (page) => {
		const names = COMMANDS.map(({ name }) => name);
		for (const [, name = ""] of pageText(page).matchAll(/`\/auto-router ([a-z][a-z-]*)/g))
			expect(names).toContain(name);
	});

	it("cap what a request may cost", () => {
		const caps = PAGES.flatMap((page) => pageText(page).match(/@budget\([^)<…]*\)/g) ?? []);
		expect(caps.length).toBeGreaterThan(2);
		for (const cap of caps) expect(parseShortcuts(`${cap} go`, () => false).text).toBe("go");
	});
});

/** A home with the example as its routes file and in the directory itself, a log of every type, and files of the router. */
async function aHome(): Promise<string> {
	const home = await tempFolder();
	const extensions = join(home, ".pi", "agent", "extensions");
	await mkdir(join(extensions, "auto-router.claims"), { recursive: true });
	for (const folder of [home, extensions]) {
		await copyFile(join(REPOSITORY, "auto-router.routes.example.json"), join(folder, "auto-router.routes.json"));
		await writeFile(join(folder, "auto-router.events.jsonl"), `${EXAMPLE_LINES.join("\n")}\n`);
	}
	for (const name of ["state.json", "stats.json", "latency.json", "ratings.json", "key"]) {
		await writeFile(join(extensions, `auto-router.${name}`), "{}");
	}
	return home;
}

/** Runs a line of shell in a home, with this repository's command line in the place of the installed one. */
async function shell(line: string, home: string): Promise<string> {
	const own = line.replaceAll("npx pi-auto-router", `"${process.execPath}" "${join(REPOSITORY, "bin.js")}"`);
	const env = { HOME: home, USERPROFILE: home, PATH: process.env["PATH"] };
	return (await run("sh", ["-c", own], { cwd: home, env })).stdout;
}

const shellLines = commandsIn("sh");
const beginning = (...starts: string[]) =>
	shellLines.filter(([, line]) => starts.some((start) => line.startsWith(start)));

describe("shell commands in the manual", () => {
	it("are all tried here", () => {
		// Those of docs/analytics.md need a log, and are tried in analytics-docs.test.ts.
		const tried = beginning("npx ", "echo ", "jq ", "cd ~", "npm ", "pi ", "pi-auto-router ").length;
		expect(tried).toBe(shellLines.length);
	});

	it.each(beginning("npx ", "echo "))("end well: %s %s", async (_page, line) => {
		// A form such as [file] stands for a word of the reader's.
		expect(await shell(line, await aHome())).not.toBe("");
	});

	it("delete every file of the router but the routes file", async () => {
		const home = await aHome();
		const [[, line] = ["", ""]] = beginning("cd ~");
		await shell(line, home);
		expect(await readdir(join(home, ".pi", "agent", "extensions"))).toEqual(["auto-router.routes.json"]);
	});

	it.each(beginning("npm "))("name a script that there is: %s %s", (_page, line) => {
		const { scripts } = JSON.parse(pageText("package.json")) as { scripts: Record<string, string> };
		const name = /^npm (?:run )?([\w:]+)/.exec(line)?.[1] ?? "";
		expect(Object.keys(scripts)).toContain(name);
	});

	const isOfThePackage = ([, line]: readonly [string, string]): boolean => !/^pi (?:list$|remove <)/.test(line);
	it.each(beginning("pi ").filter(isOfThePackage))("are about this package and its routes: %s %s", (_page, line) => {
		const { name } = JSON.parse(pageText("package.json")) as { name: string };
		const routes = [...defaultConfig(() => true).routes.keys()].map((id) => `pi --model auto-router/${id}`);
		expect([`pi install npm:${name}`, `pi remove npm:${name}`, `pi update npm:${name}`, ...routes]).toContain(line);
	});
});

/** What the questions on the page are to answer, in the order of the page, by other means. */
function answersByHand(): readonly string[][] {
	const results = EXAMPLE_EVENTS.flatMap((event) => (event.type === "routing.result" ? [event.data] : []));
	const failed = results.flatMap(({ provider, failure }) => (failure ? [`1 ${provider} ${failure.kind}`] : []));
	const spent = results.flatMap(({ day, usage }) => (usage?.costUsd === undefined ? [] : [`${day} ${usage.costUsd}`]));
	const removed = EXAMPLE_EVENTS.flatMap((event) => {
		if (event.type !== "routing.decision") return [];
		const at = new Date(event.atMs).toISOString();
		const gone = event.data.candidates.filter(({ status }) => status === "rejected");
		return gone.map(({ target, detail }) => `${at} ${target}: ${detail}`);
	});
	return [failed, spent, removed];
}

describe("questions to the log", () => {
	const questions = beginning("jq ").map(([, line]) => line);

	it("are three, each with an answer", () => {
		expect(answersByHand().map((lines) => lines.length > 0)).toEqual(questions.map(() => true));
		expect(questions).toHaveLength(3);
	});

	it("are answered right where jq is installed", async () => {
		const home = await aHome();
		const hasJq = await shell("command -v jq || true", home);
		const ask = async (line: string, at: number) =>
			hasJq === "" ? (answersByHand()[at] ?? []) : (await shell(line, home)).trim().split("\n");
		expect(await Promise.all(questions.map(ask))).toEqual(answersByHand());
	});
});
