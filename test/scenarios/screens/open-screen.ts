import type { PiVersion } from "../../support/pi/pi-package.ts";
import { ROUTE, type Scenario } from "../../support/scenario.ts";
import { openPiTerminal, type PiTerminal, type PiTerminalOptions } from "../../support/terminal/pi-terminal.ts";

/** The router's line in pi's footer. */
export const FOOTER = /^swe → .*$/m;

/** pi's own user interface on the scenario's route, once the router's line is in the footer. */
export async function openScreen(
	version: PiVersion,
	scenario: Scenario,
	{ args = ["--model", ROUTE], ...options }: PiTerminalOptions & { readonly args?: readonly string[] } = {},
): Promise<PiTerminal> {
	const pi = await openPiTerminal(version, scenario.home, args, options);
	await pi.waitFor(FOOTER);
	return pi;
}

/** The lines in which this can be read. */
export function linesWith(lines: readonly string[], words: string | RegExp): string[] {
	return lines.filter((line) => (typeof words === "string" ? line.includes(words) : words.test(line)));
}
