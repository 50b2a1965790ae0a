import type { Api, AssistantMessage, Message, Model, TranscriptContext } from "@earendil-works/pi-ai";

/** True for a message that another model wrote, be it the same one at another provider. */
export const isForeign = (message: AssistantMessage, model: Model<Api>): boolean =>
	message.provider !== model.provider || message.api !== model.api || message.model !== model.id;

function hasThinking({ content }: AssistantMessage): boolean {
	for (const block of content) if (block.type === "thinking") return true;
	return false;
}

/** True for a message whose thinking another model wrote: it means nothing to this one. */
function needsCopy(message: Message, model: Model<Api>): message is AssistantMessage {
	return message.role === "assistant" && isForeign(message, model) && hasThinking(message);
}

function withoutThinking(message: AssistantMessage): AssistantMessage {
	return { ...message, content: message.content.filter((block) => block.type !== "thinking") };
}

/**
 * The transcript as one target may see it: without the thinking of other models, which pi 0.87.1 would turn into
 * visible text. Works on copies; the transcript itself is handed through where nothing has to change.
 */
export function withoutForeignThinking(context: TranscriptContext, model: Model<Api>): TranscriptContext {
	let messages: Message[] | undefined;
	for (let i = 0; i < context.messages.length; i++) {
		const message = context.messages[i];
		if (!message || !needsCopy(message, model)) continue;
		messages ??= [...context.messages];
		messages[i] = withoutThinking(message);
	}
	return messages ? { ...context, messages } : context;
}
