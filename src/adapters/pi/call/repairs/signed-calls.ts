import type { Api, Model } from "@earendil-works/pi-ai";
import { type Fields, isFields, type Repair } from "./repair.ts";

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
export const withSignatures: Repair = (payload, { model }) => {
	const { contents } = payload;
	if (!signsCalls(model) || !Array.isArray(contents)) return payload;
	return {
		...payload,
		contents: contents.map((content: unknown) => (isFields(content) ? withSignedCalls(content) : content)),
	};
};
