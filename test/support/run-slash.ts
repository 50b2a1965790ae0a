import type { CommandContext } from "../../src/surfaces/commands/command.ts";
import { COMMANDS } from "../../src/surfaces/commands/index.ts";
import { runCommand } from "../../src/surfaces/commands/run-command.ts";
import { plainText } from "../../src/surfaces/views/line.ts";
import { aCommandContext } from "./fake-control.ts";

/** What `/auto-router` showed. */
export interface ShownView {
	readonly tone: "info" | "warning" | "error";
	/** The lines without colours, with a newline in front so that snapshots align. */
	readonly text: string;
	readonly json: unknown;
}

/** Runs what is typed after `/auto-router` against a fake control. */
export async function runSlash(typed: string, overrides: Partial<CommandContext> = {}): Promise<ShownView> {
	const { view } = await runCommand(typed, COMMANDS, aCommandContext(overrides));
	return { tone: view.tone, text: `\n${view.lines.map(plainText).join("\n")}\n`, json: view.json };
}
