import type { Api, AssistantMessage, Message, Model, TranscriptContext } from "@earendil-works/pi-ai";
import { type IsAlias, parseShortcuts } from "../../../core/classify/shortcut.ts";

/** True for a message that another model wrote, be it the same one at another provider. */
export const isForeign = (message: AssistantMessage, model: Model<Api>): boolean =>
	message.provider !== model.provider || message.api !== model.api || message.model !== model.id;

/** By message: it without its thinking, or itself; the same ones are sent again with every request of a conversation. */
const thoughtless = new WeakMap<AssistantMessage, AssistantMessage>();

function withoutThinking(message: AssistantMessage): AssistantMessage {
	const known = thoughtless.get(message);
	if (known) return known;
	const content = message.content.filter((block) => block.type !== "thinking");
	const left = content.length === message.content.length ? message : { ...message, content };
	thoughtless.set(message, left);
	return left;
}

/**
 * The transcript as one target may see it: without the thinking of other models, which pi 0.87.1 would turn into
 * visible text. Works on copies; the transcript itself is handed through where nothing has to change.
 */
export function withoutForeignThinking(context: TranscriptContext, model: Model<Api>): TranscriptContext {
	let messages: Message[] | undefined;
	for (let i = 0; i < context.messages.length; i++) {
		const message = context.messages[i];
		// The thinking of another model means nothing to this one.
		if (message?.role !== "assistant" || !isForeign(message, model)) continue;
		const left = withoutThinking(message);
		if (left === message) continue;
		messages ??= [...context.messages];
		messages[i] = left;
	}
	return messages ? { ...context, messages } : context;
}

type UserMessage = Message & { role: "user" };

function withText(message: UserMessage, at: number, text: string): UserMessage {
	if (typeof message.content === "string") return { ...message, content: text };
	return {
		...message,
		content: message.content.map((block, i) => (i === at && block.type === "text" ? { ...block, text } : block)),
	};
}

/** The user's words in a message, and which block they are in. */
function wordsOf({ content }: UserMessage): { readonly text: string; readonly at: number } {
	if (typeof content === "string") return { text: content, at: 0 };
	const at = content.findIndex(({ type }) => type === "text");
	const block = content[at];
	return { text: block?.type === "text" ? block.text : "", at };
}

/** Shortcuts are at the very front, or behind what pi has put there in angle brackets. */
const MAY_HAVE_SHORTCUTS = /^\s*[@<]/;

/**
 * The transcript without the shortcuts at the front of prompts, which are meant for the router. The same prompt gives the
 * same text in every request, so that prompt caches hold. Works on copies, as above.
 */
export function withoutShortcuts(context: TranscriptContext, isAlias: IsAlias): TranscriptContext {
	let messages: Message[] | undefined;
	for (let i = 0; i < context.messages.length; i++) {
		const message = context.messages[i];
		if (message?.role !== "user") continue;
		const { text, at } = wordsOf(message);
		const left = MAY_HAVE_SHORTCUTS.test(text) ? parseShortcuts(text, isAlias).text : text;
		if (left === text) continue;
		messages ??= [...context.messages];
		messages[i] = withText(message, at, left);
	}
	return messages ? { ...context, messages } : context;
}
