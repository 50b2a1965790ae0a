import { aliasesCommand, resolveCommand } from "./aliases.ts";
import { balanceCommand } from "./balance.ts";
import { budgetCommand } from "./budget.ts";
import { circuitCommand } from "./circuit.ts";
import { classifyCommand } from "./classify.ts";
import type { Command } from "./command.ts";
import { debugCommand } from "./debug.ts";
import { decisionsCommand } from "./decisions.ts";
import { doctorCommand } from "./doctor.ts";
import { explainCommand } from "./explain.ts";
import { healthCommand } from "./health.ts";
import { createHelpCommand } from "./help.ts";
import { listCommand } from "./list.ts";
import { modelsCommand } from "./models.ts";
import { rateCommand } from "./rate.ts";
import { reloadCommand } from "./reload.ts";
import { resetCommand } from "./reset.ts";
import { rulesCommand } from "./rules.ts";
import { searchCommand } from "./search.ts";
import { shadowCommand } from "./shadow.ts";
import { shortcutsCommand } from "./shortcuts.ts";
import { showCommand } from "./show.ts";
import { createStatusCommand } from "./status.ts";
import { switchCommand } from "./switch.ts";
import { testResolveCommand } from "./test-resolve.ts";
import { uviCommand } from "./uvi.ts";

/** Every sub-command, in the order in which help lists them. Help, completion and "did you mean" come from this list. */
export const COMMANDS: readonly Command[] = [
	createStatusCommand(() => COMMANDS),
	listCommand,
	showCommand,
	switchCommand,
	searchCommand,
	aliasesCommand,
	resolveCommand,
	modelsCommand,
	explainCommand,
	decisionsCommand,
	rateCommand,
	shortcutsCommand,
	rulesCommand,
	shadowCommand,
	circuitCommand,
	budgetCommand,
	balanceCommand,
	uviCommand,
	healthCommand,
	doctorCommand,
	debugCommand,
	classifyCommand,
	testResolveCommand,
	reloadCommand,
	resetCommand,
	createHelpCommand(() => COMMANDS),
];
