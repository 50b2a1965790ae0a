import { type Fields, isFields, listOf, type Repair } from "./repair.ts";

const isResponse = (part: Fields): boolean => part["functionResponse"] !== undefined;
const hasResponse = ({ parts }: Fields): boolean => listOf(parts).some(isResponse);

/** What a user said between two answers, with all function responses in its first content. */
function together(contents: readonly Fields[]): readonly Fields[] {
	const [first] = contents;
	if (!first || contents.filter(hasResponse).length < 2) return contents;
	const responses = contents.flatMap(({ parts }) => listOf(parts).filter(isResponse));
	const others = contents
		.map((content) => ({ ...content, parts: listOf(content["parts"]).filter((part) => !isResponse(part)) }))
		.filter(({ parts }) => parts.length > 0);
	return [{ ...first, parts: responses }, ...others];
}

/**
 * pi (0.87.1 and 1.5.2) sends the pictures of a result in a content of their own, for Gemini before 3 takes none within a
 * function response. Between the results of parallel calls that content divides them, and Gemini counts too few.
 * Source: "number of function response parts", google-gemini/gemini-cli#3814.
 */
export const withResponsesTogether: Repair = (payload) => {
	const { contents } = payload;
	if (!Array.isArray(contents) || !contents.every(isFields)) return payload;
	const sorted: Fields[] = [];
	let said: Fields[] = [];
	for (const content of contents) {
		if (content["role"] === "user") {
			said.push(content);
			continue;
		}
		sorted.push(...together(said), content);
		said = [];
	}
	sorted.push(...together(said));
	return sorted.every((content, place) => content === contents[place]) ? payload : { ...payload, contents: sorted };
};
