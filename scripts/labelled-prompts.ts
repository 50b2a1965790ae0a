import { INTENTS, type Intent, SUBTASKS, type Subtask } from "../src/core/request.ts";

/** A prompt and what it wants. */
export interface LabelledPrompt {
	readonly text: string;
	readonly intent: Intent;
	readonly subtask?: Subtask | null;
	/** Where it comes from. */
	readonly source?: string;
	/** Other intents that a fair judge accepts. */
	readonly alt?: readonly Intent[];
}

/** A line that is no labelled prompt; the message names file and line. */
export class BadLineError extends Error {}

function isPrompt(value: unknown): value is LabelledPrompt {
	if (typeof value !== "object" || value === null || !("text" in value) || !("intent" in value)) return false;
	const { text, intent, subtask } = value as { text: unknown; intent: unknown; subtask?: unknown };
	const isKnown = INTENTS.some((one) => one === intent) && (subtask == null || SUBTASKS.some((one) => one === subtask));
	return typeof text === "string" && isKnown;
}

function readLine(line: string, place: string): LabelledPrompt {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch (error) {
		throw new BadLineError(`${place} is no JSON`, { cause: error });
	}
	if (!isPrompt(value)) throw new BadLineError(`${place} needs "text", a known "intent" and a known or no "subtask"`);
	return value;
}

/** The prompts of a file with one JSON object a line. Throws a BadLineError for the first line that is none. */
export function readPrompts(text: string, file: string): readonly LabelledPrompt[] {
	return text.split("\n").flatMap((line, i) => (line.trim() === "" ? [] : [readLine(line, `${file}:${i + 1}`)]));
}
