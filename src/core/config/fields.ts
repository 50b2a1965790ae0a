import * as v from "valibot";

/** `"a", "b" or "c"`: how a choice is put to people. */
export function oneOf(choices: readonly string[]): string {
	const quoted = choices.map((choice) => JSON.stringify(choice));
	return [quoted.slice(0, -1).join(", "), ...quoted.slice(-1)].filter(Boolean).join(" or ");
}

const TEXT = "a text that is not empty";
/** Any text with something to see in it. */
export const text = v.pipe(v.string(TEXT), v.regex(/\S/, TEXT));

const GLOB = "a glob with at most three * in each part of the path";
/** Some patterns with many wildcards in one name take seconds to match. */
const MAX_STARS = 3;

/** A glob for a directory. */
export const glob = v.pipe(
	v.string(GLOB),
	v.regex(/\S/, GLOB),
	v.maxLength(1_000, GLOB),
	v.check(
		(value) => value.split("/").every((part) => part.replaceAll("**", "*").split("*").length - 1 <= MAX_STARS),
		GLOB,
	),
);

/** True or false. */
export const flag = v.boolean("true or false");

/** One of a few words. The message of every field says what is expected, so that it can be shown as it stands. */
export function choice<const T extends readonly string[]>(options: T) {
	return v.picklist(options, oneOf(options));
}

/** A whole number between two bounds, both included. */
export function wholeNumber(min: number, max: number, expected: string) {
	return v.pipe(v.number(expected), v.integer(expected), v.minValue(min, expected), v.maxValue(max, expected));
}

/** A number of tokens. */
export const tokenCount = wholeNumber(1, 1_000_000_000, "a whole number of tokens above 0");

/** A day: longer waits would also overflow the timers of some platforms. */
const MAX_TIMEOUT_MS = 86_400_000;
/** A time to wait, in milliseconds. */
export const milliseconds = wholeNumber(1, MAX_TIMEOUT_MS, "a whole number of milliseconds from 1 to 86400000 (a day)");

/** A number between two bounds, both included. */
export function numberBetween(min: number, max: number, expected: string) {
	return v.pipe(v.number(expected), v.minValue(min, expected), v.maxValue(max, expected));
}

/** A part of a whole. */
export const share = numberBetween(0, 1, "a share from 0 to 1 (0.8 is 80 %)");

/** An amount of US dollars. */
export const usd = v.pipe(
	numberBetween(0, 1e9, "an amount in US dollars above 0"),
	v.gtValue(0, "an amount in US dollars above 0"),
);

/** Nothing that moves the cursor of a terminal. Not part of the patterns, which editors read in other dialects. */
function printable(expected: string) {
	return v.check((value: string) => !/\p{Cc}/u.test(value), expected);
}

const PROVIDER = 'a provider id as pi lists it, without "/" or blanks';
/** A provider id, for example `openai-codex`. */
export const providerId = v.pipe(v.string(PROVIDER), v.regex(/^[^\s/]+$/, PROVIDER), printable(PROVIDER));

const MODEL = "a model id as pi lists it, without blanks";
/** A model id, for example `gpt-6-sol`. It may contain slashes. */
export const modelId = v.pipe(v.string(MODEL), v.regex(/^\S+$/, MODEL), printable(MODEL));

const REFERENCE = '"provider/modelId" or "auto-router/<route>"';
/** A model or a route named in one word. The first slash ends the provider. */
export const modelReference = v.pipe(v.string(REFERENCE), v.regex(/^[^\s/:]+\/\S+$/, REFERENCE), printable(REFERENCE));

const NAME = 'a name without blanks, "/" or "@"';
/** Name of a route or an alias: it is typed after `auto-router/` and after `@`. */
export const entryName = v.pipe(v.string(NAME), v.regex(/^[^\s/@]+$/, NAME), printable(NAME));

const CLOCK = 'a time of day from "00:00" to "23:59"';
/** A time of day on a 24 hour clock. */
export const timeOfDay = v.pipe(v.string(CLOCK), v.regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, CLOCK));

const DURATION = 'a length such as "30m", "5h", "7d" or "2w"';
/** A length of time: a whole number and m, h, d or w. */
export const duration = v.pipe(v.string(DURATION), v.regex(/^[1-9]\d{0,4}[mhdw]$/, DURATION));

const ZONE = 'an IANA time zone such as "Europe/Berlin"';
/** A time zone that the JavaScript engine knows. */
export const timeZone = v.pipe(v.string(ZONE), v.check(isTimeZone, ZONE));

function isTimeZone(name: string): boolean {
	try {
		return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
	} catch {
		return false;
	}
}

const ENDPOINT = "an https address (http only on this machine), without user name or password";
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** An address that a credential may be sent to: https, or plain http on this machine. */
export const balanceEndpoint = v.pipe(v.string(ENDPOINT), v.check(isSafeEndpoint, ENDPOINT));

function isSafeEndpoint(address: string): boolean {
	const url = URL.parse(address);
	if (url?.username !== "" || url.password !== "") return false;
	return url.protocol === "https:" || (url.protocol === "http:" && LOOPBACK.test(url.hostname));
}

/** A list with at least one entry. */
export function list<const TItem extends v.GenericSchema<unknown, unknown>>(item: TItem, expected: string) {
	return v.pipe(v.array(item, expected), v.minLength(1, expected));
}

/** One entry, or a list of them; always read as a list. `about` is the sentence that editors show for it. */
export function oneOrMany<const TItem extends v.GenericSchema<unknown, unknown>>(
	item: TItem,
	expected: string,
	about = `${expected}, or a list of such`,
) {
	const many = `${expected}, or a list of such`;
	return v.pipe(
		v.union([item, list(item, many)], many),
		// Not behind the transformation, where a description is lost to editors.
		v.description(about),
		v.transform((input): v.InferOutput<TItem>[] => (Array.isArray(input) ? input : [input])),
	);
}

/** A key that may be left out, with the sentence that editors show for it. */
export function optional<const TSchema extends v.GenericSchema<unknown, unknown>>(schema: TSchema, about: string) {
	return v.pipe(v.exactOptional(schema), v.description(about));
}

/** A key that has a value of its own when it is left out. */
export function withDefault<
	const TSchema extends v.GenericSchema<unknown, unknown>,
	const TDefault extends v.InferInput<TSchema>,
>(schema: TSchema, value: TDefault, about: string) {
	return v.pipe(
		v.optional(schema, () => value),
		v.description(about),
	);
}
