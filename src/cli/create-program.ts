import { Command } from "commander";
import type { CliCommand, Given } from "./commands/command.ts";

const NAME = "pi-auto-router";

/** What the program is made of. */
export interface ProgramInput {
	readonly version: string;
	readonly commands: readonly CliCommand[];
	/** Columns that help may take. */
	readonly columns: number;
	/** Called with the command that was asked for. */
	run(command: CliCommand, given: Given): Promise<void>;
	/** Called with what the program itself has to say: help and version, or what is wrong with the arguments. */
	say(text: string, to: "out" | "err"): void;
}

/** Makes the parser of the whole command line. It throws a CommanderError where a command cannot be started. */
export function createProgram(input: ProgramInput): Command {
	const program = new Command(NAME)
		.description("Looks at what pi-auto-router does, without pi.")
		.exitOverride()
		.configureOutput({
			writeOut: (text) => input.say(text, "out"),
			writeErr: (text) => input.say(text, "err"),
			getOutHelpWidth: () => input.columns,
			getErrHelpWidth: () => input.columns,
		})
		.version(input.version, "-v, --version", "print the version")
		.helpOption("-h, --help", "say how it is used")
		.helpCommand(false)
		.showHelpAfterError(`See ${NAME} --help.`)
		.addHelpText("after", "\nExit codes: 0 all is well, 1 something is wrong with the input, 2 wrong use.");
	for (const command of input.commands) addCommand(program, command, input);
	return addHelp(program);
}

/** The library's own help command shows the list when a name is mistyped, and says nothing of that. */
function addHelp(program: Command): Command {
	const help = async (name?: string): Promise<void> => {
		if (name === undefined) program.help();
		const command = program.commands.find((one) => one.name() === name);
		// Taken for a command, it is refused as any other that does not exist.
		await (command ? command.help() : program.parseAsync([name], { from: "user" }));
	};
	program
		.command("help")
		.summary("says how a command is used")
		.description("Says how a command is used.")
		.argument("[command]", "its name; without one, all commands are listed")
		.action(help);
	return program;
}

function addCommand(program: Command, spec: CliCommand, { run }: ProgramInput): void {
	const command = program
		.command(spec.name)
		.summary(spec.summary)
		.description(`${spec.summary[0]?.toUpperCase()}${spec.summary.slice(1)}.`)
		.showHelpAfterError(`See ${NAME} ${spec.name} --help.`)
		.addHelpText("after", ["", ...spec.details].join("\n"));
	for (const [usage, summary] of spec.words ?? []) command.argument(usage, summary);
	for (const [usage, summary] of spec.options ?? []) command.option(usage, summary);
	command.action(() => run(spec, { words: command.args, options: command.opts() }));
}
