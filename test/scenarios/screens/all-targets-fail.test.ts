import { afterAll, describe, expect, it } from "vitest";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import { createScenario, type Scenario } from "../../support/scenario.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import type { PiTerminal } from "../../support/terminal/pi-terminal.ts";
import { linesWith, openScreen } from "./open-screen.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

/** A title, a link and the clipboard; a colour; a cleared screen and a moved cursor, also in their one-byte form; the bell. */
const HOSTILE =
	"\u001b]0;pwned\u0007\u001b]8;;https://evil.example\u0007\u001b]52;c;cHduZWQ=\u0007" +
	"\u001b[31mspoken\u001b[2J\u001b[1;1H in red\u009b2J\u0007 and no more";

/** Three targets, each of which refuses for a reason of its own, with words that would take the terminal over. */
async function allFail(): Promise<Scenario> {
	const scenario = await createScenario(standIn, {
		targets: [
			{ id: "one/model-a" },
			{ id: "two/model-b", api: "openai-completions" },
			{ id: "three/model-c", api: "openai-responses" },
		],
	});
	standIn.script("model-a", {
		status: 429,
		retryAfterSeconds: 1800,
		body: { type: "error", error: { type: "rate_limit_error", message: HOSTILE } },
	});
	standIn.script("model-b", { status: 401, body: HOSTILE });
	standIn.script("model-c", { status: 403, body: { error: { message: HOSTILE, code: "model_not_allowed" } } });
	return scenario;
}

/** A time of day, with the date where it is not today. */
const TIME = String.raw`(?:\w{3} \d{1,2} )?\d\d:\d\d`;

const ERROR_LINES = [
	"Error: auto-router/subscription-swe: no target could answer\\.",
	`  one/model-a: rate-limited until ${TIME}`,
	`  two/model-b: not accepting the login or key until ${TIME}; add a key for two with /login or in models\\.json`,
	`  three/model-c: not included in the plan until ${TIME}; see /auto-router explain for the provider's reason`,
	"  First back: two/model-b in \\w+\\.",
	"  pi does not repeat this by itself: everything rests, refuses or has its quota exceeded\\.",
];

/** The error as it stands on the screen. */
function errorLines(pi: PiTerminal): readonly string[] {
	const lines = pi.screen();
	const from = lines.findIndex((line) => line.startsWith(" Error: "));
	const to = lines.findIndex((line) => line.endsWith("quota exceeded."));
	return lines.slice(from, to + 1);
}

function expectUnharmed(pi: PiTerminal): void {
	const output = pi.output();
	for (const trace of ["pwned", "evil.example", "cHduZWQ", "\u001b[31mspoken", "\u009b"]) {
		expect(output).not.toContain(trace);
	}
	expect(new Set(pi.titles())).toEqual(new Set(["π - work"]));
	expect(pi.bells()).toBe(0);
}

describe.each(PI_VERSIONS)("when every target fails, the screen of pi %s", (version) => {
	it("names each with its reason in a line of its own, and shows nothing of what would take the terminal over", async () => {
		const pi = await openScreen(version, await allFail(), { size: { columns: 160, rows: 40 } });

		await pi.send("hi");
		await pi.waitFor("pi does not repeat");

		expect(errorLines(pi)).toEqual(ERROR_LINES.map((line) => expect.stringMatching(`^ ${line}$`)));
		expect(linesWith(pi.lines(), /^\s+at |\.[jt]s:\d/)).toEqual([]);
		expectUnharmed(pi);

		await pi.send("/auto-router explain");
		await pi.waitFor("No target could answer");
		expect(linesWith(pi.screen(), "spoken")).toEqual(Array(3).fill("      “spoken in red and no more”"));
		expectUnharmed(pi);
		expect(standIn.requests()).toHaveLength(3);
	});

	it("breaks the lines between words where they are longer than it is wide", async () => {
		const pi = await openScreen(version, await allFail(), { size: { columns: 60, rows: 40 } });

		await pi.send("hi");
		await pi.waitFor("quota exceeded.");

		const sentence = new RegExp(ERROR_LINES.map((line) => line.trim()).join(" "));
		expect(errorLines(pi).join(" ").replace(/\s+/g, " ")).toMatch(sentence);
	});
});
