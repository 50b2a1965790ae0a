import { Readable } from "node:stream";
import type { Screen } from "../../src/cli/commands/command.ts";
import { runCli } from "../../src/cli/run-cli.ts";
import type { BinResult } from "./run-bin.ts";

/** What the command line finds when it runs inside this process. */
export interface InsideOptions {
	/** Standard input, which is empty without it. */
	readonly input?: string | Buffer;
	readonly homeDir?: string;
	readonly env?: Readonly<Record<string, string>>;
	readonly screen?: Partial<Screen>;
}

/** The time at which it is now, in there. */
const INSIDE_NOW_MS = Date.parse("2026-11-24T12:00:00Z");

/** Runs the command line inside this process, which is a hundred times as fast as starting one. */
export async function runInside(args: readonly string[], options: InsideOptions = {}): Promise<BinResult> {
	const { input = "", homeDir = "/nowhere", env = {}, screen = {} } = options;
	const said = { stdout: "", stderr: "" };
	const into = (name: keyof typeof said) => ({
		write: async (text: string) => {
			said[name] += text;
			return true;
		},
	});
	const context = {
		stdin: Readable.from(input.length === 0 ? [] : [Buffer.from(input)]),
		out: into("stdout"),
		err: into("stderr"),
		env,
		homeDir,
		screen: { columns: 80, hasColour: false, showsProgress: false, ...screen },
		now: () => INSIDE_NOW_MS,
		exampleFile: "/example.json",
	};
	const code = await runCli({ args, version: "1.0.0", columns: 80 }, context);
	return { code, ...said };
}
