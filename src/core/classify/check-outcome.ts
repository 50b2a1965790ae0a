import type { CheckOutcome } from "../request.ts";

/** One shell command of the conversation and what came of it. */
export interface CommandRun {
	readonly command: string;
	/** The end of what it printed. */
	readonly output: string;
	/** It did not end with exit code 0. */
	readonly isError: boolean;
}

/** What a run says about tests and builds; nothing where it was neither, or was broken off. */
export interface CheckOutcomes {
	readonly testOutcome?: CheckOutcome;
	readonly buildOutcome?: CheckOutcome;
}

/** Longer commands are scripts; what they end with is not what their first lines say. */
const MAX_COMMAND_CHARS = 2_000;

/** What may stand before the program itself: variables, and programs that only start another one. */
const WRAPPER =
	/^(?:\w+=\S*|time|sudo|npx|bunx|env|command|exec|(?:pnpm|yarn|bun)\s+(?:exec|dlx|x)|(?:uv|poetry|pdm|hatch|pipenv)\s+run|bundle\s+exec|python3?\s+-m|timeout\s+\S+)\s+/;

/** Programs that run tests, by how a command begins. */
const TESTS: readonly RegExp[] = [
	/^(?:npm|pnpm|yarn|bun)\s+(?:run\s+|run-script\s+)?(?:t|test|tests)(?:[:\s]|$)/,
	/^(?:vitest|jest|mocha|ava|tap|jasmine|karma|pytest|py\.test|unittest|tox|nox|ctest|phpunit|rspec|bats|testcafe)\b/,
	/^(?:go|cargo|deno|mix|dotnet|swift|flutter|dart|stack|cabal|sbt|lein|zig|bazel)\s+(?:\S+\s+)?(?:test|nextest)\b/,
	/^(?:mvnw?|\.\/mvnw)\s.*\b(?:test|verify)\b/,
	/^(?:gradle|\.\/gradlew|gradlew)\s.*\b(?:test|check)\b/,
	/^(?:make|just|task|rake)\s+(?:\S+\s+)*(?:test|tests|check|spec)\b/,
	/^(?:playwright\s+test|cypress\s+run|node\s+--test)\b/,
];

/** Programs that build, by how a command begins. */
const BUILDS: readonly RegExp[] = [
	/^(?:npm|pnpm|yarn|bun)\s+(?:run\s+|run-script\s+)?(?:build|compile|typecheck)(?:[:\s]|$)/,
	/^(?:tsc|webpack|rollup|esbuild|ninja|xcodebuild|javac|gcc|g\+\+|clang|clang\+\+|rustc|msbuild|meson|scons)\b/,
	/^(?:vite|next|nuxt|astro|parcel|turbo|nx|ng|docker|podman|bazel|buck2)\s+(?:\S+\s+)?build\b/,
	/^(?:go|cargo|dotnet|swift|zig|mix|stack|cabal|sbt|flutter)\s+(?:build|check|compile|vet|clippy)\b/,
	/^(?:mvnw?|\.\/mvnw)\s.*\b(?:package|compile|install)\b/,
	/^(?:gradle|\.\/gradlew|gradlew)\s.*\b(?:build|assemble)\b/,
	/^(?:make|just|task|rake)(?:\s+-\S+)*\s*(?:$|all\b|build\b|compile\b)/,
	/^cmake\s+--build\b/,
];

/** Broken off from outside: says nothing about the code. */
const BROKEN_OFF = /Command (?:aborted|timed out after [\d.]+ seconds)/;
/** pi's own last line for a command that did not end with 0 (0.87.1 and 1.5.2). */
const EXIT_CODE = /Command exited with code (\d+)\s*$/;
/** Failures that a pipe or `|| true` hides from the exit code. */
const COUNTED_FAILURES =
	/\b[1-9]\d*\s+(?:tests?\s+|specs?\s+|examples?,\s+\d+\s+)?(?:failed|failing|failures?|errors?)\b/i;
const HIDES_EXIT_CODE = /\||;|\btrue\s*$/;

function programsIn(command: string): readonly string[] {
	return command
		.slice(0, MAX_COMMAND_CHARS)
		.split(/[;&|\n]+/)
		.map((part) => {
			let program = part.trim();
			for (let i = 0; i < 4 && WRAPPER.test(program); i++) program = program.replace(WRAPPER, "");
			return program;
		});
}

function outcomeOf({ command, output, isError }: CommandRun): CheckOutcome {
	if (isError || EXIT_CODE.test(output)) return "failed";
	return HIDES_EXIT_CODE.test(command) && COUNTED_FAILURES.test(output) ? "failed" : "passed";
}

/** What one command says about tests and builds. */
export function checkOutcomes(run: CommandRun): CheckOutcomes {
	const programs = programsIn(run.command);
	const isTest = programs.some((program) => TESTS.some((pattern) => pattern.test(program)));
	const isBuild = programs.some((program) => BUILDS.some((pattern) => pattern.test(program)));
	if ((!isTest && !isBuild) || BROKEN_OFF.test(run.output)) return {};
	const outcome = outcomeOf(run);
	if (isTest && isBuild && outcome === "failed") {
		// Of two in one command the one that shows its failures failed; without any the build, which comes first.
		return COUNTED_FAILURES.test(run.output) ? { testOutcome: "failed" } : { buildOutcome: "failed" };
	}
	return { ...(isTest ? { testOutcome: outcome } : {}), ...(isBuild ? { buildOutcome: outcome } : {}) };
}
