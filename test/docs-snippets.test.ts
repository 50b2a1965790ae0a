import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { describeIssue } from "../src/core/config/check/issue.ts";
import { parseConfig } from "../src/core/config/parse.ts";
import { COMMANDS } from "../src/surfaces/commands/index.ts";

const PAGES = ["deciding.md", "intent.md"];
const text = (page: string): Promise<string> => readFile(new URL(`../docs/${page}`, import.meta.url), "utf8");

describe.each(PAGES)("docs/%s", (page) => {
	it("shows routes files that are right", async () => {
		for (const [, snippet = ""] of (await text(page)).matchAll(/```jsonc\n([\s\S]*?)```/g)) {
			const parsed = parseConfig(snippet, { path: page });
			expect(parsed.issues.map(describeIssue)).toEqual([]);
			if (parsed.kind === "ok") expect(parsed.config.policyRules.length).toBeGreaterThan(0);
		}
	});

	it("names commands that there are", async () => {
		const names = COMMANDS.map(({ name }) => name);
		for (const [, name = ""] of (await text(page)).matchAll(/\/auto-router ([a-z-]+)/g)) expect(names).toContain(name);
	});
});
