import { isRecord } from "../../log/event-shapes.ts";
import { interned } from "./interned.ts";

/** Longer names are cut: they are kept as long as a report is made, and a log may be anybody's. */
const MAX_NAME_CHARS = 200;

/** Fields of something that was read from a log, by name. */
export type Fields = Readonly<Record<string, unknown>>;

const NO_FIELDS: Fields = {};

/** The fields of an object; none where it is something else. */
export const fieldsOf = (value: unknown): Fields => (isRecord(value) ? value : NO_FIELDS);

/** A name of bounded length; undefined for anything else and for an empty one. */
export function nameOf(value: unknown): string | undefined {
	if (typeof value !== "string" || value === "") return undefined;
	// Put together anew, since a part of a text keeps the whole of it in memory.
	return value.length <= MAX_NAME_CHARS ? value : [...value.slice(0, MAX_NAME_CHARS - 1), "…"].join("");
}

/** The same for a name that many records have. */
export function commonNameOf(value: unknown): string | undefined {
	const name = nameOf(value);
	return name === undefined ? undefined : interned(name);
}

/** Sums of larger amounts would lose their last digits, or all meaning. */
const MAX_AMOUNT = 1e15;

/** An amount, a count or a time: a number that is neither negative nor absurd; undefined for anything else. */
export function amountOf(value: unknown): number | undefined {
	return typeof value === "number" && value >= 0 && value <= MAX_AMOUNT ? value : undefined;
}

/** A value as an object with one field, to be spread; an empty one where it is undefined. */
export function given<K extends string, V>(key: K, value: V | undefined): { readonly [k in K]?: V } {
	return (value === undefined ? {} : { [key]: value }) as { readonly [k in K]?: V };
}

/** The first elements of a list; none where it is something else. */
export function listOf(value: unknown, most: number): readonly unknown[] {
	return Array.isArray(value) ? value.slice(0, most) : [];
}
