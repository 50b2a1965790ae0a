import { ownTextStart } from "../classify/own-text.ts";
import { classifyPrompt, type PreviousTurn, type PromptClass, whyPrompt } from "../classify/prompt/classify-prompt.ts";
import { type IsAlias, type ParsedPrompt, parseShortcuts } from "../classify/shortcut.ts";

/** What a prompt seems to want and asks for, with what speaks for it. It quotes the prompt, so it is not for logs. */
export interface PromptReport extends PromptClass, Omit<ParsedPrompt, "text"> {
	/** What in the prompt speaks for its intent, in one line. */
	readonly why: string;
}

/** Reads a prompt as a request with it would be read, and sends nothing. */
export function promptReport(raw: string, isAlias: IsAlias, previous?: PreviousTurn): PromptReport {
	const { text, ...asked } = parseShortcuts(raw, isAlias);
	const own = text.slice(ownTextStart(text));
	return { ...classifyPrompt(own, previous), ...asked, why: whyPrompt(own, previous) };
}
