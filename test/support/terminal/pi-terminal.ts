import { onTestFinished } from "vitest";
import type { AgentHome } from "../pi/agent-home.ts";
import type { PiVersion } from "../pi/pi-package.ts";
import { type LaunchOptions, piCommand } from "../pi/spawn-pi.ts";
import type { TerminalSize } from "./pseudo-terminal.ts";
import { openTerminal, type Terminal } from "./terminal.ts";

/** How pi is started in a terminal. */
export interface PiTerminalOptions extends LaunchOptions {
	/** Default: 100 columns and 30 rows. */
	readonly size?: TerminalSize;
}

/** pi in a terminal. */
export interface PiTerminal extends Terminal {
	/** Types a prompt or a command and sends it once pi shows it. */
	send(prompt: string): Promise<void>;
}

const USUAL: TerminalSize = { columns: 100, rows: 30 };

/** The empty line to type into, between its two rules. */
const EMPTY_PROMPT = /^─+\n\n─+$/m;

/** Starts pi's own user interface and waits until it can be typed into. It is closed when the running test has finished, if not before. */
export async function openPiTerminal(
	version: PiVersion,
	home: AgentHome,
	args: readonly string[],
	options: PiTerminalOptions = {},
): Promise<PiTerminal> {
	const { size = USUAL, ...launch } = options;
	const terminal = await openTerminal(piCommand(version, home, args, launch), size);
	onTestFinished(() => terminal.close());
	await terminal.waitFor(EMPTY_PROMPT);
	return {
		...terminal,
		async send(prompt) {
			terminal.type(prompt);
			await terminal.waitFor((screen) => screen.includes(`\n${prompt}`));
			terminal.press("enter");
		},
	};
}
