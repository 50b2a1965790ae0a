import { type Asked, type Fields, fieldsOf, firstOf, listOf, type Rule, repeated, textOf } from "./rule.ts";

const API_REFERENCE = "OpenAI API reference: chat completions";

const messagesOf = ({ body }: Asked): readonly Fields[] => listOf(body["messages"]);
const callsOf = (message: Fields): readonly Fields[] => listOf(message["tool_calls"]);
const idsOf = (message: Fields): readonly string[] => callsOf(message).map(({ id }) => textOf(id));
const isBlank = (content: unknown): boolean => content === undefined || content === null || content === "";

function isJson(text: unknown): boolean {
	try {
		JSON.parse(textOf(text));
		return true;
	} catch {
		return false;
	}
}

/** The tool messages that stand right behind a message. */
function answersAfter(messages: readonly Fields[], index: number): readonly string[] {
	const rest = messages.slice(index + 1);
	const end = rest.findIndex(({ role }) => role !== "tool");
	return (end === -1 ? rest : rest.slice(0, end)).map((message) => textOf(message["tool_call_id"]));
}

function unanswered(messages: readonly Fields[]): string | undefined {
	return firstOf(messages, (message, index) => {
		const answered = answersAfter(messages, index);
		const missing = idsOf(message).filter((id) => !answered.includes(id));
		if (missing.length === 0) return undefined;
		return `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${missing.join(", ")}`;
	});
}

function unasked(messages: readonly Fields[]): string | undefined {
	return firstOf(messages, ({ role, tool_call_id }, index) => {
		if (role !== "tool") return undefined;
		const before = messages.slice(0, index).findLast((message) => message["role"] !== "tool") ?? {};
		if (idsOf(before).includes(textOf(tool_call_id))) return undefined;
		return "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.";
	});
}

/** What OpenAI's chat completions refuse with 400 before a model sees anything. */
export const COMPLETIONS_RULES: readonly Rule[] = [
	{
		name: "only known roles speak",
		problem: (asked) =>
			firstOf(messagesOf(asked), ({ role }, index) =>
				["system", "developer", "user", "assistant", "tool"].includes(textOf(role))
					? undefined
					: `Invalid value: '${role}' for 'messages[${index}].role'.`,
			),
		source: API_REFERENCE,
	},
	{
		name: "an assistant says or does something",
		problem: (asked) =>
			firstOf(messagesOf(asked), (message, index) =>
				message["role"] === "assistant" && isBlank(message["content"]) && callsOf(message).length === 0
					? `Invalid value for 'content' of messages[${index}]: expected a string, got null.`
					: undefined,
			),
		source: "openai/openai-python#1058",
	},
	{
		name: "ids of tool calls are short and unique",
		problem: (asked) =>
			firstOf(messagesOf(asked), (message, index) => {
				const ids = idsOf(message);
				const long = ids.find((id) => id.length > 40 || id === "");
				if (long !== undefined) {
					return `Invalid 'messages[${index}].tool_calls[0].id': string too long. Expected a string with maximum length 40, but got a string with length ${long.length} instead.`;
				}
				return repeated(ids) === undefined ? undefined : `Duplicate tool call id in messages[${index}].`;
			}),
		source: "pydantic/pydantic-ai#1034; BerriAI/litellm#9480",
	},
	{
		name: "arguments are JSON",
		problem: (asked) =>
			firstOf(messagesOf(asked), (message, index) =>
				callsOf(message).every((call) => isJson(fieldsOf(call["function"])["arguments"]))
					? undefined
					: `Invalid 'messages[${index}].tool_calls[0].function.arguments': expected a JSON string.`,
			),
		source: API_REFERENCE,
	},
	{
		name: "every tool call is answered at once",
		problem: (asked) => unanswered(messagesOf(asked)),
		source: API_REFERENCE,
	},
	{ name: "every tool result has its call", problem: (asked) => unasked(messagesOf(asked)), source: API_REFERENCE },
	{
		name: "only users show images",
		problem: (asked) =>
			firstOf(messagesOf(asked), ({ role, content }, index) =>
				role !== "user" && listOf(content).some(({ type }) => type === "image_url")
					? `Invalid 'messages[${index}].content': image URLs are only allowed for messages with role 'user'.`
					: undefined,
			),
		source: "vercel/ai#4907",
	},
];
