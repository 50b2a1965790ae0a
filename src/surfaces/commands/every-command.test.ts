import { describe, expect, it } from "vitest";
import { aFailedResult, aStory, NOW_MS } from "../../../test/support/builders.ts";
import { aCommandContext, aControl, aSoundInspection } from "../../../test/support/fake-control.ts";
import { aBudget, aBudgetReport, aDailyBudget, aQuotaReport } from "../../../test/support/money-reports.ts";
import type { PolicyRule } from "../../core/config/rule-schema.ts";
import type { RatingReport } from "../../core/reports/ratings-report.ts";
import type { Control } from "../../engine/control.ts";
import { plainText } from "../views/line.ts";
import { displayWidth } from "../views/width.ts";
import { completeCommand } from "./complete.ts";
import { COMMANDS } from "./index.ts";
import { type CommandRun, runCommand } from "./run-command.ts";

const LONG = "a-provider-whose-name-is-longer-than-any-name-that-somebody-would-choose-for-it";
const WORDS = "words that go on and on, so that every line which holds them has to be broken somewhere ".repeat(2);

/** A word for commands that need one, and the forms that are worth a look of their own. */
const FORMS: Readonly<Record<string, readonly string[]>> = {
	show: ["", "fast"],
	switch: ["swe", "claude"],
	search: ["opus"],
	resolve: ["swe"],
	explain: ["", "3f2a91c0"],
	decisions: ["", "20 --all"],
	rate: ["", "show", "good", `bad "${WORDS}" --tags a,b`],
	shadow: ["", "enable", "disable"],
	budget: ["", "set anthropic 20 monthly --hard", "clear anthropic"],
	balance: ["", "fetch"],
	uvi: ["", "enable", "disable", "refresh"],
	classify: [WORDS],
	"test-resolve": ["swe"],
	help: ["", "rate"],
};
const TYPED = COMMANDS.flatMap(({ name }) => (FORMS[name] ?? [""]).map((words) => `${name} ${words}`.trim()));

const rated: RatingReport = {
	model: `${LONG}/model`,
	good: 1,
	bad: 2,
	consecutiveBad: 2,
	lastAtMs: NOW_MS,
	latest: [{ requestId: "r", rating: "bad", atMs: NOW_MS, tags: ["one", "two"], reason: WORDS }],
};
const answer = { requestId: "r", target: `${LONG}/model`, provider: LONG, modelId: "model", atMs: NOW_MS };
const cooldown = { scope: "account", key: LONG, untilMs: NOW_MS + 250_000, phrase: "rate-limited", reason: WORDS };

const rule: PolicyRule = {
	name: LONG,
	type: "exclude-provider",
	provider: [LONG],
	priority: 1,
	condition: { project: `**/${LONG}/${LONG}` },
};

/** A control that knows more than any line can hold. */
const answers: Partial<Control> = {
	budgets: () => [
		aBudgetReport("anthropic", aBudget(), aDailyBudget()),
		aBudgetReport(LONG, aBudget({ isHard: true })),
	],
	quotas: () => [aQuotaReport("anthropic", { error: WORDS }), aQuotaReport(LONG)],
	balances: () => [{ provider: LONG, amounts: [{ currency: "CNY", amount: -1 }], readAtMs: NOW_MS, error: WORDS }],
	refreshQuotas: async () => [{ account: LONG, kind: "failed", message: WORDS }],
	refreshBalances: async () => [{ account: LONG, kind: "waiting", message: WORDS }],
	cooldowns: () => [cooldown],
	circuits: () => [{ provider: LONG, view: { kind: "open", untilMs: NOW_MS + 9_000, failures: 3 } }],
	warnings: () => [WORDS],
	ruleProblems: () => [{ rule: LONG, kind: "shadowed", detail: WORDS }],
	ratings: () => [rated],
	rules: () =>
		["subscription-swe", "subscription-fast"].map((routeId) => ({ routeId, rules: [{ rule, isForAllRoutes: true }] })),
	rate: (_session, opinion) => ({ answer, opinion, replaced: "good" }),
	inspect: async () =>
		aSoundInspection({ files: [{ what: "event log", path: `/${LONG}/${LONG}`, kind: "file", mode: 0o644 }] }),
};

function context(width: number) {
	const story = aStory({ results: [aFailedResult()] });
	return aCommandContext({ width, control: aControl({ stories: [story] }, answers) });
}
const run = (typed: string, width = 80): Promise<CommandRun> => runCommand(typed, COMMANDS, context(width));
const linesOf = ({ view }: CommandRun): string[] => view.lines.map(plainText);

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/;

describe("every form of every command", () => {
	it.each(TYPED)("%s does what it is asked for", async (typed) => {
		const { view } = await run(typed);
		expect([typed, view.tone === "error" ? linesOf({ view, isJson: false }) : "well"]).toEqual([typed, "well"]);
		expect(view.lines.length).toBeGreaterThan(0);
	});

	it.each([40, 80, 120])("fits %i columns and has no control characters without a theme", async (width) => {
		for (const typed of TYPED) {
			for (const line of linesOf(await run(typed, width))) {
				expect([typed, line, displayWidth(line) <= width]).toEqual([typed, line, true]);
				expect([typed, line, CONTROLS.test(line)]).toEqual([typed, line, false]);
			}
		}
	});

	it.each(TYPED)("%s --json is JSON that keeps everything", async (typed) => {
		const { view, isJson } = await run(`${typed} --json`);
		expect(isJson).toBe(true);
		expect(JSON.parse(JSON.stringify(view.json))).toEqual(view.json);
	});
});

describe("every command", () => {
	it.each(COMMANDS.map(({ name }) => name))("%s has help, by both ways, and as JSON", async (name) => {
		const shown = await run(`help ${name}`);
		expect(linesOf(shown)[0]).toMatch(new RegExp(`^/auto-router ${name}( |$)`));
		expect(linesOf(await run(`${name} --help`))).toEqual(linesOf(shown));
		expect(shown.view.json).toMatchObject({ name, usage: expect.stringContaining(`/auto-router ${name}`) });
	});

	it.each(COMMANDS.map(({ name }) => name))("%s is what its mistyped name and option are taken for", async (name) => {
		const { view } = await run(`${name.slice(0, -1)}_`);
		expect(view.json).toMatchObject({ hints: [expect.stringMatching(new RegExp(`\\b${name}\\b`)), expect.anything()] });
		const option = await run(`${name} --jsn`);
		expect(option.view.tone).toBe("error");
		expect(linesOf(option).join(" ")).toContain("did you mean --json?");
	});

	it.each(COMMANDS)("$name completes words that it knows, and nothing behind what it cannot take", async (command) => {
		const { control } = context(80);
		const offered = completeCommand(`${command.name} `, COMMANDS, { control, sessionId: "session-1" }) ?? [];
		for (const { value } of offered) {
			const { view } = await run(value);
			const isUnknown = linesOf({ view, isJson: false })
				.join(" ")
				.match(/does not know|is no |is not a|is neither/);
			expect([value, isUnknown]).toEqual([value, null]);
		}
		expect(completeCommand(`${command.name} xyzzy `, COMMANDS, { control })).toBeNull();
		const options = completeCommand(`${command.name} --`, COMMANDS, { control }) ?? [];
		const own = (command.options ?? []).map((option) => option.name);
		expect(options.map(({ label }) => label)).toEqual([...own, "--json", "--help"]);
	});
});
