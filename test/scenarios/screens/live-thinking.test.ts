import { afterAll, describe, expect, it } from "vitest";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import { createScenario, type Scenario } from "../../support/scenario.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import type { Step } from "../../support/stand-in/step.ts";
import { streamHeaders } from "../../support/stand-in/timeline.ts";
import { linesWith, openScreen } from "./open-screen.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

/** Thinks, and loses the connection when the test says so. */
const thinksAndDies = (thinking: string, death: Promise<void>): Step => ({
	timeline: (frames) => [
		streamHeaders(),
		...[...frames.handshake(), ...frames.thinking([thinking])].map((data) => ({ do: "send", data }) as const),
		{ do: "until", settled: death },
		{ do: "reset" },
	],
});

async function firstOneDies(thinking: string, death: Promise<void>): Promise<Scenario> {
	const scenario = await createScenario(standIn, {
		targets: [{ id: "one/model-a" }, { id: "two/model-b", api: "openai-responses" }],
	});
	standIn.script("model-a", thinksAndDies(thinking, death));
	standIn.script("model-b", { thinking: "A second mind considers", text: "Hello from b" });
	return scenario;
}

/** More lines than a terminal of 24 rows has. */
const LONG = Array.from({ length: 40 }, (_, index) => `pondering step ${index + 1}`).join("\n\n");

describe.each(PI_VERSIONS)("thinking on the screen of pi %s", (version) => {
	it.each([
		["a few words", "pondering step 1", "pondering step 1"],
		["more than fits the screen", LONG, "pondering step 40"],
	])(
		"(%s) is shown while it comes, and nothing of it is left when another target answers",
		async (_what, thinking, last) => {
			const death = Promise.withResolvers<void>();
			const scenario = await firstOneDies(thinking, death.promise);
			const pi = await openScreen(version, scenario, { size: { columns: 80, rows: 24 } });

			await pi.send("hi");
			await pi.waitFor(last);
			expect(pi.screen().join("\n")).not.toContain("second mind");
			death.resolve();
			await pi.waitFor("Hello from b");
			await pi.waitFor("tier swe");

			const expectOnlySecond = () => {
				expect(linesWith(pi.lines(), "pondering")).toEqual([]);
				expect(linesWith(pi.lines(), "second mind")).toEqual([" A second mind considers"]);
				expect(linesWith(pi.lines(), "Hello from b")).toEqual([" Hello from b"]);
				expect(linesWith(pi.lines(), "→ two/model-b")).toHaveLength(2);
			};
			expectOnlySecond();
			pi.press("ctrl+d");
			expect(await pi.exited).toBe(0);
			expectOnlySecond();
		},
	);
});
