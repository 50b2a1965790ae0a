import { nearestNames } from "../../core/text/nearest.ts";
import { line, styled } from "../views/line.ts";
import { paragraph, table } from "../views/table.ts";
import type { Command, CommandContext, View } from "./command.ts";
import { COMMON_OPTIONS, type OptionSpec } from "./parse-args.ts";
import { didYouMean, headline, problemView, SLASH_COMMAND, usageOf } from "./usage.ts";

type Documented = Pick<Command, "name" | "summary" | "usage" | "briefUsage" | "options">;

function optionRow({ name, summary, takesValue }: OptionSpec): [string, string] {
	return [takesValue ? `${name} <value>` : name, summary];
}

function commandJson({ name, summary, usage, options = [] }: Documented): unknown {
	return { name, summary, usage: usageOf({ name, usage }), options: [...options, ...COMMON_OPTIONS] };
}

/** How one command is used. */
export function commandHelp(command: Documented, width: number): View {
	const rows = [...(command.options ?? []), ...COMMON_OPTIONS].map(optionRow);
	return {
		tone: "info",
		lines: [
			...paragraph(styled("strong", usageOf(command)), { width }),
			...paragraph(command.summary, { width, indent: 2 }),
			...table([{}, { wraps: true }], rows, { width, indent: 2 }),
		],
		json: commandJson(command),
	};
}

function overview(commands: readonly Documented[], width: number): View {
	const rows = commands.map(({ name, usage: full, briefUsage: usage = full, summary }) => [
		styled("accent", usage === "" ? name : `${name} ${usage}`),
		summary,
	]);
	return {
		tone: "info",
		lines: [
			headline(`/${SLASH_COMMAND} <command>`, "status when none is given"),
			...table([{ max: 38 }, { wraps: true }], rows, { width, indent: 2 }),
			line(),
			...paragraph(styled("dim", `Every command takes --json. /${SLASH_COMMAND} help <command> says more.`), { width }),
		],
		json: { commands: commands.map(commandJson) },
	};
}

function help(name: string | undefined, commands: readonly Documented[], { width }: CommandContext): View {
	if (name === undefined) return overview(commands, width);
	const command = commands.find((one) => one.name === name);
	return command ? commandHelp(command, width) : unknownCommand(name, commands, width);
}

/** Says that there is no such command, and which was probably meant. */
export function unknownCommand(name: string, commands: readonly Pick<Command, "name">[], width: number): View {
	const names = commands.map((command) => command.name);
	const list = `Commands: ${names.join(", ")}`;
	return problemView(
		`There is no command "${name}"; nothing was done.`,
		[didYouMean(nearestNames(name, names)), list],
		width,
	);
}

/** `/auto-router help`: the list of commands, or how one of them is used. */
export function createHelpCommand(commands: () => readonly Command[]): Command {
	return {
		name: "help",
		summary: "this list, or how one command is used",
		usage: "[command]",
		words: [0, 1],
		complete: (words) =>
			words.length === 0 ? commands().map(({ name, summary }) => ({ value: name, description: summary })) : [],
		run: ({ words: [name] }, context) => help(name, commands(), context),
	};
}
