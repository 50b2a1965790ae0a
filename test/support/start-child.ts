import { type ChildProcess, fork } from "node:child_process";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { onTestFinished } from "vitest";

/**
 * Bundles a script for `startChild`. Stripping types anew in each process would take several times as long as
 * what the process is started for.
 */
export async function bundleChild(script: URL, folder: string): Promise<string> {
	const outfile = join(folder, `${basename(script.pathname, ".ts")}.mjs`);
	await build({
		entryPoints: [fileURLToPath(script)],
		outfile,
		bundle: true,
		platform: "node",
		format: "esm",
		// Packages in the old module format ask for Node's own modules through `require`.
		banner: {
			js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
		},
	});
	return outfile;
}

/**
 * Starts a bundled script with an IPC channel. It is killed when the running test has finished, if it still runs
 * then.
 */
export function startChild(bundle: string, args: readonly string[]): ChildProcess {
	const child = fork(bundle, args, { execArgv: [] });
	onTestFinished(() => void child.kill("SIGKILL"));
	return child;
}
