import { describe, expect, it } from "vitest";
import { PI_VERSIONS } from "../support/pi/pi-package.ts";
import { createSchedule } from "./create-schedule.ts";
import { PLANTED_BUGS, plant } from "./planted-bugs.ts";
import { runChaos } from "./run-chaos.ts";
import { describeSchedule, onlySteps } from "./schedule.ts";

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

	// That each is found is shown by chaos.long.test.ts.
	it.each(PLANTED_BUGS)("can be planted: $name", async (bug) => {
		const { dispose } = await plant(bug);
		await dispose();
	});
});

describe("the router", () => {
	it("keeps its invariants through random schedules, in a minute at most", { timeout: 240_000 }, async () => {
		const { code, output } = await runChaos("--from", "1", "--seeds", "5", "--minutes", "1");

		expect(output).toMatch(/^[1-9]\d* seeds, .* 0 violations/m);
		expect(code).toBe(0);
	});
});
