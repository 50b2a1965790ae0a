import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { learnModels, readTrainingPrompts, weightsFile } from "../scripts/train-intent.ts";

const WEIGHTS = new URL("../src/core/classify/prompt/weights.ts", import.meta.url);

describe("the shipped weights", () => {
	it("are what the training prompts give: npm run train:intent writes them again", async () => {
		const learnt = weightsFile(learnModels(await readTrainingPrompts()));
		expect((await readFile(WEIGHTS, "utf8")) === learnt).toBe(true);
	}, 60_000);
});
