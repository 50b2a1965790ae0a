import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ownTextStart } from "./own-text.ts";
import { parseShortcuts } from "./shortcut.ts";

const isAlias = (name: string): boolean => ["claude", "my-gpt"].includes(name.toLowerCase());
const parse = (prompt: string) => parseShortcuts(prompt, isAlias);

describe("parseShortcuts", () => {
	it.each([
		["@fast say hello", ["fast"], "say hello"],
		["@Vision @FAST describe this", ["vision", "fast"], "describe this"],
		["@reasoning\nfunction f() {\n\treturn 1;\n}", ["reasoning"], "function f() {\n\treturn 1;\n}"],
		["@long\r\n  indented", ["long"], "  indented"],
		["@swe   three blanks", ["swe"], "  three blanks"],
		[" @fast a leading blank gets past pi's command line", ["fast"], " a leading blank gets past pi's command line"],
		["@fast, please", ["fast"], "please"],
		["@fast @fast twice", ["fast"], "twice"],
	])("reads %j", (prompt, shortcuts, text) => {
		expect(parse(prompt)).toEqual({ shortcuts, text });
	});

	it.each([
		"fix @fast in the parser",
		"@fast/readme.md what is this?",
		"@src/fast.ts explain",
		"@faster please",
		"mail me@fast now",
		"@",
		"@@fast",
		"",
	])("leaves %j as it is: no shortcut at the front", (prompt) => {
		expect(parse(prompt)).toEqual({ shortcuts: [], text: prompt });
	});

	it.each([
		["@claude fix it", "claude", "fix it"],
		["@route:openai-codex fix it", "openai-codex", "fix it"],
		["@Route:Claude fix it", "Claude", "fix it"],
		["@claude @my-gpt the last one counts", "my-gpt", "the last one counts"],
	])("pins with %j", (prompt, pin, text) => {
		expect(parse(prompt)).toEqual({ shortcuts: [], pin, text });
	});

	it.each([
		["@budget(0.50) fix it", 0.5, "fix it"],
		["@budget(5) fix it", 5, "fix it"],
		["@BUDGET($2), please", 2, "please"],
		["@Budget(.25)\nfix it", 0.25, "fix it"],
		["@budget(5) @budget(1) the last one counts", 1, "the last one counts"],
	])("caps the cost with %j", (prompt, maxCostUsd, text) => {
		expect(parse(prompt)).toEqual({ shortcuts: [], maxCostUsd, text });
	});

	it.each([
		"@budget fix it",
		"@budget() fix it",
		"@budget(0) fix it",
		"@budget(-1) fix it",
		"@budget(0,50) fix it",
		"@budget(1e9) fix it",
		"@budget(NaN) fix it",
		"@budget(Infinity) fix it",
		"@budget(99999999999999999999) fix it",
		"@budget(5 fix it",
		"@budget (5) fix it",
		"@budget( 5 ) fix it",
		"@budget(5)x fix it",
		"fix @budget(5) it",
	])("leaves %j in the text: no amount that could be meant", (prompt) => {
		expect(parse(prompt)).toEqual({ shortcuts: [], text: prompt });
	});

	it("reads a cap among other shortcuts, and stops at a bad one", () => {
		expect(parse("@fast @budget(2) @claude go")).toEqual({
			shortcuts: ["fast"],
			pin: "claude",
			maxCostUsd: 2,
			text: "go",
		});
		expect(parse("@fast @budget(x) @vision go")).toEqual({ shortcuts: ["fast"], text: "@budget(x) @vision go" });
	});

	it("keeps a prompt that is nothing but shortcuts, since an empty one is refused", () => {
		expect(parse("@fast @vision ")).toEqual({ shortcuts: ["fast", "vision"], text: "@fast @vision " });
	});

	it("looks behind a skill's body and files that pi has put in front", () => {
		const skill = '<skill name="s" location="/s.md">\n@vision is not asked for here\n</skill>\n\n';
		const file = '<file name="/tmp/a.txt">\n@long neither\n</file>\n';
		expect(parse(`${skill}@fast go`)).toEqual({ shortcuts: ["fast"], text: `${skill}go` });
		expect(parse(`${file}@fast go`)).toEqual({ shortcuts: ["fast"], text: `${file}go` });
		expect(ownTextStart(`${skill}${file}go`)).toBe(skill.length + file.length);
	});

	it("only ever takes something away at the front", () => {
		const word = fc.constantFrom(
			"@budget(1)",
			"@budget(x)",
			"@fast",
			"@VISION",
			"@claude",
			"@route:x",
			"@src/a.ts",
			"fix",
			"\n",
			"  ",
			"@",
		);
		const prompts = fc.oneof(
			fc.string(),
			fc.array(word, { maxLength: 8 }).map((words) => words.join(" ")),
		);
		fc.assert(
			fc.property(prompts, (prompt) => {
				const { text, shortcuts, pin, maxCostUsd } = parse(prompt);
				expect(prompt.endsWith(text.trimStart())).toBe(true);
				const isAsked = shortcuts.length > 0 || pin !== undefined || maxCostUsd !== undefined;
				if (!isAsked) expect(text).toBe(prompt);
			}),
		);
	});
});
