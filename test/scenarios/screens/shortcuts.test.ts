import { afterAll, describe, expect, it } from "vitest";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import { createScenario } from "../../support/scenario.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import { openScreen } from "./open-screen.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

describe.each(PI_VERSIONS)("a shortcut in the editor of pi %s", (version) => {
	it("is offered, completed, honoured, and not shown to the model", async () => {
		const scenario = await createScenario(standIn, {
			targets: [{ id: "one/model-a" }, { id: "two/model-b", model: { input: ["text", "image"] } }],
			config: { aliases: { second: ["two/model-b"] } },
		});
		standIn.script("model-b", { text: "Hello from b" });
		const pi = await openScreen(version, scenario);

		pi.type("@vis");
		await pi.waitFor("only models that read images");
		pi.press("tab");
		await pi.waitFor("\n@vision\n");
		pi.type("hello there");
		await pi.waitFor("\n@vision hello there");
		pi.press("enter");
		await pi.waitFor("Hello from b");

		const [request] = standIn.requests();
		expect(request?.model).toBe("model-b");
		expect(JSON.stringify(request?.body)).toContain("hello there");
		expect(JSON.stringify(request?.body)).not.toContain("@vision");
		await pi.send("/auto-router shortcuts");
		await pi.waitFor("only targets of this provider, for one turn");
	});
});
