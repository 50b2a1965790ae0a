import type { Intent, Subtask } from "../../request.ts";

/** What the turn before was about. */
export interface PreviousTurn {
	readonly intent: Intent;
	readonly subtask?: Subtask;
}

/** What a prompt seems to want. */
export interface PromptClass {
	readonly intent: Intent;
	readonly confidence: number;
	readonly subtask?: Subtask;
	readonly subtaskConfidence?: number;
	readonly isFollowUp: boolean;
	readonly isRepair: boolean;
	readonly because: string;
}

/** TEMPORARY: replaced by the trained classifier of branch `intent`. */
export function classifyPrompt(text: string, previous?: PreviousTurn): PromptClass {
	const intent = previous?.intent ?? (text === "" ? "general" : "code");
	return { intent, confidence: text === "" ? 0 : 0.5, isFollowUp: false, isRepair: false, because: "" };
}
