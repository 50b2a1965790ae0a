import { line, styled } from "../views/line.ts";
import { fields } from "../views/table.ts";
import type { Command, CommandContext, View } from "./command.ts";

const CLEARED = "cooldowns, circuits, decision history, warnings, latency and ratings";
const KEPT = "spend, budgets, the routes file and the event log";

async function reset(_args: unknown, { control, confirm, width }: CommandContext): Promise<View> {
	const cooldowns = control.cooldowns().length;
	const circuits = control.circuits().filter(({ view }) => view.kind !== "closed").length;
	const isWanted = await confirm("Reset the router?", `This clears ${CLEARED}. It keeps ${KEPT}.`);
	if (!isWanted) return { tone: "info", lines: [line("Nothing was reset.")], json: { reset: false } };
	control.reset();
	const counts = `${cooldowns} at rest, ${circuits} ${circuits === 1 ? "circuit" : "circuits"} not closed`;
	return {
		tone: "info",
		lines: [
			line(styled("success", "Reset."), styled("dim", ` Before: ${counts}.`)),
			...fields(
				[
					["Cleared", CLEARED],
					["Kept", KEPT],
				],
				{ width },
			),
		],
		json: { reset: true, cleared: { cooldowns, circuits } },
	};
}

/** `/auto-router reset`: clears what the router has learnt, after asking. */
export const resetCommand: Command = {
	name: "reset",
	summary: "clear cooldowns, circuits and learnt figures, never spend",
	usage: "",
	words: [0, 0],
	complete: () => [],
	run: reset,
};
