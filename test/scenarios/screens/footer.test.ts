import { afterAll, describe, it } from "vitest";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import { createScenario } from "../../support/scenario.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import { openScreen } from "./open-screen.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

describe.each(PI_VERSIONS)("the router's line in the footer of pi %s", (version) => {
	it("names what answers, never what rests, and is up to date after a reset", async () => {
		const scenario = await createScenario(standIn, { targets: [{ id: "one/model-a" }, { id: "two/model-b" }] });
		standIn.script("model-a", [{ text: "from a" }, { status: 429, retryAfterSeconds: 1800 }]);
		standIn.script("model-b", [{ status: 429, retryAfterSeconds: 1800 }]);
		const pi = await openScreen(version, scenario);

		await pi.send("hi");
		await pi.waitFor(/^swe → one\/model-a · tier swe$/m);

		await pi.send("again");
		await pi.waitFor("no target could answer");
		await pi.waitFor(/^swe → no target · tier swe · 2 resting$/m);

		await pi.send("/auto-router reset");
		await pi.waitFor("Yes");
		pi.press("enter");
		await pi.waitFor(/^swe → one\/model-a · tier swe$/m);
	});
});
