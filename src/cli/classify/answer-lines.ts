import { classifyPrompt } from "../../core/classify/prompt/classify-prompt.ts";
import { showValue } from "../../core/config/check/issue.ts";
import { CliError } from "../cli-error.ts";
import { type CliContext, EXIT, type Outcome } from "../commands/command.ts";
import { type Line, readLines } from "../io/read-lines.ts";

const EXPECTED = 'expected one JSON object a line, such as {"text":"Fix the login bug"}';
/** More than is ever shown of a line. */
const MAX_LOOKED_AT = 400;

/** Answers each line of standard input, as long as somebody reads the answers. */
export async function answerLines({ stdin, out, err }: CliContext): Promise<Outcome> {
	if (stdin.isTTY === true) await err.write(`Reading prompts from the terminal: ${EXPECTED}. Ctrl-D ends.\n`);
	let outcome: Outcome = EXIT.ok;
	try {
		for await (const lines of readLines(stdin)) {
			const answers = lines.flatMap(answersTo);
			const problems = answers.flatMap((answer) => ("error" in answer ? [`${answer.error}\n`] : []));
			if (problems.length > 0) outcome = EXIT.wrongInput;
			await err.write(problems.join(""));
			// Leaving the loop closes standard input as well, so a reader that has enough ends everything.
			if (!(await out.write(answers.map((answer) => `${JSON.stringify(answer)}\n`).join("")))) break;
		}
	} catch (error) {
		if (error instanceof CliError || !(error instanceof Error && "code" in error)) throw error;
		throw new CliError(`Standard input cannot be read: ${error.message}.`, { cause: error });
	}
	return outcome;
}

type Answer =
	| { readonly error: string }
	| { readonly intent: string; readonly confidence: number; readonly subtask: string | null };

/** The answer to a line; none to an empty one. */
function answersTo(line: Line): Answer[] {
	const error = (problem: string) => [{ error: `standard input:${line.number} ${problem}; ${EXPECTED}` }];
	if ("problem" in line) return error(line.problem);
	if (line.text.trim() === "") return [];
	const read = readPrompt(line.text);
	if ("problem" in read) return error(read.problem);
	const { intent, confidence, subtask } = classifyPrompt(read.prompt);
	return [{ intent, confidence, subtask: subtask ?? null }];
}

function readPrompt(line: string): { readonly prompt: string } | { readonly problem: string } {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch {
		return { problem: `is ${showValue(line.slice(0, MAX_LOOKED_AT))}, which is not JSON` };
	}
	if (typeof value !== "object" || value === null || Array.isArray(value)) return { problem: `is ${showValue(value)}` };
	if (!("text" in value)) return { problem: 'has no "text"' };
	return typeof value.text === "string" ? { prompt: value.text } : { problem: `text is ${showValue(value.text)}` };
}
