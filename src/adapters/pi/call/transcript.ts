import type { Api, AssistantMessage, Message, Model, TranscriptContext } from "@earendil-works/pi-ai";

const isForeign = (message: AssistantMessage, model: Model<Api>): boolean =>
	message.provider !== model.provider || message.api !== model.api || message.model !== model.id;

const hasThinking = (message: AssistantMessage): boolean => message.content.some((block) => block.type === "thinking");

/** True for a message whose thinking another model wrote: it means nothing to this one. */
function needsCopy(message: Message, model: Model<Api>): message is AssistantMessage {
	return message.role === "assistant" && isForeign(message, model) && hasThinking(message);
}

/**
 * The transcript as one target may see it: without the thinking of other models, which pi 0.87.1 would turn into
 * visible text. Works on copies; the transcript itself is handed through where nothing has to change.
 */
export function withoutForeignThinking(context: TranscriptContext, model: Model<Api>): TranscriptContext {
	if (!context.messages.some((message) => needsCopy(message, model))) return context;
	const messages = context.messages.map((message) =>
		needsCopy(message, model)
			? { ...message, content: message.content.filter((block) => block.type !== "thinking") }
			: message,
	);
	return { ...context, messages };
}
