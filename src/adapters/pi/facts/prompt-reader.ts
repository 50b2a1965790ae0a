import { ownTextStart } from "../../../core/classify/own-text.ts";
import type { PreviousTurn, PromptClass } from "../../../core/classify/prompt/classify-prompt.ts";
import { type IsAlias, type ParsedPrompt, parseShortcuts } from "../../../core/classify/shortcut.ts";

/** The newest prompt of a session, taken apart and classified. */
export interface ReadPrompt extends Pick<ParsedPrompt, "shortcuts" | "pin"> {
	/** As the model is to see it. */
	readonly text: string;
	readonly promptClass: PromptClass;
}

/** A prompt as it stands in the conversation. */
export interface RawPrompt {
	readonly text: string;
	readonly timestamp: number;
}

export interface PromptReaderInput {
	readonly isAlias: IsAlias;
	readonly classify: (text: string, previous?: PreviousTurn) => PromptClass;
}

/** Reads prompts; a tool loop asks for the same one again and again, and gets what it got the first time. */
export type PromptReader = (sessionId: string, prompt: RawPrompt, previous: PreviousTurn | undefined) => ReadPrompt;

/** Sessions whose newest prompt is kept. */
const MAX_SESSIONS = 50;

/** Makes the reader. */
export function createPromptReader({ isAlias, classify }: PromptReaderInput): PromptReader {
	const newest = new Map<string, { readonly raw: RawPrompt; readonly read: ReadPrompt }>();
	return (sessionId, raw, previous) => {
		const known = newest.get(sessionId);
		if (known && known.raw.timestamp === raw.timestamp && known.raw.text === raw.text) return known.read;
		const { shortcuts, pin, text } = parseShortcuts(raw.text, isAlias);
		const promptClass = classify(text.slice(ownTextStart(text)), previous);
		const read: ReadPrompt = { shortcuts, text, promptClass, ...(pin === undefined ? {} : { pin }) };
		newest.delete(sessionId);
		newest.set(sessionId, { raw, read });
		const oldest = newest.keys().next();
		if (newest.size > MAX_SESSIONS && !oldest.done) newest.delete(oldest.value);
		return read;
	};
}
