// Learns the classifier of prompts from training/prompts and writes its weights into the source tree.

import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { featuresOf } from "../src/core/classify/prompt/features.ts";
import { hashFeatures, type LinearModel } from "../src/core/classify/prompt/linear-model.ts";
import { viewOf } from "../src/core/classify/prompt/view.ts";
import { INTENTS, SUBTASKS } from "../src/core/request.ts";
import { type LabelledPrompt, readPrompts } from "./labelled-prompts.ts";
import { type ModelShape, type Sample, trainModel } from "./train-model.ts";

const root = join(import.meta.dirname, "..");
const PROMPTS = join(root, "training", "prompts");
const WEIGHTS = join(root, "src", "core", "classify", "prompt", "weights.ts");

const INTENT_SHAPE: ModelShape = { labels: INTENTS, bits: 14, hasPieces: true };
const SUBTASK_SHAPE: ModelShape = { labels: SUBTASKS, bits: 13, hasPieces: false };

/** Rare labels count for more, but not in full: how often a label occurs also says something. */
function weightsByLabel(labels: readonly string[]): (label: string) => number {
	const counts = Map.groupBy(labels, (label) => label);
	return (label) => Math.sqrt(labels.length / counts.size / (counts.get(label)?.length ?? 1));
}

function learn(prompts: readonly LabelledPrompt[], shape: ModelShape, labelOf: (prompt: LabelledPrompt) => string) {
	const weightOf = weightsByLabel(prompts.map(labelOf));
	const samples = prompts.map((prompt): Sample => {
		const hashed = hashFeatures(featuresOf(viewOf(prompt.text)), shape);
		return { hashed, label: shape.labels.indexOf(labelOf(prompt)), weight: weightOf(labelOf(prompt)) };
	});
	return trainModel(samples, shape);
}

/** Both models, learnt from labelled prompts. */
export function learnModels(prompts: readonly LabelledPrompt[]): { intent: LinearModel; subtask: LinearModel } {
	const code = prompts.filter(({ intent, subtask }) => intent === "code" && subtask != null);
	return {
		intent: learn(prompts, INTENT_SHAPE, ({ intent }) => intent),
		subtask: learn(code, SUBTASK_SHAPE, ({ subtask }) => subtask ?? ""),
	};
}

/** Every training prompt, by file name, so that the order is the same everywhere. */
export async function readTrainingPrompts(): Promise<readonly LabelledPrompt[]> {
	const names = (await readdir(PROMPTS)).filter((name) => name.endsWith(".jsonl")).sort();
	const texts = await Promise.all(names.map((name) => readFile(join(PROMPTS, name), "utf8")));
	return texts.flatMap((text, i) => readPrompts(text, names[i] ?? ""));
}

function source({ labels, bits, step, hasPieces, weights }: LinearModel): string {
	const packed = Buffer.from(weights.buffer, weights.byteOffset, weights.byteLength).toString("base64");
	return JSON.stringify({ labels, bits, step, hasPieces, weights: packed });
}

/** The text of the file with the weights. */
export function weightsFile(models: { intent: LinearModel; subtask: LinearModel }): string {
	return `// Made by npm run train:intent from training/prompts; do not edit.
/** The model of intents, its weights in base64. */
export const INTENT_WEIGHTS = ${source(models.intent)};
/** The model of subtasks, its weights in base64. */
export const SUBTASK_WEIGHTS = ${source(models.subtask)};
`;
}

if (import.meta.main) {
	const prompts = await readTrainingPrompts();
	await writeFile(WEIGHTS, weightsFile(learnModels(prompts)));
	process.stdout.write(`learnt from ${prompts.length} prompts\n`);
}
