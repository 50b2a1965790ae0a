import { afterAll, describe, expect, it } from "vitest";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import { createScenario } from "../../support/scenario.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import { APIS, answeringTarget, FAULT_ROWS, failingTarget } from "./fault-rows.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

describe.each(PI_VERSIONS)("pi %s -p", (version) => {
	describe.each(APIS)("when the first target speaks %s", (api) => {
		const [second = api] = APIS.filter((other) => other !== api);

		it.each(FAULT_ROWS)("prints the second answer and ends by itself after $name", async (row) => {
			const scenario = await createScenario(standIn, {
				targets: [failingTarget(row, api), answeringTarget(row, second)],
				home: { settings: { retry: { enabled: false } } },
			});
			standIn.script("model-a", row.step);
			standIn.script("model-b", { text: "Hello from b" });

			const result = await scenario.run(version, ["-p", "hi"], { timeoutMs: 20_000 });

			expect(result).toMatchObject({ code: 0, signal: null, isTimedOut: false, stdout: "Hello from b\n" });
			// The OpenAI SDK reports a frame that is no JSON there by itself.
			expect(result.stderr).not.toContain("auto-router");
			expect(standIn.requests("model-a").length).toBeLessThanOrEqual(row.isQuicklyRetried ? 2 : 1);
			expect(standIn.requests("model-b")).toHaveLength(1);
		});
	});
});
