import type { AssistantMessage, TranscriptContext } from "@earendil-works/pi-ai";
import { isForeign } from "../transcript.ts";
import { type Fields, isFields, listOf, type Repair, type RepairContext } from "./repair.ts";

/** Assistant messages since the user last said something: the tool loop under way. */
function loopOf({ messages }: TranscriptContext): readonly AssistantMessage[] {
	const turn = messages.slice(messages.findLastIndex(({ role }) => role === "user") + 1);
	return turn.filter((message) => message.role === "assistant");
}

const startsWithThinking = ({ content }: Fields): boolean =>
	["thinking", "redacted_thinking"].includes(String(listOf(content)[0]?.["type"]));

function isSaidByUser({ role, content }: Fields): boolean {
	return role === "user" && (typeof content === "string" || listOf(content).some(({ type }) => type !== "tool_result"));
}

/** True when a tool loop is under way that does not end in this model's own thinking, as its service insists on. */
function lacksOwnThinking(messages: unknown, { model, context }: RepairContext): boolean {
	const sent = listOf(messages);
	const answers = sent.slice(sent.findLastIndex(isSaidByUser) + 1).filter(({ role }) => role === "assistant");
	const last = answers.at(-1);
	if (!last || startsWithThinking(last)) return false;
	// A model that has thought in this loop may go on without thinking again.
	const isAllOwn = !loopOf(context).some((message) => isForeign(message, model));
	return !(isAllOwn && answers.some(startsWithThinking));
}

/**
 * With a budget for thinking, a tool loop that another model began is refused, and so is a budget that leaves no room for
 * an answer. Then this request goes without thinking; adaptive thinking is not affected.
 * Source: docs.anthropic.com, "Extended thinking: preserving thinking blocks" and "Adaptive thinking".
 */
export const withoutImpossibleThinking: Repair = (payload, context) => {
	const { thinking, messages, max_tokens: maxTokens } = payload;
	if (!isFields(thinking) || thinking["type"] !== "enabled") return payload;
	const isTooLarge = Number(thinking["budget_tokens"]) >= Number(maxTokens);
	return isTooLarge || lacksOwnThinking(messages, context) ? { ...payload, thinking: { type: "disabled" } } : payload;
};
