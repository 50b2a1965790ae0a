import { type Asked, type Fields, fieldsOf, firstOf, listOf, type Rule, textOf } from "./rule.ts";
import { sign } from "./sign.ts";

const SIGNATURE_DOCS = "Gemini API docs: thought signatures";
const CALLING_DOCS = "Gemini API docs: function calling";

/** For calls that another model made; documented for exactly that. */
const DUMMIES = ["skip_thought_signature_validator", "context_engineering_is_the_way_to_go"];

interface Content {
	readonly role: string;
	readonly parts: readonly Fields[];
}

const contentsOf = ({ body }: Asked): readonly Content[] =>
	listOf(body["contents"]).map(({ role, parts }) => ({ role: textOf(role), parts: listOf(parts) }));
const callsIn = ({ parts }: Content): readonly Fields[] => parts.filter((part) => part["functionCall"] !== undefined);
const responsesIn = ({ parts }: Content): readonly Fields[] =>
	parts.filter((part) => part["functionResponse"] !== undefined);
const namesOf = (parts: readonly Fields[], field: string): string =>
	parts.map((part) => textOf(fieldsOf(part[field])["name"])).join(", ");

/** What a signature vouches for. */
export function signedContent(part: Fields): string {
	const { name, args } = fieldsOf(part["functionCall"]);
	return name === undefined ? textOf(part["text"]) : JSON.stringify([name, args]);
}

function isOwn(part: Fields, model: string): boolean {
	const signature = textOf(part["thoughtSignature"]);
	return DUMMIES.includes(signature) || signature === sign("google", model, signedContent(part));
}

/** The contents after the last thing the user said. */
function currentTurn(contents: readonly Content[]): readonly Content[] {
	const isSaid = (content: Content): boolean => content.role === "user" && responsesIn(content).length === 0;
	return contents.slice(contents.findLastIndex(isSaid) + 1);
}

function unsignedCall(asked: Asked): string | undefined {
	if (!/^gemini-(?:[3-9]|\d{2})/.test(asked.model)) return undefined;
	return firstOf(currentTurn(contentsOf(asked)), (content) => {
		const [first] = callsIn(content);
		if (!first || first["thoughtSignature"] !== undefined) return undefined;
		return `Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, and missing thought_signature may lead to degraded model performance. Additional data, function call \`${namesOf([first], "functionCall")}\`.`;
	});
}

/** What the Gemini API refuses with 400 before a model sees anything. */
export const GOOGLE_RULES: readonly Rule[] = [
	{
		name: "a user speaks first, and only users and models speak",
		problem(asked) {
			const contents = contentsOf(asked);
			const odd = contents.find(({ role }) => role !== "user" && role !== "model");
			if (odd) return `Please use a valid role: user, model.`;
			return contents[0]?.role === "user" ? undefined : "Please ensure that the first content is from a user.";
		},
		source: "Gemini API reference: generateContent",
	},
	{
		name: "no content and no part is empty",
		problem: (asked) =>
			firstOf(contentsOf(asked), ({ parts }, index) =>
				parts.length === 0 || parts.some((part) => Object.keys(part).length === 0 || part["text"] === "")
					? `* GenerateContentRequest.contents[${index}].parts: contents.parts must not be empty.`
					: undefined,
			),
		source: "google-gemini/gemini-cli#2305",
	},
	{
		name: "a call comes after a user or after results",
		problem: (asked) =>
			firstOf(contentsOf(asked), (content, index) =>
				callsIn(content).length > 0 && contentsOf(asked)[index - 1]?.role !== "user"
					? "Please ensure that function call turn comes immediately after a user turn or after a function response turn."
					: undefined,
			),
		source: CALLING_DOCS,
	},
	{
		name: "calls and results correspond",
		problem: (asked) =>
			firstOf(contentsOf(asked), (content, index) => {
				const next = contentsOf(asked)[index + 1];
				const called = namesOf(callsIn(content), "functionCall");
				const answered = next ? namesOf(responsesIn(next), "functionResponse") : "";
				if (called === answered) return undefined;
				return "Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.";
			}),
		source: CALLING_DOCS,
	},
	{
		name: "signatures are this model's own",
		problem: (asked) =>
			firstOf(contentsOf(asked), ({ parts }) =>
				parts.every((part) => part["thoughtSignature"] === undefined || isOwn(part, asked.model))
					? undefined
					: "Corrupted thought signature.",
			),
		source: SIGNATURE_DOCS,
	},
	{ name: "a call of the turn under way is signed", problem: unsignedCall, source: SIGNATURE_DOCS },
];
