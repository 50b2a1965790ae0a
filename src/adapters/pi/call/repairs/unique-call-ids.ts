import { type Fields, isFields, type Repair } from "./repair.ts";

/** The longest id that Anthropic takes is 64 characters; a new one is made of the old one's beginning and its place. */
const KEPT_CHARACTERS = 48;

/** Gives blocks new ids: calls whose id was there before, and the results that belong to them. */
class Renaming {
	readonly #taken = new Set<string>();
	/** New ids of the last message with calls, by old id, in the order of its calls. */
	#ids = new Map<string, string[]>();

	/** The message itself when none of its ids was there before. */
	message(message: Fields, place: number): Fields {
		const { content } = message;
		if (!Array.isArray(content)) return message;
		if (message["role"] === "assistant") this.#ids = new Map();
		const renamed = content.map((block: unknown, nth) => (isFields(block) ? this.#block(block, place, nth) : block));
		return renamed.every((block, nth) => block === content[nth]) ? message : { ...message, content: renamed };
	}

	#block(block: Fields, place: number, nth: number): Fields {
		const { type, id, tool_use_id: resultOf } = block;
		if (type === "tool_use" && typeof id === "string") {
			// The place stays while the conversation grows, so each request repeats the one before it.
			const unique = this.#taken.has(id) ? `${id.slice(0, KEPT_CHARACTERS)}_${place}_${nth}` : id;
			this.#taken.add(unique);
			this.#ids.set(id, [...(this.#ids.get(id) ?? []), unique]);
			return unique === id ? block : { ...block, id: unique };
		}
		if (type !== "tool_result" || typeof resultOf !== "string") return block;
		const unique = this.#ids.get(resultOf)?.shift() ?? resultOf;
		return unique === resultOf ? block : { ...block, tool_use_id: unique };
	}
}

/**
 * Servers that number the calls of each answer from the beginning (`call_0`) repeat ids, and pi cuts long ones to the same
 * beginning; Anthropic refuses a conversation in which two calls have one id.
 * Source: "`tool_use` ids must be unique", anomalyco/opencode#1056.
 */
export const withUniqueCallIds: Repair = (payload) => {
	const { messages } = payload;
	if (!Array.isArray(messages)) return payload;
	const renaming = new Renaming();
	const renamed = messages.map((message: unknown, place) =>
		isFields(message) ? renaming.message(message, place) : message,
	);
	return renamed.every((message, place) => message === messages[place]) ? payload : { ...payload, messages: renamed };
};
