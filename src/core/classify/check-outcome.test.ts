import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkOutcomes } from "./check-outcome.ts";

const run = (command: string, output: string, isError = false) => checkOutcomes({ command, output, isError });
const FAILED = "1 failed, 3 passed\n\nCommand exited with code 1";

describe("checkOutcomes", () => {
	it.each([
		["npm test", "ok", false, { testOutcome: "passed" }],
		["npm test", FAILED, true, { testOutcome: "failed" }],
		// pi 1.5.2 reports the exit code in the text.
		["npm test", FAILED, false, { testOutcome: "failed" }],
		["cd api && CI=1 npx vitest run src/a.test.ts", FAILED, true, { testOutcome: "failed" }],
		["python -m pytest -q", "12 passed in 0.4s", false, { testOutcome: "passed" }],
		["uv run pytest", "12 passed", false, { testOutcome: "passed" }],
		["go test ./...", "ok  \tpkg\t0.1s", false, { testOutcome: "passed" }],
		["cargo nextest run", "ok", false, { testOutcome: "passed" }],
		["./gradlew clean test", FAILED, true, { testOutcome: "failed" }],
		["npm run build", "done", false, { buildOutcome: "passed" }],
		["npx tsc --noEmit", "a.ts(1,1): error TS1005\n\nCommand exited with code 2", true, { buildOutcome: "failed" }],
		["make -j4", "ok", false, { buildOutcome: "passed" }],
		["cargo build && cargo test", "ok", false, { testOutcome: "passed", buildOutcome: "passed" }],
		["cargo build && cargo test", FAILED, true, { testOutcome: "failed" }],
		["cargo build && cargo test", "error[E0308]\n\nCommand exited with code 101", true, { buildOutcome: "failed" }],
	])("judges %j", (command, output, isError, expected) => {
		expect(run(command, output, isError)).toEqual(expected);
	});

	it("calls a run with no failures passed, although the word stands there", () => {
		expect(run("npm test | tail -5", "0 failed, 12 passed")).toEqual({ testOutcome: "passed" });
		expect(run("npm test", "Tests  0 failing")).toEqual({ testOutcome: "passed" });
	});

	it("sees failures that a pipe hides from the exit code", () => {
		expect(run("npm test 2>&1 | tail -5", "2 failed, 10 passed")).toEqual({ testOutcome: "failed" });
		expect(run("pytest || true", "3 failed, 1 passed")).toEqual({ testOutcome: "failed" });
	});

	it.each(["ls test", "cat build.log", "git commit -m 'npm test'", "grep -rn 'go test' docs", "echo tsc", "cd build"])(
		"takes %j for neither",
		(command) => {
			expect(run(command, "ok")).toEqual({});
		},
	);

	it.each(["Command aborted", "Command timed out after 120 seconds"])("learns nothing from a run with %j", (end) => {
		expect(run("npm test", `running\n\n${end}`, true)).toEqual({});
	});

	it("takes any text", () => {
		fc.assert(fc.property(fc.string(), fc.string(), fc.boolean(), (a, b, c) => typeof run(a, b, c) === "object"));
	});
});
