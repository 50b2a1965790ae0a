import { afterAll, describe, expect, it } from "vitest";
import { COMMANDS } from "../../../src/surfaces/commands/index.ts";
import { PI_VERSIONS, type PiVersion } from "../../support/pi/pi-package.ts";
import { createScenario } from "../../support/scenario.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import type { PiTerminal } from "../../support/terminal/pi-terminal.ts";
import { linesWith, openScreen } from "./open-screen.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

/** Widths that people have, and enough rows for the longest report. */
const SIZES = [80, 100, 160].map((columns) => ({ columns, rows: 50 }));

/** pi after a request whose first target was rate-limited. */
async function afterFailover(version: PiVersion, size: (typeof SIZES)[number]): Promise<PiTerminal> {
	const scenario = await createScenario(standIn, {
		targets: [
			{ id: "one/model-a", fields: { label: "Claude Opus 5" } },
			{ id: "two/model-b", api: "openai-completions" },
			{ id: "three/model-with-a-long-name", api: "openai-responses" },
		],
	});
	standIn.script("model-a", { status: 429, retryAfterSeconds: 1800 });
	standIn.script("model-b", { text: "Hello from b" });
	const pi = await openScreen(version, scenario, { size });
	await pi.send("hi");
	await pi.waitFor("Hello from b");
	// The line in the footer follows while pi is still at work.
	await pi.waitFor((shown) => shown.includes("resting") && !shown.includes("Working"));
	return pi;
}

/** The lines of a report, which pi sets off by one column, once its last one is there. */
async function report(pi: PiTerminal, command: string, [first, last]: readonly [string, string]): Promise<string[]> {
	await pi.send(`/auto-router ${command}`);
	const screen = await pi.waitFor((shown) => shown.lastIndexOf(last) > shown.lastIndexOf(`\n ${first}`));
	const lines = screen.split("\n");
	const from = lines.findLastIndex((line) => line.startsWith(` ${first}`));
	const prompt = lines.findIndex((line, index) => index > from && line.startsWith("───"));
	const to = lines.findLastIndex((line, index) => index < prompt && line !== "");
	return lines.slice(from, to + 1).map((line) => line.slice(1));
}

/** The report as one text, whatever its line ends. */
const flowing = (lines: readonly string[]): string => lines.join(" ").replace(/\s+/g, " ").trim();

const STATUS = [
	String.raw`auto-router \S+ · subscription-swe is active, thinking medium`,
	"Next two/model-b",
	"Then three/model-with-a-long-name",
	String.raw`Last \d\d:\d\d two/model-b answered after a failover, \d+\.\ds in all`,
	String.raw`Resting one/model-a rate-limited, (?:30m|29m\d+s) left`,
	String.raw`Config \S+/extensions/auto-router\.routes\.json`,
	`Commands: ${COMMANDS.map(({ name }) => name).join(", ")}`,
].join(" ");

const EXPLANATION = [
	"Order 1. Claude Opus 5: by its place in the routes file",
	"2. two/model-b: by its place in the routes file",
	"3. three/model-with-a-long-name: by its place in the routes file",
	String.raw`Tried 1. Claude Opus 5 failed after \d+\.\ds: rate-limited \(HTTP 429, rate_limit_error\), free again at \d\d:\d\d`,
	"“This request would exceed your organization's rate limit of 50,000 input tokens per minute.”",
	String.raw`2. two/model-b answered: first output after \d+\.\ds, done after \d+\.\ds; .*`,
	String.raw`Outcome two/model-b answered after a failover, \d+\.\ds in all\.`,
].join(" ");

describe.each(PI_VERSIONS)("a report of the router in pi %s", (version) => {
	it.each(SIZES)("at $columns columns is whole: broken between words, aligned, with nothing cut", async (size) => {
		const pi = await afterFailover(version, size);

		const status = await report(pi, "status", ["auto-router", "reset, help"]);
		expect(flowing(status)).toMatch(new RegExp(`^${STATUS}$`));
		const fields = status.slice(1, status.indexOf(""));
		expect(fields).toEqual(fields.map(() => expect.stringMatching(/^(?=.{9}\S)(?:\w+ +| +)\S/)));

		const explanation = await report(pi, "explain", ["Request", "Outcome"]);
		expect(flowing(explanation)).toMatch(new RegExp(`${EXPLANATION}$`));

		const list = await report(pi, "list", ["Routes", "aliases: swe"]);
		expect(list).toEqual([
			"Routes · targets in the order they would be tried now",
			"",
			"● subscription-swe  active",
			expect.stringMatching(/^ {4}1 {2}two\/model-b {19}\d\.\ds {2}ready$/),
			"    2  three/model-with-a-long-name        ready",
			expect.stringMatching(/^ {4}– {2}Claude Opus 5 {23}rate-limited, (?:30m|29m\d+s) left$/),
			"    aliases: swe",
		]);
		expect(linesWith(pi.screen(), "→ two").at(-1)).toBe("swe → two/model-b · tier swe · 1 resting");
		expect(pi.styleOf("two/model-b · tier")).not.toEqual(pi.styleOf("· tier swe"));
	});
});
