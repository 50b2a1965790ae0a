import type { Message } from "@earendil-works/pi-ai";
import type { RequestReason } from "../../core/request.ts";
import type { SessionMemory } from "../../core/state.ts";

/** Characters per token and the weight of an image, as pi itself estimates. */
const CHARS_PER_TOKEN = 4;
const CHARS_PER_IMAGE = 4_800;

type Content = Message["content"];

function contentChars(content: Content): number {
	if (typeof content === "string") return content.length;
	let chars = 0;
	for (const block of content) {
		if (block.type === "text") chars += block.text.length;
		else if (block.type === "thinking") chars += block.thinking.length;
		else if (block.type === "image") chars += CHARS_PER_IMAGE;
		else chars += block.name.length + JSON.stringify(block.arguments ?? {}).length;
	}
	return chars;
}

function messageChars(message: Message): number {
	const chars = contentChars(message.content);
	if (message.role !== "system") return chars;
	const sections = Object.values(message.sections ?? {}).reduce((sum, text) => sum + (text?.length ?? 0), 0);
	return chars + sections + JSON.stringify(message.toolsAdded ?? []).length;
}

/** Tokens that a finished answer says its request and itself had; 0 when it says nothing usable. */
function reportedTokens(message: Message): number {
	if (message.role !== "assistant" || message.stopReason === "error" || message.stopReason === "aborted") return 0;
	const { input, output, cacheRead, cacheWrite } = message.usage;
	return input + output + cacheRead + cacheWrite;
}

/**
 * Tokens that will be sent: the last reported usage plus an estimate of what was added since. A usage from before a
 * compaction is recognised by a summary in front of it that is younger, and not believed.
 */
export function estimateTokens(messages: readonly Message[]): number {
	let addedChars = 0;
	for (let i = messages.length - 1; i >= 0; i--) {
		const message = messages[i];
		if (!message) continue;
		const reported = reportedTokens(message);
		const isStale = reported > 0 && messages.slice(0, i).some((earlier) => earlier.timestamp > message.timestamp);
		if (reported > 0 && !isStale) return reported + Math.ceil(addedChars / CHARS_PER_TOKEN);
		addedChars += messageChars(message);
	}
	return Math.ceil(addedChars / CHARS_PER_TOKEN);
}

/** True when an image is anywhere in what will be sent. */
export function hasImages(messages: readonly Message[]): boolean {
	return messages.some(
		({ role, content }) =>
			(role === "user" || role === "toolResult") &&
			typeof content !== "string" &&
			content.some((block) => block.type === "image"),
	);
}

/** The newest message the user wrote, and its text. */
export function newestUserMessage(messages: readonly Message[]): { text: string; timestamp: number } | undefined {
	const message = messages.findLast(({ role }) => role === "user");
	if (!message) return undefined;
	const { content, timestamp } = message;
	if (typeof content === "string") return { text: content, timestamp };
	const texts = content.flatMap((block) => (block.type === "text" ? [block.text] : []));
	return { text: texts.join("\n"), timestamp };
}

/** Why pi makes this request, as far as the call itself tells (pi 0.87.1 does not say it). */
export function inferReason(
	messages: readonly Message[],
	isKnownSession: boolean,
	memory: SessionMemory | undefined,
): RequestReason {
	if (!isKnownSession) return "direct";
	const hasFailed = memory?.outcome === "exhausted" || memory?.outcome === "terminal_error";
	const newest = newestUserMessage(messages);
	if (hasFailed && newest && newest.timestamp <= memory.atMs) return "retry";
	const last = messages.findLast(({ role }) => role !== "system");
	return last?.role === "user" ? "user" : "continuation";
}
