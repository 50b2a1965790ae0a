import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Intent, Subtask } from "../../request.ts";
import { classifyPrompt, whyPrompt } from "./classify-prompt.ts";

/** Short prompts of coding agents, and what they want. */
const CODE: readonly (readonly [text: string, subtask: Subtask | "any"])[] = [
	["fix this", "debugging"],
	["fix the failing test", "any"],
	["run the tests", "testing"],
	["why does this crash?", "debugging"],
	["commit and push", "devops"],
	["LGTM, merge it", "devops"],
	["bump deps", "devops"],
	["rename getUser to fetchUser everywhere", "refactor"],
	["what does this function do", "any"],
	["add a --json flag to the list command", "implementation"],
	["write unit tests for the parser", "testing"],
	["review my changes", "review"],
	["extract this block into a helper", "refactor"],
	["the build is red, look into it", "any"],
	["set up a github action that runs the linter", "devops"],
	["implement pagination for the users endpoint", "implementation"],
	["TypeError: cannot read properties of undefined (reading 'map')", "debugging"],
	["src/app.ts line 42 is wrong", "any"],
	["make the button blue and round", "any"],
	["deploy to staging", "devops"],
	["simplify this function, it is too long", "refactor"],
	["check this pull request for security holes", "review"],
	["why is the pod crashlooping", "devops"],
	["convert this component to typescript", "any"],
	["remove the duplicated code in utils.py", "refactor"],
	["mach die Tests grün", "any"],
	["Behebe den Fehler in parser.ts", "debugging"],
	["corrige l'erreur dans le fichier main.py", "debugging"],
	["arregla el error de compilación", "debugging"],
	["修复这个错误", "debugging"],
	["このバグを直して", "debugging"],
	["исправь ошибку в функции", "debugging"],
];

/** Prompts that have nothing to do with code, among them those whose words only look like it. */
const OTHER: readonly (readonly [text: string, intent: Intent])[] = [
	["hi", "general"],
	["hello there", "general"],
	["thanks!", "general"],
	["what's the weather in Oslo tomorrow?", "general"],
	["what is the capital of France?", "general"],
	["set a timer for ten minutes", "general"],
	["how many ounces are in a pound?", "general"],
	["how do I cook rice?", "general"],
	["Wie spät ist es?", "general"],
	["write a poem about rapid change from winter", "creative"],
	["write a short story about a lighthouse", "creative"],
	["draft a blog post about autumn hikes", "creative"],
	["write a birthday card for my sister", "creative"],
	["act as a pirate and greet me", "creative"],
	["Schreibe ein Gedicht über den Herbst", "creative"],
	["escribe un poema sobre el mar", "creative"],
	["写一首关于春天的诗", "creative"],
	["compare solar and wind power", "analysis"],
	["summarize the following article", "analysis"],
	["what are the pros and cons of nuclear energy?", "analysis"],
	["explain the causes of the first world war", "analysis"],
	["Fasse den folgenden Text zusammen", "analysis"],
];

describe("classifyPrompt", () => {
	it.each(CODE)("takes %j for code", (text, subtask) => {
		const found = classifyPrompt(text);
		expect(found.intent).toBe("code");
		if (subtask !== "any") expect(found.subtask).toBe(subtask);
	});

	it.each(OTHER)("takes %j for %s", (text, intent) => {
		expect(classifyPrompt(text)).toMatchObject({ intent });
		expect(classifyPrompt(text)).not.toHaveProperty("subtask");
	});

	it("is certain of nothing that says nothing", () => {
		for (const text of ["", "  \n"]) expect(classifyPrompt(text)).toMatchObject({ intent: "general", confidence: 0 });
	});

	const CODING = { intent: "code", subtask: "implementation" } as const;
	const WRITING = { intent: "creative" } as const;
	const READING = { intent: "analysis" } as const;
	it.each([
		["continue", CODING, CODING],
		["yes, do it", CODING, CODING],
		["now write tests for it", CODING, { intent: "code", subtask: "testing" }],
		["the second one", CODING, CODING],
		["and a shorter one, please", WRITING, WRITING],
		["continue", WRITING, WRITING],
		["ok great, go on please", WRITING, WRITING],
		["yes, do it", READING, READING],
		["继续", WRITING, WRITING],
		["now fix the failing test", WRITING, { intent: "code" }],
		["weiter", CODING, CODING],
		["继续", CODING, CODING],
	])("takes %j for going on", (text, previous, expected) => {
		expect(classifyPrompt(text, previous)).toMatchObject({ ...expected, isFollowUp: true, isRepair: false });
	});

	it.each([
		"that did not work",
		"still fails with the same error",
		"undo that",
		"wrong file",
		"you broke the build",
		"geht immer noch nicht",
		"ça ne marche pas",
		"всё ещё не работает",
		"还是不行",
	])("takes %j for a repair", (text) => {
		expect(classifyPrompt(text, CODING)).toMatchObject({ intent: "code", isFollowUp: true, isRepair: true });
	});

	it.each(["hi", "thanks!", "thank you so much"])("does not take %j for work, also in mid-conversation", (text) => {
		expect(classifyPrompt(text, CODING)).toMatchObject({ intent: "general", isFollowUp: false });
	});

	it("follows a change of subject that is clear", () => {
		const text = "write a poem about the sea in four stanzas, with rhymes and a sad ending";
		expect(classifyPrompt(text, CODING)).toMatchObject({ intent: "creative" });
	});

	it("knows of no turn before where there was none", () => {
		expect(classifyPrompt("continue")).toMatchObject({ isFollowUp: false, isRepair: false });
	});

	it("takes any text", () => {
		const texts = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme", maxLength: 200 }));
		fc.assert(
			fc.property(texts, fc.constantFrom(undefined, CODING, WRITING), (text, previous) => {
				const { confidence, intent, subtask } = classifyPrompt(text, previous);
				expect(confidence).toBeGreaterThanOrEqual(0);
				expect(confidence).toBeLessThanOrEqual(1);
				if (subtask !== undefined) expect(intent).toBe("code");
			}),
		);
	});

	it("looks at no more of a pasted megabyte than of a page", () => {
		const page = `fix this\n${"at f (a.js:1:2)\n".repeat(400)}`;
		const middle = "Once upon a time there was a king. ".repeat(30_000);
		const [head, tail] = [page.slice(0, 1_536), page.slice(-512)];
		expect(classifyPrompt(`${head}${middle}${tail}`)).toEqual(
			classifyPrompt(`${head}${middle.slice(0, 9_000)}${tail}`),
		);
	});
});

describe("whyPrompt", () => {
	it("quotes what speaks for an intent", () => {
		expect(whyPrompt("write a poem about the sea")).toContain('"poem"');
		expect(whyPrompt("continue", { intent: "code" })).toBe("follows up on a turn that was code");
		expect(whyPrompt("that did not work", { intent: "code" })).toBe(
			"says that the turn before went wrong, which was code",
		);
	});
});
