import type { ExtensionAPI, ExtensionCommandContext } from "@earendil-works/pi-coding-agent";
import { plainText, themedText } from "../views/line.ts";
import type { CommandContext, CompletionContext, View } from "./command.ts";
import { completeCommand } from "./complete.ts";
import { COMMANDS } from "./index.ts";
import { type CommandRun, runCommand } from "./run-command.ts";
import { SLASH_COMMAND } from "./usage.ts";

/** What the slash command is made from. */
export interface RegisterInput {
	readonly pi: Pick<ExtensionAPI, "registerCommand">;
	/** Makes what a command needs from pi's context. `width` is that of the terminal. */
	readonly contextOf: (ctx: ExtensionCommandContext) => Promise<Omit<CommandContext, "json">>;
	/** What completion may look at; undefined before a session is open. */
	readonly completionContext: () => CompletionContext | undefined;
	/** Prints where pi has no UI (print and json mode). */
	readonly write: (text: string) => void;
}

/** pi sets notifications off from both edges of the terminal by one column (0.87.1 and 1.5.2). */
const NOTIFY_MARGINS = 2;
const NARROWEST = 40;

/** Parts of pi's context that say how something can be shown. */
type Screen = Pick<ExtensionCommandContext, "mode" | "hasUI" | "ui">;

/** Ends the faint print that some themes mean by "dim": pi gives it to every notification of the tone `info`. */
const NOT_FAINT = "\u001b[22m";

/** Warnings and errors are left to pi's own colour, which it gives to the whole text. */
function textOf({ lines, tone }: View, { mode, ui }: Screen): string {
	const isColoured = mode === "tui" && tone === "info";
	if (isColoured) return NOT_FAINT + lines.map((spans) => themedText(spans, ui.theme)).join("\n");
	return lines.map((spans) => plainText(spans).trimEnd()).join("\n");
}

/** Shows a view the way the mode allows, so that it is never lost. */
function showView({ view, isJson }: CommandRun, screen: Screen, write: (text: string) => void): void {
	const text = isJson ? JSON.stringify(view.json, null, 2) : textOf(view, screen);
	// In the terminal pi puts "Error:" in front of an error, which would no longer be JSON.
	const tone = isJson && screen.mode === "tui" ? "info" : view.tone;
	if (screen.hasUI) screen.ui.notify(text, tone);
	else write(`${text}\n`);
}

function widthFor(width: number, { mode }: Screen): number {
	return Math.max(NARROWEST, mode === "tui" ? width - NOTIFY_MARGINS : width);
}

/** Registers `/auto-router` with all its sub-commands and their completion. */
export function registerCommands({ pi, contextOf, completionContext, write }: RegisterInput): void {
	pi.registerCommand(SLASH_COMMAND, {
		description: "Routing of requests: status, list, show, switch, explain, reload, help and more",
		getArgumentCompletions: (typed) => {
			const context = completionContext();
			return context === undefined ? null : completeCommand(typed, COMMANDS, context);
		},
		handler: async (text, ctx) => {
			const context = await contextOf(ctx);
			const run = await runCommand(text, COMMANDS, { ...context, width: widthFor(context.width, ctx) });
			showView(run, ctx, write);
		},
	});
}
