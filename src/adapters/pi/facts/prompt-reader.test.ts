import { describe, expect, it } from "vitest";
import { classifyPrompt, type PreviousTurn } from "../../../core/classify/prompt/classify-prompt.ts";
import { createPromptReader } from "./prompt-reader.ts";

const CODE: PreviousTurn = { intent: "code", subtask: "debugging" };
const TALK: PreviousTurn = { intent: "creative" };

function aReader() {
	let count = 0;
	const classify: typeof classifyPrompt = (text, previous) => {
		count += 1;
		return classifyPrompt(text, previous);
	};
	const read = createPromptReader({ classify, isAlias: () => false, hash: (text) => `hash of ${text}` });
	return { read, count: () => count };
}

describe("createPromptReader", () => {
	it("does not read a prompt again that was announced, nor in the tool loop behind it", () => {
		const { read, count } = aReader();
		const announced = read("s1", { text: "@fast run the tests" }, CODE);
		const first = read("s1", { text: "@fast run the tests", timestamp: 5 }, CODE);
		// The turn has changed since: it is the one that this very prompt began.
		const next = read("s1", { text: "@fast run the tests", timestamp: 5 }, { intent: "code" });

		expect(count()).toBe(1);
		expect(first).toBe(announced);
		expect(next).toBe(announced);
		expect(announced).toMatchObject({ text: "run the tests", shortcuts: ["fast"], hash: "hash of run the tests" });
	});

	it("reads a prompt again that stands behind another turn than when it was announced", () => {
		const { read, count } = aReader();
		read("s1", { text: "continue" }, TALK);
		expect(read("s1", { text: "continue", timestamp: 5 }, CODE).promptClass.intent).toBe("code");
		expect(count()).toBe(2);
	});

	it("reads the same words anew when they are said again", () => {
		const { read } = aReader();
		expect(read("s1", { text: "continue", timestamp: 5 }, CODE).promptClass.intent).toBe("code");
		expect(read("s1", { text: "continue", timestamp: 6 }, TALK).promptClass.intent).toBe("creative");
	});

	it("keeps the prompts of two sessions apart", () => {
		const { read } = aReader();
		read("s1", { text: "continue" }, CODE);
		expect(read("s2", { text: "continue", timestamp: 5 }, TALK).promptClass.intent).toBe("creative");
	});
});
