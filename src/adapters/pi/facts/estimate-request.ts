import type { Message } from "@earendil-works/pi-ai";
import { estimateTextTokens } from "../../../core/text/estimate-tokens.ts";

/** What an image takes, as pi itself estimates. */
const TOKENS_PER_IMAGE = 1_200;

type Content = Message["content"];

function contentTokens(content: Content): number {
	if (typeof content === "string") return estimateTextTokens(content);
	let tokens = 0;
	for (const block of content) {
		if (block.type === "text") tokens += estimateTextTokens(block.text);
		else if (block.type === "thinking") tokens += estimateTextTokens(block.thinking);
		else if (block.type === "image") tokens += TOKENS_PER_IMAGE;
		else tokens += estimateTextTokens(block.name + JSON.stringify(block.arguments ?? {}));
	}
	return tokens;
}

function messageTokens(message: Message): number {
	const tokens = contentTokens(message.content);
	if (message.role !== "system") return tokens;
	const sections = Object.values(message.sections ?? {}).reduce((sum, text) => sum + estimateTextTokens(text ?? ""), 0);
	return tokens + sections + estimateTextTokens(JSON.stringify(message.toolsAdded ?? []));
}

/** Tokens that a finished answer says its request and itself had; 0 when it says nothing usable. */
function reportedTokens(message: Message): number {
	if (message.role !== "assistant" || message.stopReason === "error" || message.stopReason === "aborted") return 0;
	const { input, output, cacheRead, cacheWrite } = message.usage;
	return input + output + cacheRead + cacheWrite;
}

/** True when the conversation begins with something younger than this message: a summary of what stood there before. */
function isAfterSummary(messages: readonly Message[], { timestamp }: Message): boolean {
	const first = messages.find(({ role }) => role !== "system");
	return first !== undefined && first.timestamp > timestamp;
}

/**
 * Tokens that will be sent: the last reported usage plus an estimate of what was added since; system prompt, tools, tool
 * calls and thinking are counted. A usage from before a compaction is recognised by a summary in front of it that is
 * younger, and not believed.
 */
export function estimateTokens(messages: readonly Message[]): number {
	let added = 0;
	for (let i = messages.length - 1; i >= 0; i--) {
		const message = messages[i];
		if (!message) continue;
		const reported = reportedTokens(message);
		if (reported > 0 && !isAfterSummary(messages, message)) return reported + added;
		added += messageTokens(message);
	}
	return added;
}
