/** TEMPORARY: stands in for the classifier of the branch `intent`, whose file of this name replaces it. */
export interface PromptClass {
	readonly intent: string;
	/** From 0 to 1. */
	readonly confidence: number;
	readonly subtask?: string;
}

/** TEMPORARY: an answer that depends on the text, so that a wrong order of lines is seen. */
export function classifyPrompt(text: string): PromptClass {
	const isCode = /\b(?:fix|bug|code|test)\b/i.test(text);
	const confidence = Math.min(1, text.length / 100);
	return isCode ? { intent: "code", confidence, subtask: "debugging" } : { intent: "general", confidence };
}
