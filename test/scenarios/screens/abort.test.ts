import { afterAll, describe, expect, it } from "vitest";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import { createScenario } from "../../support/scenario.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import type { Step } from "../../support/stand-in/step.ts";
import { linesWith, openScreen } from "./open-screen.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

const MOMENTS: ReadonlyArray<readonly [when: string, step: Step, shown: string]> = [
	["while nothing has arrived", { fault: "hangBeforeHeaders" }, "Working"],
	["while it thinks", { fault: "silenceWhileThinking", thinking: "pondering" }, "pondering"],
	["while the answer streams", { fault: "silenceAfterText", text: "the first half" }, "the first half"],
];

describe.each(PI_VERSIONS)("escape on the screen of pi %s", (version) => {
	it.each(MOMENTS)("%s ends the request, asks nobody else and leaves a usable prompt", async (_when, step, shown) => {
		const scenario = await createScenario(standIn, { targets: [{ id: "one/model-a" }, { id: "two/model-b" }] });
		standIn.script("model-a", [step, { text: "the next answer" }]);
		standIn.script("model-b", { text: "never to be asked" });
		const pi = await openScreen(version, scenario);

		await pi.send("hi");
		await Promise.all([standIn.waitForRequest(1), pi.waitFor(shown)]);
		pi.press("escape");
		await pi.waitFor(/^ Operation aborted$/m);
		await standIn.waitForAbort();
		expect(linesWith(pi.screen(), "Working")).toEqual([]);

		await pi.send("again");
		await pi.waitFor("the next answer");
		expect(standIn.requests().map(({ model }) => model)).toEqual(["model-a", "model-a"]);
		expect(linesWith(pi.lines(), /→ two|resting|Error/)).toEqual([]);
	});
});
