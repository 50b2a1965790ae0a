import { type Asked, type Fields, firstOf, listOf, type Rule, textOf } from "./rule.ts";
import { requiredReasoning, sign } from "./sign.ts";

const API_REFERENCE = "OpenAI API reference: responses, input items";
const REASONING_DOCS = "OpenAI docs: reasoning items, encrypted reasoning";
const MAX_ID_CHARS = 64;

const PREFIXES: Readonly<Record<string, string>> = { reasoning: "rs_", message: "msg_", function_call: "fc_" };

const itemsOf = ({ body }: Asked): readonly Fields[] => listOf(body["input"]);
const typeOf = ({ type, role }: Fields): string => textOf(type) || (role === undefined ? "" : "message");
const ofType = (asked: Asked, type: string): readonly Fields[] =>
	itemsOf(asked).filter((item) => typeOf(item) === type);
/** Over a WebSocket only what is new is sent, and the service remembers the rest. */
const isWhole = ({ body }: Asked): boolean => body["previous_response_id"] === undefined;

function summaryOf(item: Fields): string {
	return listOf(item["summary"])
		.map(({ text }) => textOf(text))
		.join("");
}

function withoutReasoning(asked: Asked): string | undefined {
	const seen = new Set<string>();
	return firstOf(itemsOf(asked), (item) => {
		const id = textOf(item["id"]);
		if (typeOf(item) === "reasoning") seen.add(id);
		const required = requiredReasoning(id);
		if (required === undefined || seen.has(required)) return undefined;
		return `Item '${id}' of type '${typeOf(item)}' was provided without its required 'reasoning' item: '${required}'.`;
	});
}

function withoutFollower(asked: Asked): string | undefined {
	const items = itemsOf(asked);
	return firstOf(items, (item, index) => {
		if (typeOf(item) !== "reasoning") return undefined;
		const next = items[index + 1];
		const follows = next && (next["role"] === "assistant" || ["reasoning", "function_call"].includes(typeOf(next)));
		return follows
			? undefined
			: `Item '${item["id"]}' of type 'reasoning' was provided without its required following item.`;
	});
}

/** What OpenAI's Responses API refuses with 400 before a model sees anything. */
export const RESPONSES_RULES: readonly Rule[] = [
	{
		name: "ids have the prefix of their kind and are short",
		problem: (asked) =>
			firstOf(itemsOf(asked), (item, index) => {
				const { id, call_id } = item;
				const prefix = PREFIXES[typeOf(item)];
				if (id !== undefined && prefix !== undefined && !textOf(id).startsWith(prefix)) {
					return `Invalid 'input[${index}].id': '${id}'. Expected an ID that begins with '${prefix.slice(0, -1)}'.`;
				}
				const long = [id, call_id].map(textOf).find((value) => value.length > MAX_ID_CHARS);
				if (long === undefined) return undefined;
				return `Invalid 'input[${index}].id': string too long. Expected a string with maximum length ${MAX_ID_CHARS}, but got a string with length ${long.length} instead.`;
			}),
		source: "openai/codex#4063; AnswerDotAI/fastllm#45",
	},
	{
		name: "every function call has its output",
		problem(asked) {
			const answered = ofType(asked, "function_call_output").map((item) => textOf(item["call_id"]));
			const missing = ofType(asked, "function_call").find((item) => !answered.includes(textOf(item["call_id"])));
			return missing && `No tool output found for function call ${missing["call_id"]}.`;
		},
		source: "openai/openai-agents-python#673",
	},
	{
		name: "every function output has its call",
		problem(asked) {
			if (!isWhole(asked)) return undefined;
			const called = ofType(asked, "function_call").map((item) => textOf(item["call_id"]));
			const orphan = ofType(asked, "function_call_output").find((item) => !called.includes(textOf(item["call_id"])));
			return orphan && `No tool call found for function call output with call_id ${orphan["call_id"]}.`;
		},
		source: "openai/openai-agents-python#673",
	},
	{
		name: "reasoning is this model's own",
		problem: (asked) =>
			firstOf(ofType(asked, "reasoning"), (item) =>
				item["encrypted_content"] === sign("openai", asked.model, summaryOf(item))
					? undefined
					: `The encrypted content for item ${item["id"]} could not be verified. Reason: Encrypted content could not be decrypted or parsed.`,
			),
		source: "openai/codex#17541; openai/openai-agents-python#1828",
	},
	{ name: "reasoning is followed by what it led to", problem: withoutFollower, source: REASONING_DOCS },
	{ name: "what followed reasoning comes back with it", problem: withoutReasoning, source: REASONING_DOCS },
	{
		name: "images are data or an address",
		problem: (asked) =>
			firstOf(itemsOf(asked), ({ content, output }, index) =>
				[...listOf(content), ...listOf(output)].some(
					({ type, image_url }) => type === "input_image" && !/^(?:data:image\/|https?:)/.test(textOf(image_url)),
				)
					? `Invalid 'input[${index}]': expected a valid image URL.`
					: undefined,
			),
		source: API_REFERENCE,
	},
];

/** What the backend of ChatGPT plans refuses beside that. */
export const CODEX_RULES: readonly Rule[] = [
	...RESPONSES_RULES,
	{
		name: "nothing is stored, everything is streamed, instructions are given",
		problem({ body }) {
			if (body["store"] !== false) return "Store must be set to false";
			if (body["stream"] !== true && body["type"] !== "response.create") return "Stream must be set to true";
			return textOf(body["instructions"]) === "" ? "Instructions are required" : undefined;
		},
		source: "openai/codex, codex-rs/core client; openclaw/openclaw#4512",
	},
];
