import { readConfigFile, readConfigStream } from "../../adapters/node/config-file.ts";
import { resolvePaths } from "../../adapters/node/paths.ts";
import { type ConfigIssue, describeIssue } from "../../core/config/check/issue.ts";
import { defaultConfig } from "../../core/config/defaults.ts";
import type { ConfigRead } from "../../core/config/next-config.ts";
import { type ParsedConfig, parseConfig } from "../../core/config/parse.ts";
import { type CliContext, EXIT, type Given, type Outcome } from "../commands/command.ts";
import { describeResult } from "./describe-result.ts";

const STDIN = "-";

/** Prints what is wrong with the file that is named, or with that of pi's agent directory. */
export async function validateFile({ words: [file], options }: Given, context: CliContext): Promise<Outcome> {
	const defaultFile = resolvePaths(context.env, context.homeDir).configFile;
	const path = file === STDIN ? "<stdin>" : (file ?? defaultFile);
	const parsed = parse(path, await read(file ?? defaultFile, context), context);
	const { issues } = parsed;
	const report =
		options["json"] === true ? `${JSON.stringify({ path, issues }, undefined, 2)}\n` : inLines(path, parsed);
	await context.out.write(report);
	return issues.some(({ severity }) => severity === "error") ? EXIT.wrongInput : EXIT.ok;
}

async function read(file: string, { stdin, err }: CliContext): Promise<ConfigRead> {
	if (file !== STDIN) return readConfigFile(file);
	if (stdin.isTTY === true) await err.write("Reading a routes file from the terminal. Ctrl-D ends it.\n");
	return readConfigStream(stdin);
}

/** Every built-in route counts as there: which of them pi has models for cannot be known here. */
const DEFAULTS = defaultConfig(() => true);

function parse(path: string, found: ConfigRead, { exampleFile }: CliContext): ParsedConfig {
	switch (found.kind) {
		case "text":
			return parseConfig(found.text, { path, defaults: DEFAULTS });
		case "missing":
			return unusable(
				path,
				`does not exist; copy ${exampleFile} there to have one (without a file pi uses the built-in routes)`,
			);
		case "unreadable":
			return unusable(path, `cannot be read: ${found.reason}; expected a text file in UTF-8, or - for standard input`);
	}
}

function unusable(file: string, message: string): ParsedConfig {
	return { kind: "unreadable", issues: [{ severity: "error", code: "unreadable", file, path: "", message }] };
}

function inLines(path: string, parsed: ParsedConfig): string {
	const lines = parsed.issues.map((issue: ConfigIssue) => `${issue.severity}: ${describeIssue(issue)}`);
	const result = parsed.kind === "ok" ? [describeResult(path, parsed, DEFAULTS)] : [];
	return [...lines, ...result, ""].join("\n");
}
