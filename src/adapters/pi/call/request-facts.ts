import type { Message } from "@earendil-works/pi-ai";
import type { RequestReason } from "../../../core/request.ts";
import type { SessionMemory } from "../../../core/state.ts";

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

/** True when anything before the message at this place is younger than it: a summary that replaced what stood there. */
function isAfterSummary(messages: readonly Message[], at: number): boolean {
	const timestamp = messages[at]?.timestamp ?? 0;
	for (let i = 0; i < at; i++) if ((messages[i]?.timestamp ?? 0) > timestamp) return true;
	return false;
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
		if (reported > 0 && !isAfterSummary(messages, i)) return reported + Math.ceil(addedChars / CHARS_PER_TOKEN);
		addedChars += messageChars(message);
	}
	return Math.ceil(addedChars / CHARS_PER_TOKEN);
}

function holdsImage({ role, content }: Message): boolean {
	if ((role !== "user" && role !== "toolResult") || typeof content === "string") return false;
	for (const block of content) if (block.type === "image") return true;
	return false;
}

/** True when an image is anywhere in what will be sent. */
export function hasImages(messages: readonly Message[]): boolean {
	for (const message of messages) if (holdsImage(message)) return true;
	return false;
}

/** The newest message the user wrote, and its text. */
export function newestUserMessage(messages: readonly Message[]): { text: string; timestamp: number } | undefined {
	for (let i = messages.length - 1; i >= 0; i--) {
		const message = messages[i];
		if (message?.role !== "user") continue;
		const { content, timestamp } = message;
		if (typeof content === "string") return { text: content, timestamp };
		const texts = content.flatMap((block) => (block.type === "text" ? [block.text] : []));
		return { text: texts.join("\n"), timestamp };
	}
	return undefined;
}

function isRepeated(messages: readonly Message[], memory: SessionMemory | undefined): boolean {
	if (memory?.outcome !== "exhausted" && memory?.outcome !== "terminal_error") return false;
	const newest = newestUserMessage(messages);
	return newest !== undefined && newest.timestamp <= memory.atMs;
}

/** Why pi makes this request, as far as the call itself tells (pi 0.87.1 does not say it). */
export function inferReason(
	messages: readonly Message[],
	isKnownSession: boolean,
	memory: SessionMemory | undefined,
): RequestReason {
	if (!isKnownSession) return "direct";
	if (isRepeated(messages, memory)) return "retry";
	const last = messages.findLast(({ role }) => role !== "system");
	return last?.role === "user" ? "user" : "continuation";
}
