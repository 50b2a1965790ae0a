import type { TranscriptContext } from "@earendil-works/pi-ai";
import { describe, expect, it } from "vitest";
import { aCandidate, aRoute, aTarget } from "../../../../test/support/engine-builders.ts";
import { parseShortcuts } from "../../../core/classify/shortcut.ts";
import { defaultConfig } from "../../../core/config/defaults.ts";
import type { ReadPrompt } from "./prompt-reader.ts";
import { factsOfRequest } from "./route-request.ts";

const candidate = aCandidate("google/gemini");

function facts(prompt: string, perToken: ReadonlySet<string>, logPrompts = false) {
	const settings = { ...defaultConfig(() => true).settings, logPrompts };
	const promptClass = { intent: "general", confidence: 0, isFollowUp: false, isRepair: false } as const;
	return factsOfRequest(
		{
			requestId: "1",
			route: aRoute({ targets: [aTarget("google/gemini")] }),
			context: { messages: [{ role: "user", content: prompt, timestamp: 1 }] } as unknown as TranscriptContext,
			options: {},
			reason: "user",
			sessionId: "session-1",
			session: undefined,
			project: undefined,
		},
		{
			readPrompt: (_id, raw): ReadPrompt => ({ ...parseShortcuts(raw.text, () => false), hash: "", promptClass }),
			hashPrompt: () => "",
			config: () => ({ routes: new Map(), aliases: new Map(), settings }),
			gateway: { isReady: () => true, describe: () => candidate, catalog: () => [] },
			perToken: () => perToken,
		},
	);
}

describe("factsOfRequest", () => {
	it("carries the prompt only where it is to be logged, shortened and without what looks like a key", () => {
		const prompt = `use sk-ant-api03-abcdefghijklmnop1234567890 for ${"this ".repeat(2_000)}`;
		expect(facts(prompt, new Set()).request).not.toHaveProperty("promptText");
		const { promptText = "" } = facts(prompt, new Set(), true).request;
		expect(promptText).toMatch(/^use \[redacted\] for this/);
		expect(promptText.length).toBeLessThanOrEqual(4_000);
	});

	it("carries the cap that the prompt states", () => {
		expect(facts("@budget(0.50) go", new Set()).request).toMatchObject({ maxCostUsd: 0.5, promptChars: 2 });
		expect(facts("go", new Set()).request.maxCostUsd).toBeUndefined();
	});

	it("takes targets of an account with a monthly limit as paid by the token, and others as they are", () => {
		expect(facts("go", new Set(["google"])).candidates[0]?.target.billing).toBe("per-token");
		expect(facts("go", new Set(["anthropic"])).candidates[0]).toBe(candidate);
	});
});
