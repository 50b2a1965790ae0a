import { CommanderError } from "commander";
import { CliError, UsageError } from "./cli-error.ts";
import { type CliContext, EXIT } from "./commands/command.ts";
import { COMMANDS } from "./commands/index.ts";
import { createProgram } from "./create-program.ts";

/** What the program is started with. */
export interface CliStart {
	readonly args: readonly string[];
	readonly version: string;
	/** Columns of the terminal. */
	readonly columns: number;
}

/** Carries out a command line and resolves to the exit code. */
export async function runCli({ args, version, columns }: CliStart, context: CliContext): Promise<number> {
	const said = { out: "", err: "" };
	let code: number = EXIT.ok;
	const program = createProgram({
		version,
		commands: COMMANDS,
		columns,
		run: async (command, given) => {
			code = await command.run(given, context);
		},
		say: (text, to) => {
			said[to] += text;
		},
	});
	try {
		await program.parseAsync(args, { from: "user" }).catch((error: unknown) => {
			if (!(error instanceof CommanderError)) throw error;
			code = error.exitCode === 0 ? EXIT.ok : EXIT.wrongUse;
		});
		await context.err.write(said.err);
		await context.out.write(said.out);
	} catch (error) {
		if (!(error instanceof CliError)) throw error;
		await context.err.write(`error: ${error.message}\n`);
		return error instanceof UsageError ? EXIT.wrongUse : EXIT.wrongInput;
	}
	return code;
}
