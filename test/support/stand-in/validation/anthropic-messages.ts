import { type Asked, type Fields, fieldsOf, firstOf, listOf, type Rule, repeated, textOf } from "./rule.ts";
import { sign } from "./sign.ts";

const API_DOCS = "Anthropic API reference: Messages";
const THINKING_DOCS = "Anthropic docs: extended thinking, preserving thinking blocks; adaptive thinking";

interface Message {
	readonly role: string;
	readonly blocks: readonly Fields[];
}

function messagesOf({ body }: Asked): readonly Message[] {
	return listOf(body["messages"]).map(({ role, content }) => ({
		role: textOf(role),
		blocks: typeof content === "string" ? [{ type: "text", text: content }] : listOf(content),
	}));
}

const ofType = ({ blocks }: Message, type: string): readonly Fields[] =>
	blocks.filter((block) => block["type"] === type);
const isThinking = (block: Fields | undefined): boolean =>
	block?.["type"] === "thinking" || block?.["type"] === "redacted_thinking";

function unanswered(messages: readonly Message[]): string | undefined {
	return firstOf(messages, (message, index) => {
		const asked = ofType(message, "tool_use").map(({ id }) => textOf(id));
		const next = messages[index + 1];
		const answered = next ? ofType(next, "tool_result").map((block) => textOf(block["tool_use_id"])) : [];
		const missing = asked.filter((id) => !answered.includes(id));
		if (missing.length === 0) return undefined;
		return `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${missing.join(", ")}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`;
	});
}

function unasked(messages: readonly Message[]): string | undefined {
	return firstOf(messages, (message, index) => {
		const before = messages[index - 1];
		const asked = before ? ofType(before, "tool_use").map(({ id }) => textOf(id)) : [];
		const orphan = ofType(message, "tool_result").find((block) => !asked.includes(textOf(block["tool_use_id"])));
		if (!orphan) return undefined;
		return `messages.${index}.content.0: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${orphan["tool_use_id"]}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`;
	});
}

/** The messages of the turn under way: everything after the last thing the user said. */
function currentTurn(messages: readonly Message[]): readonly Message[] {
	const isSaid = ({ role, blocks }: Message): boolean =>
		role === "user" && blocks.some((block) => block["type"] !== "tool_result");
	return messages.slice(messages.findLastIndex(isSaid) + 1);
}

/** Adaptive thinking does not insist on it; a budget of tokens for thinking does. */
function startsWithoutThinking(asked: Asked): string | undefined {
	if (fieldsOf(asked.body["thinking"])["type"] !== "enabled") return undefined;
	const turn = currentTurn(messagesOf(asked)).filter(({ role }) => role === "assistant");
	const last = turn.at(-1);
	if (!last || isThinking(last.blocks[0]) || turn.every((message) => message !== last && isThinking(message.blocks[0])))
		return undefined;
	return `messages: Expected \`thinking\` or \`redacted_thinking\`, but found \`${last.blocks[0]?.["type"]}\`. When \`thinking\` is enabled, a final \`assistant\` message must start with a thinking block (preceding the lastmost set of \`tool_use\` and \`tool_result\` blocks).`;
}

function wrongSignature(asked: Asked): string | undefined {
	return firstOf(messagesOf(asked), (message, index) =>
		firstOf(ofType(message, "thinking"), ({ thinking, signature }) =>
			signature === sign("anthropic", asked.model, textOf(thinking))
				? undefined
				: `messages.${index}.content: Invalid \`signature\` in \`thinking\` block`,
		),
	);
}

/** What Anthropic's API refuses with 400 before a model sees anything. */
export const ANTHROPIC_RULES: readonly Rule[] = [
	{
		name: "a user speaks first, and only known roles speak",
		problem(asked) {
			const messages = messagesOf(asked);
			if (messages[0]?.role !== "user") return "messages: first message must use the user role";
			const odd = messages.find(({ role }) => !["user", "assistant", "system"].includes(role));
			return odd && `messages: Unexpected role "${odd.role}".`;
		},
		source: API_DOCS,
	},
	{
		name: "no message is empty",
		problem: (asked) =>
			firstOf(messagesOf(asked), ({ role, blocks }, index) =>
				// Newer models take instructions in the middle, which may be settings alone.
				blocks.length === 0 && role !== "system"
					? `messages.${index}: all messages must have non-empty content`
					: undefined,
			),
		source: "anthropics/anthropic-sdk-python#461",
	},
	{
		name: "no text is empty",
		problem: (asked) =>
			firstOf(messagesOf(asked), (message) =>
				ofType(message, "text").some(({ text }) => textOf(text).trim() === "")
					? "messages: text content blocks must be non-empty"
					: undefined,
			),
		source: "anthropics/claude-code#1191",
	},
	{
		name: "ids of tool calls are plain and unique",
		problem(asked) {
			const ids = messagesOf(asked).flatMap((message) => ofType(message, "tool_use").map(({ id }) => textOf(id)));
			const odd = ids.find((id) => !/^[a-zA-Z0-9_-]+$/.test(id));
			if (odd !== undefined) return "messages.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'";
			return repeated(ids) === undefined ? undefined : "messages: `tool_use` ids must be unique";
		},
		source: "anomalyco/opencode#1056; vercel/ai#5340",
	},
	{ name: "every tool call is answered at once", problem: (asked) => unanswered(messagesOf(asked)), source: API_DOCS },
	{ name: "every tool result has its call", problem: (asked) => unasked(messagesOf(asked)), source: API_DOCS },
	{
		name: "tool results stand first",
		problem: (asked) =>
			firstOf(messagesOf(asked), ({ blocks }, index) => {
				const lastResult = blocks.findLastIndex((block) => block["type"] === "tool_result");
				const isMixed = blocks.slice(0, lastResult + 1).some((block) => block["type"] !== "tool_result");
				return isMixed ? `messages.${index}: tool_result blocks must come first in the content` : undefined;
			}),
		source: "Anthropic docs: tool use, handling tool results",
	},
	{ name: "thinking is this model's own", problem: wrongSignature, source: THINKING_DOCS },
	{ name: "a turn under way begins with thinking", problem: startsWithoutThinking, source: THINKING_DOCS },
	{
		name: "thinking leaves room for an answer",
		problem({ body }) {
			const budget = fieldsOf(body["thinking"])["budget_tokens"];
			const isTooLarge = typeof budget === "number" && budget >= Number(body["max_tokens"]);
			return isTooLarge ? "`max_tokens` must be greater than `thinking.budget_tokens`" : undefined;
		},
		source: "Anthropic docs: extended thinking",
	},
];
