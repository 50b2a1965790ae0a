import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { parseShortcuts } from "../src/core/classify/shortcut.ts";
import { describeIssue } from "../src/core/config/check/issue.ts";
import { parseConfig } from "../src/core/config/parse.ts";
import { COMMANDS } from "../src/surfaces/commands/index.ts";
import { aControl } from "./support/fake-control.ts";
import { aBudget, aBudgetReport } from "./support/money-reports.ts";
import { runSlash } from "./support/run-slash.ts";

const PAGES = ["deciding.md", "intent.md", "budgets.md", "migration.md"];
const text = (page: string): Promise<string> => readFile(new URL(`../docs/${page}`, import.meta.url), "utf8");

describe.each(PAGES)("docs/%s", (page) => {
	it("shows routes files that are right", async () => {
		for (const [, snippet = ""] of (await text(page)).matchAll(/```jsonc\n([\s\S]*?)```/g)) {
			const parsed = parseConfig(snippet, { path: page });
			expect(parsed.issues.map(describeIssue)).toEqual([]);
			if (parsed.kind !== "ok") continue;
			const { policyRules, budgets } = parsed.config;
			expect(policyRules.length + budgets.length).toBeGreaterThan(0);
		}
	});

	it("names commands that there are", async () => {
		const names = COMMANDS.map(({ name }) => name);
		for (const [, name = ""] of (await text(page)).matchAll(/\/auto-router ([a-z-]+)/g)) expect(names).toContain(name);
	});
});

describe("docs/budgets.md", () => {
	const reports = [aBudgetReport("anthropic"), aBudgetReport("google", aBudget())];
	const control = aControl({}, { budgets: () => reports });

	it("shows commands that do what they say", async () => {
		const blocks = [...(await text("budgets.md")).matchAll(/```text\n([\s\S]*?)```/g)].map(([, block = ""]) => block);
		const commands = blocks.flatMap((block) => block.trim().split("\n"));
		expect(commands.length).toBeGreaterThan(5);
		for (const command of commands) {
			const { tone, text: said } = await runSlash(command.replace("/auto-router ", ""), { control });
			expect([command, tone, said]).not.toContain("error");
		}
	});

	it("shows caps that are read as such", async () => {
		const caps = (await text("budgets.md")).match(/@budget\([^)]*\)/g) ?? [];
		expect(caps.length).toBeGreaterThan(2);
		for (const cap of caps) expect(parseShortcuts(`${cap} go`, () => false).text).toBe("go");
	});
});
