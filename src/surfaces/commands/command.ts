import type { Control } from "../../engine/control.ts";
import type { Line } from "../views/line.ts";
import type { Args, OptionSpec } from "./parse-args.ts";

/** What a command shows: lines for people and the same report as data. */
export interface View {
	readonly tone: "info" | "warning" | "error";
	readonly lines: readonly Line[];
	readonly json: unknown;
}

/** What completion may look at. */
export interface CompletionContext {
	readonly control: Control;
	readonly sessionId?: string;
}

/** What came of asking pi for another model. */
export type SwitchResult = "switched" | "no-credentials" | "unknown-model";

/** What a command may look at and do. */
export interface CommandContext extends CompletionContext {
	/** The model selected in pi; provider `auto-router` means that a route is active. */
	readonly currentModel?: { readonly provider: string; readonly id: string };
	/** The thinking level selected in pi. */
	readonly thinking?: string;
	/** Selects a model in pi. */
	switchModel(provider: string, modelId: string): Promise<SwitchResult>;
	/** Asks the user; true where there is nobody to ask. */
	confirm(title: string, question: string): Promise<boolean>;
	/** Columns of the terminal that a line may take. */
	readonly width: number;
	/** The report is wanted as JSON. */
	readonly json: boolean;
}

/** A word that may stand where the user is typing. */
export interface Suggestion {
	readonly value: string;
	readonly description?: string;
}

/** One sub-command of `/auto-router`. */
export interface Command {
	readonly name: string;
	/** One phrase for the list of commands. */
	readonly summary: string;
	/** What follows the name, for example `[route]`; empty for nothing. */
	readonly usage: string;
	/** The same for the list of commands, where the whole would not fit. */
	readonly briefUsage?: string;
	/** How many words may follow the name: at least, at most. */
	readonly words: readonly [min: number, max: number];
	/** Options besides `--json` and `--help`. */
	readonly options?: readonly OptionSpec[];
	/** What may stand after the words typed so far; filtered by the caller. */
	complete(words: readonly string[], context: CompletionContext): readonly Suggestion[];
	run(args: Args, context: CommandContext): Promise<View> | View;
}
