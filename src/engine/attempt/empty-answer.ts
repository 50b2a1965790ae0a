import type { Failure } from "../../core/failure.ts";
import type { AnswerMessage } from "../ports.ts";

/** From this share of its window on, a target that was cut off without a word had no room left to speak. */
const FULL_WINDOW_SHARE = 0.99;

/** True when a finished message says or does something. */
export function hasOutput(message: AnswerMessage): boolean {
	return message.content.some((block) => block.type === "toolCall" || (block.type === "text" && block.text !== ""));
}

/** The failure of a target that answered with nothing. */
export function emptyFailure(message: string): Failure {
	return { kind: "empty", scope: "target", message, source: "body" };
}

/**
 * What a finished answer without text or tool call means. Xiaomi's service cuts a prompt that is too long down to the
 * window and then ends for its length at once (pi-ai 0.87.1 and 1.5.2, utils/overflow): that is an overflow.
 */
export function emptyAnswer({ usage, stopReason }: AnswerMessage, contextWindowTokens = 0): Failure {
	const promptTokens = usage.input + usage.cacheRead + usage.cacheWrite;
	const isFull = contextWindowTokens > 0 && promptTokens >= contextWindowTokens * FULL_WINDOW_SHARE;
	if (stopReason !== "length" || usage.output > 0 || !isFull) {
		return emptyFailure(`the answer ended (${stopReason}) without text or tool call`);
	}
	const message = `the prompt of ${promptTokens} tokens left no room in a window of ${contextWindowTokens}`;
	return { kind: "overflow", scope: "request", message, source: "body" };
}
