import type { Message } from "@earendil-works/pi-ai";
import { type CheckOutcomes, checkOutcomes } from "../../../core/classify/check-outcome.ts";
import type { RequestReason } from "../../../core/request.ts";
import type { SessionMemory } from "../../../core/session-memory.ts";

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

function textOf({ content }: Message): string {
	if (typeof content === "string") return content;
	const [only] = content;
	if (content.length === 1 && only?.type === "text") return only.text;
	return content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("\n");
}

/** The newest message the user wrote, and its text. */
export function newestUserMessage(messages: readonly Message[]): { text: string; timestamp: number } | undefined {
	for (let i = messages.length - 1; i >= 0; i--) {
		const message = messages[i];
		if (message?.role !== "user") continue;
		return { text: textOf(message), timestamp: message.timestamp };
	}
	return undefined;
}

/** Messages that are looked at for a test run or a build; what lies further back says nothing about now. */
const CHECK_MESSAGES = 60;
/** The end of an output is where programs say how they fared. */
const OUTPUT_END_CHARS = 4_000;

function outputEnd(content: Message["content"]): string {
	const texts =
		typeof content === "string" ? [content] : content.map((block) => (block.type === "text" ? block.text : ""));
	return (texts.at(-1) ?? "").slice(-OUTPUT_END_CHARS);
}

/** Shell results that still look for the call they belong to, by call id. */
type Results = Map<string, { readonly output: string; readonly isError: boolean }>;

function* commandRuns(message: Message, results: Results) {
	if (message.role === "toolResult" && message.toolName === "bash") {
		results.set(message.toolCallId, { output: outputEnd(message.content), isError: message.isError });
	}
	if (message.role !== "assistant" || results.size === 0) return;
	for (const block of message.content.toReversed()) {
		const result = block.type === "toolCall" ? results.get(block.id) : undefined;
		const command: unknown = block.type === "toolCall" ? block.arguments?.["command"] : undefined;
		if (result && typeof command === "string") yield { command, ...result };
	}
}

/** How the newest test run and the newest build of the conversation ended, from the results of pi's shell tool. */
export function newestChecks(messages: readonly Message[]): CheckOutcomes {
	const results: Results = new Map();
	let found: CheckOutcomes = {};
	const end = Math.max(0, messages.length - CHECK_MESSAGES);
	for (let i = messages.length - 1; i >= end; i--) {
		const message = messages[i];
		if (!message) continue;
		// What was found is newer than what is read now.
		for (const run of commandRuns(message, results)) found = { ...checkOutcomes(run), ...found };
		if (found.testOutcome !== undefined && found.buildOutcome !== undefined) break;
	}
	return found;
}

function isRepeated(messages: readonly Message[], memory: SessionMemory | undefined): boolean {
	if (memory?.outcome !== "exhausted" && memory?.outcome !== "terminal_error") return false;
	const newest = newestUserMessage(messages);
	return newest !== undefined && newest.timestamp <= memory.atMs;
}

function lastRole(messages: readonly Message[]): Message["role"] | undefined {
	for (let i = messages.length - 1; i >= 0; i--) {
		const role = messages[i]?.role;
		if (role !== "system") return role;
	}
	return undefined;
}

/** Why pi makes this request, as far as the call itself tells (pi 0.87.1 does not say it). */
export function inferReason(
	messages: readonly Message[],
	isKnownSession: boolean,
	memory: SessionMemory | undefined,
): RequestReason {
	if (!isKnownSession) return "direct";
	if (isRepeated(messages, memory)) return "retry";
	return lastRole(messages) === "user" ? "user" : "continuation";
}
