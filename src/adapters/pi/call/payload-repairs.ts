import type { Api, AssistantMessage, Model, TranscriptContext } from "@earendil-works/pi-ai";
import { isForeign } from "./transcript.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What a repair looks at besides the payload: whom it is for, and what was said so far. */
interface RepairContext {
	readonly model: Model<Api>;
	readonly context: TranscriptContext;
}

/** Mends a payload that another model's part in the conversation made unacceptable; returns it as it is otherwise. */
type Repair = (payload: Fields, context: RepairContext) => Fields;

const isFields = (value: unknown): value is Fields =>
	typeof value === "object" && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);

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
const withoutImpossibleThinking: Repair = (payload, context) => {
	const { thinking, messages, max_tokens: maxTokens } = payload;
	if (!isFields(thinking) || thinking["type"] !== "enabled") return payload;
	const isTooLarge = Number(thinking["budget_tokens"]) >= Number(maxTokens);
	return isTooLarge || lacksOwnThinking(messages, context) ? { ...payload, thinking: { type: "disabled" } } : payload;
};

/** Gemini takes this for the signature of a call that it did not make. Source: ai.google.dev, "Thought signatures". */
const SIGNATURE_OF_OTHERS = "skip_thought_signature_validator";
/** The first family that refuses calls without a signature. */
const FIRST_SIGNING_GEMINI = 3;

function signsCalls({ id }: Model<Api>): boolean {
	const family = /^gemini-(?:live-)?(\d+)/.exec(id.toLowerCase())?.[1];
	return family !== undefined && Number(family) >= FIRST_SIGNING_GEMINI;
}

/** The first of several calls at once carries the signature of all. */
function withSignedCalls(content: Fields): Fields {
	const { parts } = content;
	if (!Array.isArray(parts)) return content;
	const first = parts.findIndex((part) => isFields(part) && part["functionCall"] !== undefined);
	const call: unknown = parts[first];
	if (!isFields(call) || call["thoughtSignature"] !== undefined) return content;
	return { ...content, parts: parts.with(first, { ...call, thoughtSignature: SIGNATURE_OF_OTHERS }) };
}

/** Calls that another model made get the signature that stands for none, in every turn, so that the prefix stays the same. */
const withSignatures: Repair = (payload, { model }) => {
	const { contents } = payload;
	if (!signsCalls(model) || !Array.isArray(contents)) return payload;
	return {
		...payload,
		contents: contents.map((content: unknown) => (isFields(content) ? withSignedCalls(content) : content)),
	};
};

const REPAIRS: ReadonlyMap<string, Repair> = new Map([
	["anthropic-messages", withoutImpossibleThinking],
	["google-generative-ai", withSignatures],
	["google-vertex", withSignatures],
]);

/**
 * The payload as its service takes it, although another model had a part in the conversation. Works on copies and
 * returns the payload itself where nothing has to change.
 */
export function repairPayload(payload: unknown, context: RepairContext): unknown {
	const repair = REPAIRS.get(context.model.api);
	return repair && isFields(payload) ? repair(payload, context) : payload;
}
