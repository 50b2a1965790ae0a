import { afterAll, describe, expect, it } from "vitest";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import { createScenario } from "../../support/scenario.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import { linesWith, openScreen } from "./open-screen.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

const ROUTES_FILE = "extensions/auto-router.routes.json";
const GOOD = {
	routes: { "subscription-swe": { sortBy: "config", targets: [{ provider: "one", modelId: "model-a" }] } },
};

/** The router's line in the footer warns of the routes file. */
const WARNED = /^swe → one\/model-a.* · ⚠ routes file: \/auto-router status$/m;
const UNWARNED = /^swe → one\/model-a(?! ·.*⚠)/m;

describe.each(PI_VERSIONS)("a routes file that is edited while pi %s runs", (version) => {
	it("is complained of with file, line and remedy while it is wrong, and no longer when it is mended", async () => {
		const scenario = await createScenario(standIn, { targets: [{ id: "one/model-a" }] });
		standIn.script("model-a", { text: "still answering" });
		const { routesFile, write } = scenario.home;
		const pi = await openScreen(version, scenario, { size: { columns: 160, rows: 40 } });
		expect(pi.screen().join("\n")).toMatch(UNWARNED);

		await write(ROUTES_FILE, '{\n\t"routes": {\n\t\t"subscription-swe": { "targets": [,] }\n}');
		await pi.waitFor(`\n Error: auto-router: ${routesFile}:3 cannot be read: value expected (column 37)\n`);
		await pi.waitFor(`\n ${routesFile} is not used; what it said before stays in force\n`);
		await pi.waitFor(WARNED);
		await pi.send("hi");
		await pi.waitFor(/^ still answering$/m);

		await write(ROUTES_FILE, JSON.stringify({ aliasses: {}, ...GOOD }, null, "\t"));
		await pi.waitFor(`\n Warning: auto-router: ${routesFile}:2 aliasses is not a known key (did you mean "aliases"?)`);
		await pi.waitFor(WARNED);

		await write(ROUTES_FILE, GOOD);
		await pi.waitFor(UNWARNED);
		expect(linesWith(pi.screen(), /^ (?:Error|Warning): auto-router/)).toHaveLength(2);
	});
});
