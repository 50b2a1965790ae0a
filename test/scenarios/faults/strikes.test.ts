import { afterAll, describe, expect, it } from "vitest";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import { createScenario } from "../../support/scenario.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import { FAULT_ROWS, failingTarget } from "./fault-rows.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

const asked = () => standIn.requests().map(({ model }) => model);
const NAMES = ["500", "529", "a stream dropped before output", "an empty 200", "no headers ever"];
const UNRESTED = FAULT_ROWS.filter(({ name }) => NAMES.includes(name));

describe.each(PI_VERSIONS)("with pi %s", (version) => {
	it.each(UNRESTED)("the second strike within a minute rests a target ($name)", async (row) => {
		const scenario = await createScenario(standIn, {
			targets: [failingTarget(row, "anthropic-messages"), { id: "two/model-b", api: "openai-completions" }],
			route: { affinity: "off" },
		});
		standIn.script("model-a", row.step);
		standIn.script("model-b", { text: "Hello from b" });

		const conversation = await scenario.open(version);
		for (const prompt of ["one", "two", "three"]) await conversation.ask(prompt);
		await conversation.dispose();

		expect(asked()).toEqual(["model-a", "model-b", "model-a", "model-b", "model-b"]);
		const log = await scenario.log();
		expect(log.one("cooldown.set")).toMatchObject({ scope: "target", key: "one/model-a", kind: row.kind });
		const [set] = log.events.filter(({ type }) => type === "cooldown.set");
		const seconds = (Date.parse(log.one("cooldown.set").until) - (set?.atMs ?? 0)) / 1000;
		expect(seconds).toBeGreaterThanOrEqual(30);
		expect(seconds).toBeLessThanOrEqual(36);
	});

	it("an answer in between forgives the first strike", async () => {
		const scenario = await createScenario(standIn, {
			targets: [{ id: "one/model-a" }, { id: "two/model-b", api: "openai-completions" }],
			route: { affinity: "off" },
		});
		standIn.script("model-a", [{ status: 500 }, { text: "Hello from a" }, { status: 500 }, { text: "Hello from a" }]);
		standIn.script("model-b", { text: "Hello from b" });

		const conversation = await scenario.open(version);
		const texts: string[] = [];
		for (const prompt of ["one", "two", "three", "four"]) texts.push((await conversation.ask(prompt)).text);
		await conversation.dispose();

		expect(texts).toEqual(["Hello from b", "Hello from a", "Hello from b", "Hello from a"]);
		expect((await scenario.log()).all("cooldown.set")).toEqual([]);
	});

	it("nothing rests when nobody could be reached, however often", async () => {
		const scenario = await createScenario(standIn, {
			targets: [
				{ id: "one/model-a", unreachable: "refused" },
				{ id: "two/model-b", unreachable: "refused" },
			],
		});

		const conversation = await scenario.open(version);
		for (const prompt of ["one", "two", "three"]) await conversation.ask(prompt);
		await conversation.dispose();

		const log = await scenario.log();
		expect(log.all("routing.result").map(({ failure }) => failure?.kind)).toEqual(Array(12).fill("network"));
		expect(log.all("cooldown.set")).toEqual([]);
		expect(log.all("circuit.changed")).toEqual([]);
	});
});
