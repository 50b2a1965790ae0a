import type { Candidate } from "../../core/decision.ts";
import type { UsageRecord } from "../../core/events.ts";
import type { AnswerMessage } from "../ports.ts";

/** Characters per token where nothing better is known; good to about a quarter. */
const CHARS_PER_TOKEN = 4;

function outputChars(message: AnswerMessage): number {
	let chars = 0;
	for (const block of message.content) {
		if (block.type === "text") chars += block.text.length;
		else if (block.type === "thinking") chars += block.thinking.length;
		else chars += JSON.stringify(block.arguments ?? {}).length;
	}
	return chars;
}

function estimate(message: AnswerMessage, candidate: Candidate, inputTokens: number): UsageRecord | undefined {
	const chars = outputChars(message);
	if (chars === 0) return undefined;
	const output = Math.ceil(chars / CHARS_PER_TOKEN);
	const price = candidate.facts?.price;
	const costUsd = price ? (inputTokens * price.input + output * price.output) / 1_000_000 : 0;
	const cost = costUsd > 0 ? { costUsd } : {};
	return { input: inputTokens, output, cacheRead: 0, cacheWrite: 0, ...cost, estimated: true };
}

/**
 * What an attempt used: the provider's figures, else an estimate from what was said, marked as such.
 * Undefined when nothing is known to have been used.
 */
export function usageOf(
	message: AnswerMessage | undefined,
	candidate: Candidate,
	inputTokens: number,
): UsageRecord | undefined {
	if (!message) return undefined;
	const { input, output, cacheRead, cacheWrite, cost } = message.usage;
	const total = input + output + cacheRead + cacheWrite;
	if (total === 0) return estimate(message, candidate, inputTokens);
	return { input, output, cacheRead, cacheWrite, ...(cost.total > 0 ? { costUsd: cost.total } : {}) };
}
