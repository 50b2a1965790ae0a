import { homedir } from "node:os";
import { fileURLToPath } from "node:url";
import { createOutput } from "./cli/io/output.ts";
import { runCli } from "./cli/run-cli.ts";

/** Runs the command line of this process. The exit code is left to its end, so that everything written arrives. */
export async function main(version: string): Promise<void> {
	const { argv, env, stdin, stdout, stderr } = process;
	const columns = stdout.columns ?? 80;
	// A variable that is set to nothing counts as not set: https://no-color.org
	const hasColour = stdout.isTTY === true && !env["NO_COLOR"] && env["TERM"] !== "dumb";
	process.exitCode = await runCli(
		{ args: argv.slice(2), version, columns },
		{
			stdin,
			out: createOutput(stdout, "Standard output"),
			err: createOutput(stderr, "Standard error"),
			env,
			homeDir: homedir(),
			screen: { columns, hasColour, showsProgress: stderr.isTTY === true },
			now: Date.now,
			// One folder up from the sources as well as from the bundle.
			exampleFile: fileURLToPath(new URL("../auto-router.routes.example.json", import.meta.url)),
		},
	);
}
