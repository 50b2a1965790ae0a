import type { AssistantMessage, Message, TranscriptContext, Usage } from "@earendil-works/pi-ai";
import type { StreamEvent } from "../../src/engine/ports.ts";
import { sign } from "../../test/support/stand-in/validation/sign.ts";

/** Who wrote the answers of a conversation. */
export interface Author {
	readonly api: string;
	readonly provider: string;
	readonly model: string;
}

const USAGE: Usage = {
	input: 12_000,
	output: 300,
	cacheRead: 40_000,
	cacheWrite: 0,
	totalTokens: 52_300,
	cost: { input: 0.01, output: 0.01, cacheRead: 0.01, cacheWrite: 0, total: 0.03 },
};

const START_MS = Date.parse("2026-03-14T09:30:00Z");
const SENTENCE = "The parser keeps the offset of every token so that an error can point at it. ";

/** English-looking text of this many characters; `seed` makes it differ from others from its first word on. */
export function textOf(chars: number, seed = 0): string {
	return `Number ${seed}: ${SENTENCE.repeat(Math.ceil(chars / SENTENCE.length))}`.slice(0, chars);
}

/** A finished answer. */
function anAnswer(author: Author, content: AssistantMessage["content"], timestamp = START_MS): AssistantMessage {
	return { role: "assistant", content, ...author, usage: USAGE, stopReason: "stop", timestamp };
}

/** A new message of the user. */
export function aPrompt(text: string, timestamp = START_MS + 10_000_000): Message {
	return { role: "user", content: [{ type: "text", text }], timestamp };
}

function step(index: number, author: Author): readonly Message[] {
	const timestamp = START_MS + index * 1_000;
	const id = `call-${index}`;
	const thought = textOf(300, index);
	// Anthropic's stand-in refuses thinking that its model did not sign.
	const thinkingSignature = sign("anthropic", author.model, thought);
	const thinking = { type: "thinking" as const, thinking: thought, thinkingSignature };
	const call = { type: "toolCall" as const, id, name: "read", arguments: { path: `src/file-${index}.ts` } };
	const answer: AssistantMessage = { ...anAnswer(author, [thinking, call], timestamp), stopReason: "toolUse" };
	const content = [{ type: "text" as const, text: textOf(2_000, index) }];
	return [
		answer,
		{ role: "toolResult", toolCallId: id, toolName: "read", content, isError: false, timestamp: timestamp + 1 },
	];
}

/**
 * A conversation of exactly `count` messages: a system message, a prompt, then answers with tool calls and their results
 * in turn, a fifth of them written by another model. It ends with the result of a tool.
 */
export function aConversation(count: number, author: Author): readonly Message[] {
	const other: Author = { ...author, provider: "elsewhere", model: "another-model" };
	const system: Message = { role: "system", content: "", sections: { preamble: textOf(8_000) }, timestamp: START_MS };
	const messages: Message[] = [system, aPrompt(textOf(400), START_MS)];
	for (let index = 1; messages.length < count; index++) messages.push(...step(index, index % 5 === 0 ? other : author));
	return messages.slice(0, count);
}

/** As `aConversation`, but the turn is over: it ends with the answer's text. */
export function aFinishedConversation(count: number, author: Author): readonly Message[] {
	const last = anAnswer(author, [{ type: "text", text: textOf(300, count) }], START_MS + count * 1_000);
	return [...aConversation(count - 1, author), last];
}

/** The conversation as pi hands it over, made as its agent loop makes it: a new list of the same messages, each looked at. */
export function asContext(messages: readonly Message[]): TranscriptContext {
	const converted = messages.map((message) => (message.role === "system" ? message : handOn(message)));
	return { messages: converted.filter((message) => message !== undefined) } as TranscriptContext;
}

function handOn(message: Message): Message | undefined {
	return message.content === undefined ? undefined : message;
}

/** The events of an answer in `deltas` pieces, with one growing partial as pi-ai's adapters make it. */
export function* answerEvents(author: Author, deltas = 1): Generator<StreamEvent, void, undefined> {
	const text = { type: "text" as const, text: "" };
	const partial = anAnswer(author, []);
	yield { type: "start", partial };
	partial.content.push(text);
	yield { type: "text_start", contentIndex: 0, partial };
	for (let i = 0; i < deltas; i++) {
		text.text += "word ";
		yield { type: "text_delta", contentIndex: 0, delta: "word ", partial };
	}
	yield { type: "text_end", contentIndex: 0, content: text.text, partial };
	yield { type: "done", reason: "stop", message: partial };
}

/** The events of an answer that thinks in `deltas` pieces and then says one word. */
export function* thoughtEvents(author: Author, deltas: number): Generator<StreamEvent, void, undefined> {
	const thinking = { type: "thinking" as const, thinking: "" };
	const text = { type: "text" as const, text: "word" };
	const partial = anAnswer(author, []);
	yield { type: "start", partial };
	partial.content.push(thinking);
	yield { type: "thinking_start", contentIndex: 0, partial };
	for (let i = 0; i < deltas; i++) {
		thinking.thinking += "hm ";
		yield { type: "thinking_delta", contentIndex: 0, delta: "hm ", partial };
	}
	yield { type: "thinking_end", contentIndex: 0, content: thinking.thinking, partial };
	partial.content.push(text);
	yield { type: "text_start", contentIndex: 1, partial };
	yield { type: "text_delta", contentIndex: 1, delta: text.text, partial };
	yield { type: "text_end", contentIndex: 1, content: text.text, partial };
	yield { type: "done", reason: "stop", message: partial };
}

/** The same events as a stream that has them all at once. */
export async function* answerStream(author: Author, deltas = 1): AsyncGenerator<StreamEvent, void, undefined> {
	yield* answerEvents(author, deltas);
}

/** The only event of a call that the provider refused. */
export function refusal(author: Author, errorMessage: string): StreamEvent {
	return { type: "error", reason: "error", error: { ...anAnswer(author, []), stopReason: "error", errorMessage } };
}
