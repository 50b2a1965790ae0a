import { instantOf } from "../../classify/hints/time-value.ts";

/** A JSON object of somebody else: anything may stand under any name. */
export type Fields = Readonly<Record<string, unknown>>;

const NO_FIELDS: Fields = {};
const MAX_ITEMS = 20;
const MAX_NUMBER_LENGTH = 40;
const MAX_NAME_LENGTH = 60;
const SECOND_MS = 1_000;

/** True for a JSON object; an array is none. */
export function isFields(value: unknown): value is Fields {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object, or an empty one where there is none. */
export function fieldsOf(value: unknown): Fields {
	return isFields(value) ? value : NO_FIELDS;
}

/** The objects of a list, of a long one the first twenty; none where there is no list. */
export function fieldsListOf(value: unknown): readonly Fields[] {
	return Array.isArray(value) ? value.slice(0, MAX_ITEMS).filter(isFields) : [];
}

const PLAIN = /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d{1,3})?$/i;
const WITH_THOUSANDS = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;

function parsed(text: string): number {
	if (PLAIN.test(text)) return Number(text);
	return WITH_THOUSANDS.test(text) ? Number(text.replaceAll(",", "")) : Number.NaN;
}

/** A finite number, or a text that is one in full, such as `1,234,567.00`. Everything else is undefined, never zero. */
export function numberOf(value: unknown): number | undefined {
	const isText = typeof value === "string" && value.length <= MAX_NUMBER_LENGTH;
	const number = isText ? parsed(value.trim()) : value;
	return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

/** A number of epoch seconds, as milliseconds. */
export function epochSecondsOf(value: unknown): number | undefined {
	const seconds = numberOf(value);
	return seconds === undefined ? undefined : seconds * SECOND_MS;
}

/** Epoch milliseconds of an ISO date; one without a zone is taken at UTC. Fractions of a second are dropped. */
export function isoInstantOf(value: unknown): number | undefined {
	return typeof value === "string" && value.length <= MAX_NAME_LENGTH ? instantOf(value.trim()) : undefined;
}

const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._:+/-]*$/u;

/** A short name without anything that could steer a terminal; undefined for any other text. */
export function nameOf(value: unknown): string | undefined {
	if (typeof value !== "string" || value.length > MAX_NAME_LENGTH) return undefined;
	const name = value.trim();
	return NAME.test(name) ? name : undefined;
}
