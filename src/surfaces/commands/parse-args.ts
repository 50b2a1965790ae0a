import { nearestNames } from "../../core/text/nearest.ts";

/** An option of a command. */
export interface OptionSpec {
	/** With its dashes, for example `--json`. */
	readonly name: string;
	readonly summary: string;
	/** A word follows, for example `--tags a,b`. */
	readonly takesValue?: boolean;
}

/** What follows a command's name. The value of an option without one is empty. */
export interface Args {
	readonly words: readonly string[];
	readonly options: ReadonlyMap<string, string>;
}

/** Options that every command knows. */
export const COMMON_OPTIONS: readonly OptionSpec[] = [
	{ name: "--json", summary: "print the report as JSON" },
	{ name: "--help", summary: "say how the command is used" },
];

/**
 * Parts of a word: text in double or single quotes, or anything else up to a blank. An open quote ends with the line. A
 * single quote opens only where a word or a value begins; elsewhere it is an apostrophe.
 */
const WORD = /(?:"[^"]*"?|(?<![^\s=])'[^']*'?|[^\s"])+/g;
const QUOTED = /"([^"]*)"?|(?<![^=])'([^']*)'?/g;

/** The words of a line. Quotes keep blanks together and are taken off. */
export function tokenize(text: string): string[] {
	const words = text.match(WORD) ?? [];
	return words.map((word) => word.replace(QUOTED, (_, double?: string, single?: string) => double ?? single ?? ""));
}

/** The arguments, or what is wrong with them. */
export type ParsedArgs =
	| { readonly kind: "args"; readonly args: Args }
	| { readonly kind: "problem"; readonly message: string };

function unknownOption(name: string, specs: readonly OptionSpec[]): string {
	const [meant] = nearestNames(
		name,
		specs.map((spec) => spec.name),
	);
	return meant === undefined ? `Unknown option ${name}.` : `Unknown option ${name}; did you mean ${meant}?`;
}

/** An option, and whether it used up the word after it. */
type ParsedOption =
	| { readonly kind: "option"; readonly name: string; readonly value: string; readonly tookNext: boolean }
	| { readonly kind: "problem"; readonly message: string };

function parseOption(token: string, next: string | undefined, specs: readonly OptionSpec[]): ParsedOption {
	const [name = "", given] = token.split(/=(.*)/s);
	const spec = specs.find((one) => one.name === name);
	if (!spec) return { kind: "problem", message: unknownOption(name, specs) };
	if (!spec.takesValue) {
		if (given !== undefined) return { kind: "problem", message: `Option ${name} takes no value.` };
		return { kind: "option", name, value: "", tookNext: false };
	}
	const value = given ?? next;
	if (value === undefined) return { kind: "problem", message: `Option ${name} needs a value.` };
	return { kind: "option", name, value, tookNext: given === undefined };
}

/** Sorts words into options and the rest. After `--` everything is a word. */
export function parseArgs(tokens: readonly string[], specs: readonly OptionSpec[]): ParsedArgs {
	const end = tokens.indexOf("--");
	const words: string[] = [];
	const options = new Map<string, string>();
	const queue = end < 0 ? [...tokens] : tokens.slice(0, end);
	for (let token = queue.shift(); token !== undefined; token = queue.shift()) {
		if (!token.startsWith("--")) {
			words.push(token);
			continue;
		}
		const option = parseOption(token, queue[0], specs);
		if (option.kind === "problem") return option;
		if (option.tookNext) queue.shift();
		options.set(option.name, option.value);
	}
	return { kind: "args", args: { words: end < 0 ? words : [...words, ...tokens.slice(end + 1)], options } };
}
