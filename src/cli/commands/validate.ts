import type { CliCommand } from "./command.ts";

/** `pi-auto-router validate`: what is wrong with a routes file. */
export const validateCommand: CliCommand = {
	name: "validate",
	summary: "says what is wrong with a routes file",
	words: [["[file]", "the file, or - for standard input (default: the one of pi's agent directory)"]],
	options: [["--json", 'print {"path", "issues"} as JSON']],
	details: [
		"An error costs an entry or the whole file, and ends with exit code 1; a warning",
		"costs nothing.",
		"Whether model ids exist is not checked: only pi knows its models.",
		"",
		"Examples:",
		"  pi-auto-router validate",
		"  pi-auto-router validate --json auto-router.routes.json",
	],
	run: async (given, context) => (await import("../validate/validate-file.ts")).validateFile(given, context),
};
