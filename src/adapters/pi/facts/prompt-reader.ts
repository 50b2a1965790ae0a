import { ownTextStart } from "../../../core/classify/own-text.ts";
import type { PreviousTurn, PromptClass } from "../../../core/classify/prompt/classify-prompt.ts";
import { type IsAlias, type ParsedPrompt, parseShortcuts } from "../../../core/classify/shortcut.ts";

/** The newest prompt of a session, taken apart and classified. */
export interface ReadPrompt extends Pick<ParsedPrompt, "shortcuts" | "pin" | "maxCostUsd"> {
	/** As the model is to see it. */
	readonly text: string;
	/** By which equal prompts are recognised. */
	readonly hash: string;
	readonly promptClass: PromptClass;
}

/** A prompt as it stands in the conversation. */
export interface RawPrompt {
	readonly text: string;
	/** Unknown before pi has put the prompt into the conversation. */
	readonly timestamp?: number;
}

export interface PromptReaderInput {
	readonly isAlias: IsAlias;
	readonly classify: (text: string, previous?: PreviousTurn) => PromptClass;
	readonly hash: (text: string) => string;
}

/**
 * Reads prompts; one that was read for this session before, such as the prompt of a tool loop, is not read again. What pi
 * announces can be read ahead of its request, without a timestamp.
 */
export type PromptReader = (sessionId: string, prompt: RawPrompt, previous: PreviousTurn | undefined) => ReadPrompt;

/** Sessions whose newest prompt is kept. */
const MAX_SESSIONS = 50;

/** A prompt that was read, and what it was read behind. */
interface Known {
	readonly raw: RawPrompt;
	readonly previous: PreviousTurn | undefined;
	readonly read: ReadPrompt;
}

function isSame({ raw, previous }: Known, prompt: RawPrompt, before: PreviousTurn | undefined): boolean {
	if (raw.text !== prompt.text) return false;
	return raw.timestamp === undefined ? previous === before : raw.timestamp === prompt.timestamp;
}

/** Makes the reader. */
export function createPromptReader({ isAlias, classify, hash }: PromptReaderInput): PromptReader {
	const newest = new Map<string, Known>();
	const readNow = (raw: string, previous: PreviousTurn | undefined): ReadPrompt => {
		const { text, ...asked } = parseShortcuts(raw, isAlias);
		const promptClass = classify(text.slice(ownTextStart(text)), previous);
		return { ...asked, text, hash: hash(text), promptClass };
	};
	return (sessionId, raw, previous) => {
		const known = newest.get(sessionId);
		const isKnown = known !== undefined && isSame(known, raw, previous);
		if (isKnown && known.raw.timestamp !== undefined) return known.read;
		const read = isKnown ? known.read : readNow(raw.text, previous);
		newest.delete(sessionId);
		newest.set(sessionId, { raw, previous, read });
		const oldest = newest.keys().next();
		if (newest.size > MAX_SESSIONS && !oldest.done) newest.delete(oldest.value);
		return read;
	};
}
