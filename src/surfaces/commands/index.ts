import { circuitCommand } from "./circuit.ts";
import type { Command } from "./command.ts";
import { explainCommand } from "./explain.ts";
import { createHelpCommand } from "./help.ts";
import { listCommand } from "./list.ts";
import { reloadCommand } from "./reload.ts";
import { resetCommand } from "./reset.ts";
import { showCommand } from "./show.ts";
import { createStatusCommand } from "./status.ts";
import { switchCommand } from "./switch.ts";

/** Every sub-command, in the order in which help lists them. Help, completion and "did you mean" come from this list. */
export const COMMANDS: readonly Command[] = [
	createStatusCommand(() => COMMANDS),
	listCommand,
	showCommand,
	switchCommand,
	explainCommand,
	circuitCommand,
	reloadCommand,
	resetCommand,
	createHelpCommand(() => COMMANDS),
];
