import { classifyCommand } from "./classify.ts";
import type { CliCommand } from "./command.ts";
import { qualityCommand, sessionsCommand, statsCommand } from "./reports.ts";
import { validateCommand } from "./validate.ts";

/** Every command, in the order in which help lists them. */
export const COMMANDS: readonly CliCommand[] = [
	statsCommand,
	qualityCommand,
	sessionsCommand,
	classifyCommand,
	validateCommand,
];
