import { cutLine } from "../views/cut-line.ts";
import type { Command, CommandContext, View } from "./command.ts";
import { commandHelp, unknownCommand } from "./help.ts";
import { COMMON_OPTIONS, parseArgs, tokenize } from "./parse-args.ts";
import { problemView, usageOf } from "./usage.ts";

/** The command that is meant: the first word, or what stands for options alone. */
function named(tokens: readonly string[]): { readonly name: string; readonly rest: readonly string[] } {
	const [first] = tokens;
	if (first !== undefined && !first.startsWith("--")) return { name: first, rest: tokens.slice(1) };
	if (tokens.includes("--help")) return { name: "help", rest: tokens.filter((token) => token !== "--help") };
	return { name: "status", rest: tokens };
}

/** What a command showed, and whether it was asked for as JSON. */
export interface CommandRun {
	readonly view: View;
	readonly isJson: boolean;
}

function tooFewOrMany({ name, usage, words: [min, max] }: Command, given: readonly string[]): string | undefined {
	if (given.length < min) return `${name} needs ${usage}.`;
	if (given.length <= max) return undefined;
	return `Not understood: ${given.slice(max).join(" ")}`;
}

async function runNamed(command: Command, tokens: readonly string[], context: CommandContext): Promise<View> {
	const parsed = parseArgs(tokens, [...(command.options ?? []), ...COMMON_OPTIONS]);
	const usage = `Usage: ${usageOf(command)}`;
	if (parsed.kind === "problem") return problemView(parsed.message, [usage], context.width);
	const { args } = parsed;
	if (args.options.has("--help")) return commandHelp(command, context.width);
	const problem = tooFewOrMany(command, args.words);
	return problem === undefined ? command.run(args, context) : problemView(problem, [usage], context.width);
}

/**
 * Carries out what was typed after the slash command. A mistyped command, option or argument does nothing but say what
 * was probably meant.
 */
export async function runCommand(
	text: string,
	commands: readonly Command[],
	context: Omit<CommandContext, "json">,
): Promise<CommandRun> {
	const tokens = tokenize(text);
	const isJson = tokens.includes("--json");
	const { name, rest } = named(tokens);
	const command = commands.find((one) => one.name === name);
	const full = command
		? await runNamed(command, rest, { ...context, json: isJson })
		: unknownCommand(name, commands, context.width);
	return { view: { ...full, lines: full.lines.map((spans) => cutLine(spans, context.width)) }, isJson };
}
