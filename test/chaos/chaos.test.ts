import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { PI_VERSIONS } from "../support/pi/pi-package.ts";
import { createSchedule } from "./create-schedule.ts";
import { PLANTED_BUGS, plant } from "./planted-bugs.ts";
import { describeSchedule, onlySteps } from "./schedule.ts";

const COMMAND = fileURLToPath(new URL("../../scripts/chaos.ts", import.meta.url));

interface Ran {
	readonly code: number | null;
	readonly output: string;
}

/** Runs the command in a process of its own, whose timers, files and uncaught errors are its own. */
async function chaos(...args: readonly string[]): Promise<Ran> {
	const child = spawn(process.execPath, [COMMAND, ...args], { stdio: ["ignore", "pipe", "pipe"] });
	onTestFinished(() => void child.kill());
	const end = new Promise<number | null>((resolve) => child.once("close", resolve));
	const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), end]);
	return { code, output: stdout + stderr };
}

describe("a schedule", () => {
	it("is made from its seed alone", () => {
		expect(describeSchedule(createSchedule(7))).toBe(describeSchedule(createSchedule(7)));
		expect(describeSchedule(createSchedule(7))).not.toBe(describeSchedule(createSchedule(8)));
	});

	it("alternates between the versions of pi, unless one is asked for", () => {
		expect([1, 2].map((seed) => createSchedule(seed).version).sort()).toEqual([...PI_VERSIONS].sort());
		expect(createSchedule(1, { version: "0.87.1" }).version).toBe("0.87.1");
	});

	it("keeps the numbers of its steps when only some are left", () => {
		const some = onlySteps(createSchedule(1), new Set([2, 4]));

		expect(describeSchedule(some).match(/^step \d+$/gm)).toEqual(["step 2", "step 4"]);
	});

	it("brings every kind of action within a hundred seeds", () => {
		const actions = Array.from({ length: 100 }, (_, seed) => createSchedule(seed)).flatMap(({ steps }) =>
			steps.flatMap(({ actions }) => actions.map(({ action }) => action)),
		);

		expect(new Set(actions.map(({ do: name }) => name))).toEqual(
			new Set(["ask", "abort", "routes", "clock", "command", "files", "reopen", "process"]),
		);
	});
});

describe("a planted bug", () => {
	it("is refused when the text that it replaces is not there", async () => {
		const changes = [{ file: "src/engine/failover.ts", from: "no such text", to: "" }];

		await expect(plant({ name: "none", changes })).rejects.toThrow("src/engine/failover.ts has no");
	});

	it("of every kind is found within three seeds", { timeout: 180_000 }, async () => {
		const { code, output } = await chaos("--planted");

		expect(output).toContain(`${PLANTED_BUGS.length} of ${PLANTED_BUGS.length} planted bugs found`);
		expect(code).toBe(0);
	});
});

describe("the router", () => {
	it("keeps its invariants through random schedules, in a minute at most", { timeout: 240_000 }, async () => {
		const { code, output } = await chaos("--from", "1", "--seeds", "12", "--minutes", "1");

		expect(output).toMatch(/^[1-9]\d* seeds, .* 0 violations/m);
		expect(code).toBe(0);
	});
});
