import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { createAgentHome } from "../../support/pi/agent-home.ts";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import { createScenario, ROUTE } from "../../support/scenario.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import { openPiTerminal } from "../../support/terminal/pi-terminal.ts";
import { FOOTER, linesWith, openScreen } from "./open-screen.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

describe.each(PI_VERSIONS)("in the prompt of pi %s", (version) => {
	it("/auto-router completes its commands, and after switch the routes", async () => {
		const scenario = await createScenario(standIn, { targets: [{ id: "one/model-a" }] });
		const pi = await openScreen(version, scenario);

		pi.type("/auto-router sw");
		await pi.waitFor(/^→ switch +<route\|alias\|provider\/model> {2}select a route/m);
		pi.press("tab");
		await pi.waitFor((screen) => /^\/auto-router switch$/m.test(screen) && !screen.includes("→ switch"));
		pi.type("subs");

		const screen = await pi.waitFor(/^→ subscription-swe$/m);
		expect(screen).toMatch(/^\/auto-router switch subs$/m);
		pi.press("tab");
		await pi.waitFor(/^\/auto-router switch subscription-swe$/m);
	});

	it("/model offers the five built-in routes", async () => {
		const home = await createAgentHome({ env: { ANTHROPIC_API_KEY: "k" } });
		onTestFinished(() => home.dispose());
		const pi = await openPiTerminal(version, home, ["--model", ROUTE]);
		await pi.waitFor(FOOTER);

		await pi.send("/model");
		await pi.waitFor("Enter to select");
		pi.type("auto-router");

		const screen = await pi.waitFor((shown) => !shown.includes("[anthropic]"));
		const offered = linesWith(screen.split("\n"), "[auto-router]").map((line) => /[\w-]+/.exec(line)?.[0]);
		expect(offered).toEqual(
			["swe", "reasoning", "long-context", "economy", "fast"].map((tier) => `subscription-${tier}`),
		);
	});
});
