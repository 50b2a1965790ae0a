import { afterAll, describe, expect, it } from "vitest";
import { PI_VERSIONS, type PiVersion } from "../../support/pi/pi-package.ts";
import { createScenario, type Scenario } from "../../support/scenario.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import { linesWith, openScreen } from "./open-screen.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

/** The first target is rate-limited for half an hour, the second one answers. */
async function rateLimited(fields: object = {}): Promise<Scenario> {
	const scenario = await createScenario(standIn, {
		targets: [
			{ id: "one/model-a", fields },
			{ id: "two/model-b", api: "openai-completions" },
		],
	});
	standIn.script("model-a", { status: 429, retryAfterSeconds: 1800 });
	standIn.script("model-b", [{ text: "Hello from b" }, { text: "The second answer" }]);
	return scenario;
}

const FAILOVER_LINE = /^ one\/model-a rate-limited until (?:\w{3} \d+ )?\d\d:\d\d → two\/model-b$/;

/** The transcript holds one failover line, directly above the answer, and the answer once. */
function expectOneFailover(lines: readonly string[]): void {
	expect(linesWith(lines, "rate-limited")).toEqual([expect.stringMatching(FAILOVER_LINE)]);
	expect(linesWith(lines, "Hello from b")).toEqual([" Hello from b"]);
	const at = lines.findIndex((line) => FAILOVER_LINE.test(line));
	expect(lines.slice(at - 1, at + 4)).toEqual(["", lines[at], "", " Hello from b", ""]);
}

describe.each(PI_VERSIONS)("a failover on the screen of pi %s", (version: PiVersion) => {
	it("is one line above the answer, and still there after the next turn and after coming back", async () => {
		const scenario = await rateLimited();
		const pi = await openScreen(version, scenario, { hasSession: true });

		await pi.send("hi");
		await pi.waitFor("Hello from b");
		await pi.waitFor(/^swe → two\/model-b .*1 resting$/m);
		expectOneFailover(pi.screen());

		await pi.send("go on");
		await pi.waitFor("The second answer");
		expectOneFailover(pi.lines());

		pi.press("ctrl+d");
		expect(await pi.exited).toBe(0);
		expectOneFailover(pi.lines());

		const again = await openScreen(version, scenario, { hasSession: true, args: ["-c"] });
		await again.waitFor("The second answer");
		expectOneFailover(again.lines());
		expect(standIn.requests().map(({ model }) => model)).toEqual(["model-a", "model-b", "model-b"]);
	});

	it("stays one line when the window becomes narrow, with both ends legible", async () => {
		const label = "A label that somebody made much longer than it had to be";
		const scenario = await rateLimited({ label });
		const pi = await openScreen(version, scenario, { size: { columns: 160, rows: 40 } });
		await pi.send("hi");
		await pi.waitFor("Hello from b");
		await pi.waitFor(label);

		await pi.resize({ columns: 70, rows: 40 });

		await pi.waitFor(/^ A label that some.*… rate-limited until .*\d → two\/model-b$/m);
		expect(linesWith(pi.screen(), "rate-limited")).toHaveLength(1);
	});
});
