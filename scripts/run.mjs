// Runs one of the project's tasks: node scripts/run.mjs <task> [arguments…]
//
// Whatever the task needs is installed first, and the task runs on the project's own Node. So a fresh checkout needs
// git, npm and Node 20, and nothing else. Plain JavaScript, because it runs before anything is installed.

import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, join } from "node:path";
import { binaries, bootstrap, localNode, outerEnvironment, root } from "./bootstrap.mjs";

/**
 * What each task runs: a function from the task's arguments to named steps, each the arguments of one `node`. All steps
 * run, even after one has failed. `needsPi` tasks find the newest supported pi in `.cache/`.
 */
const TASKS = {
	/** Everything a commit must pass; names of steps as arguments run those alone. */
	check: {
		steps: (names) =>
			onlyNamed(names, {
				lint: [bin("biome"), "check", "--error-on-warnings"],
				types: [bin("tsc")],
				imports: [bin("depcruise"), "src", "test", "scripts", "bench"],
				unused: [bin("knip")],
			}),
	},
	/** Formats, sorts imports and mends what can be mended safely. */
	fix: { steps: (args) => ({ fix: [bin("biome"), "check", "--write", ...args] }) },
	test: { needsPi: true, steps: (args) => ({ test: [bin("vitest"), "run", ...SHORT_SUITES, ...args] }) },
	/** The suites that take minutes; `test` has a short form of each. */
	"test:long": {
		needsPi: true,
		steps: (args) => ({ test: [bin("vitest"), "run", "--project", "long", ...args] }),
	},
	"test:coverage": {
		needsPi: true,
		steps: (args) => ({ test: [bin("vitest"), "run", ...SHORT_SUITES, "--coverage", ...args] }),
	},
	/** Random schedules against the whole router, for ten minutes; `test` has a short form with fixed seeds. */
	chaos: { needsPi: true, steps: (args) => ({ chaos: ["scripts/chaos.ts", ...args] }) },
	/** One after the other, for they measure; names as arguments run those alone. */
	bench: { steps: (names) => onlyNamed(names, benchmarks()) },
	demo: { needsPi: true, steps: (args) => ({ demo: ["scripts/demo.ts", ...args] }) },
	/** Learns the classifier of prompts anew, and measures it against a file of labelled prompts. */
	"train:intent": { steps: (args) => ({ train: ["scripts/train-intent.ts", ...args] }) },
	"eval:intent": { steps: (args) => ({ eval: ["scripts/eval-intent.ts", ...args] }) },
	/** What the manual takes from the code, and the schema of the routes file. */
	docs: { steps: (args) => ({ docs: ["scripts/docs.ts", ...args] }) },
	bundle: { steps: (args) => ({ bundle: ["scripts/build.ts", ...args] }) },
};

const SHORT_SUITES = ["--project", "unit", "--project", "scenarios"];

function bin(name) {
	return join(binaries, name);
}

function benchmarks() {
	const files = readdirSync(join(root, "bench")).filter((file) => file.endsWith(".bench.ts"));
	return Object.fromEntries(files.sort().map((file) => [file.replace(".bench.ts", ""), [`bench/${file}`]]));
}

function onlyNamed(names, steps) {
	const unknown = names.filter((name) => steps[name] === undefined);
	if (unknown.length > 0) throw new Error(`No step ${unknown.join(", ")}. There are: ${Object.keys(steps).join(", ")}`);
	return Object.fromEntries(Object.entries(steps).filter(([name]) => names.length === 0 || names.includes(name)));
}

/** Runs the steps in order and resolves to the exit code: 0 when all ended well, else that of the first that did not. */
async function runSteps(steps) {
	const several = Object.keys(steps).length > 1;
	const outcomes = [];
	for (const [name, args] of Object.entries(steps)) {
		if (several) console.log(`\n── ${name}`);
		const { code, isInterrupted } = await runNode(args);
		outcomes.push({ name, code });
		if (isInterrupted) break;
	}
	if (several) console.log(`\n${outcomes.map(({ name, code }) => `${code === 0 ? "✓" : "✗"} ${name}`).join("   ")}`);
	return outcomes.find(({ code }) => code !== 0)?.code ?? 0;
}

/** Runs the project's Node with the caller's terminal; `code` is 128 + n, as in a shell, when signal n ended it. */
function runNode(args) {
	const outer = outerEnvironment();
	const env = { ...outer, PATH: `${binaries}${delimiter}${outer.PATH}` };
	const child = spawn(localNode, args, { cwd: root, env, stdio: "inherit" });
	let isInterrupted = false;
	const forward = (signal) => {
		isInterrupted = true;
		// Ctrl-C at a terminal has reached the child already, and a second one means something else to vitest.
		if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
	};
	const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
	for (const signal of signals) process.on(signal, forward);
	return new Promise((resolve, reject) => {
		child.on("error", reject);
		child.on("close", (exitCode, signal) => {
			for (const name of signals) process.off(name, forward);
			resolve({ code: exitCode ?? 128 + constants.signals[signal], isInterrupted });
		});
	});
}

const [name, ...args] = process.argv.slice(2);
const task = Object.hasOwn(TASKS, name ?? "") ? TASKS[name] : undefined;
try {
	if (task === undefined) throw new Error(`Usage: node scripts/run.mjs <${Object.keys(TASKS).join("|")}> [arguments…]`);
	const steps = task.steps(args);
	await bootstrap({ needsPi: task.needsPi === true });
	process.exitCode = await runSteps(steps);
} catch (error) {
	console.error(error.message);
	process.exitCode = 1;
}
