import type { Readable } from "node:stream";
import type { Output } from "../io/output.ts";

/** What the program tells whoever started it: all is well, something is wrong with the input, or it was used wrongly. */
export const EXIT = { ok: 0, wrongInput: 1, wrongUse: 2 } as const;

/** What a command can tell by its end; wrong use is found before one starts. */
export type Outcome = typeof EXIT.ok | typeof EXIT.wrongInput;

/** What the screen can show, if there is one. */
export interface Screen {
	/** Columns of standard output, 80 where it is no terminal. */
	readonly columns: number;
	/** Standard output is a terminal that may show colours. */
	readonly hasColour: boolean;
	/** Standard error is a terminal, where a line may be written over. */
	readonly showsProgress: boolean;
}

/** What a command may look at and write to. */
export interface CliContext {
	readonly stdin: Readable & { readonly isTTY?: boolean };
	readonly out: Output;
	readonly err: Output;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly homeDir: string;
	readonly screen: Screen;
	/** The time of day, in epoch milliseconds. */
	readonly now: () => number;
	/** A routes file to begin with. */
	readonly exampleFile: string;
}

/** What followed the command's name. */
export interface Given {
	readonly words: readonly string[];
	/** By name without dashes, in camel case; `true` for an option without a value. */
	readonly options: Readonly<Record<string, unknown>>;
}

/** How something is written, and what it is. */
export type Described = readonly [usage: string, summary: string];

/** One command of the program. Help, checks of its words and options, and "did you mean" come from this. */
export interface CliCommand {
	readonly name: string;
	/** One phrase for the list of commands. */
	readonly summary: string;
	/** Words after the name, for example `[file]` or `<request>`. */
	readonly words?: readonly Described[];
	/** Options besides `--help`, for example `--json` or `--days <number>`. */
	readonly options?: readonly Described[];
	/** Lines that end the command's own help, with an example at least. */
	readonly details: readonly string[];
	run(given: Given, context: CliContext): Promise<Outcome>;
}
