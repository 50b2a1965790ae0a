import type { CliCommand } from "./command.ts";

/** `pi-auto-router classify`: what the router takes prompts for. */
export const classifyCommand: CliCommand = {
	name: "classify",
	summary: "says what the router takes prompts for",
	details: [
		'Reads prompts from standard input, one {"text":"…"} a line, and answers each',
		'with a line {"intent":"…","confidence":0.9,"subtask":"…"}; subtask is null',
		'where there is none. A line that cannot be read is answered with {"error":"…"}',
		"and told on standard error; an empty one is skipped.",
		"",
		"Example:",
		`  echo '{"text":"Fix the login bug"}' | pi-auto-router classify`,
	],
	run: async (_, context) => (await import("../classify/answer-lines.ts")).answerLines(context),
};
