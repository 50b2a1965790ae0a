import type { Command, CompletionContext, Suggestion } from "./command.ts";
import { COMMON_OPTIONS, tokenize } from "./parse-args.ts";

/** A completion as pi's editor takes it: `value` replaces everything typed after the slash command. */
export interface Completion {
	readonly value: string;
	readonly label: string;
	readonly description?: string;
}

function commandSuggestions(commands: readonly Command[]): Suggestion[] {
	return commands.map(({ name, usage: full, briefUsage: usage = full, summary, words: [min] }) => ({
		value: min > 0 ? `${name} ` : name,
		description: usage === "" ? summary : `${usage}  ${summary}`,
	}));
}

function optionSuggestions(command: Command | undefined, given: readonly string[]): Suggestion[] {
	const specs = [...(command?.options ?? []), ...COMMON_OPTIONS].filter(({ name }) => !given.includes(name));
	return specs.map(({ name, summary }) => ({ value: name, description: summary }));
}

/** Those that begin with what was typed, then those that contain it. */
function matching(suggestions: readonly Suggestion[], typed: string): Suggestion[] {
	const wanted = typed.toLowerCase();
	const beginning = suggestions.filter(({ value }) => value.toLowerCase().startsWith(wanted));
	const containing = suggestions.filter(({ value }) => value.toLowerCase().includes(wanted));
	return [...new Set([...beginning, ...containing])];
}

function suggestionsFor(
	before: string,
	typed: string,
	commands: readonly Command[],
	context: CompletionContext,
): readonly Suggestion[] {
	const [name, ...rest] = tokenize(before);
	const command = commands.find((one) => one.name === name);
	if (typed.startsWith("-")) return optionSuggestions(command, rest);
	if (name === undefined) return commandSuggestions(commands);
	const words = rest.filter((word) => !word.startsWith("--"));
	return command?.complete(words, context) ?? [];
}

/**
 * Completes the last word of what was typed after the slash command; null where there is nothing to choose. A word that is
 * complete counts as nothing to choose, since pi's editor would spend the first Enter on the list instead of sending.
 */
export function completeCommand(
	typedText: string,
	commands: readonly Command[],
	context: CompletionContext,
): Completion[] | null {
	const before = /^(?:.*\s)?/s.exec(typedText)?.[0] ?? "";
	const typed = typedText.slice(before.length);
	const found = matching(suggestionsFor(before, typed, commands, context), typed);
	const isComplete = found.some(({ value }) => value === typed);
	const couldGoOn = found.some(({ value }) => value !== typed && value.startsWith(typed));
	if (found.length === 0 || (isComplete && !couldGoOn)) return null;
	return found.map(({ value, description }) => ({
		value: before + value,
		label: value.trimEnd(),
		...(description === undefined ? {} : { description }),
	}));
}
