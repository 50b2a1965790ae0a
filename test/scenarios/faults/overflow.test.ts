import { afterAll, describe, expect, it } from "vitest";
import { PI_VERSIONS, type PiVersion } from "../../support/pi/pi-package.ts";
import type { SdkSessionOptions } from "../../support/pi/sdk-session.ts";
import { type Conversation, createScenario, type Scenario, type ScenarioTarget } from "../../support/scenario.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import type { Step } from "../../support/stand-in/step.ts";
import { APIS } from "./fault-rows.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

const TOO_LONG: Step = { status: 400 };
const LONG = "word ".repeat(2000).trim();
/** Compacts as soon as it is asked to, and keeps only the end. */
const SETTINGS: SdkSessionOptions["settings"] = {
	retry: { enabled: false },
	compaction: { enabled: true, keepRecentTokens: 100, reserveTokens: 1000 },
};

const asked = () => standIn.requests().map(({ model }) => model);
const bodyOf = (nth: number) => JSON.stringify(standIn.requests()[nth]?.body);

/** A session with two turns, long enough to be compacted. `steps` is what model-a answers from the third turn on. */
async function openLongSession(version: PiVersion, scenario: Scenario, steps: readonly Step[]): Promise<Conversation> {
	standIn.script("model-a", [{ text: `first ${LONG}` }, { text: "second" }, ...steps]);
	const conversation = await scenario.open(version, { settings: SETTINGS });
	await conversation.ask(`one ${LONG}`);
	await conversation.ask("two");
	return conversation;
}

describe.each(PI_VERSIONS)("with pi %s", (version) => {
	const refusals = APIS.flatMap((api) => [400, 413].map((status) => ({ api, status })));
	it.each(refusals)(
		"a prompt that $api calls too long with $status goes to a larger window",
		async ({ api, status }) => {
			const scenario = await createScenario(standIn, {
				targets: [
					{ id: "one/model-a", api, model: { contextWindow: 128_000 } },
					{ id: "two/model-b", api: "openai-completions", model: { contextWindow: 64_000 } },
					{ id: "three/model-c", api: "openai-responses", model: { contextWindow: 400_000 } },
				],
			});
			standIn.script("model-a", { status });
			standIn.script("model-b", { text: "too small" });
			standIn.script("model-c", { text: "Hello from c" });

			const conversation = await scenario.open(version, { settings: SETTINGS });
			const { text, messages } = await conversation.ask("hi");
			await conversation.dispose();

			expect(text).toBe("Hello from c");
			expect(messages).toHaveLength(1);
			expect(asked()).toEqual(["model-a", "model-c"]);
			const log = await scenario.log();
			expect(log.all("routing.result").map(({ failure }) => failure?.kind)).toEqual(["overflow", undefined]);
			expect(log.all("cooldown.set")).toEqual([]);
		},
	);

	it.each(APIS)("pi compacts and the request succeeds when %s says too long and no window is larger", async (api) => {
		const scenario = await createScenario(standIn, {
			targets: [
				{ id: "one/model-a", api },
				{ id: "two/model-b", api: "openai-completions" },
			],
		});
		const conversation = await openLongSession(version, scenario, [
			TOO_LONG,
			{ text: "A short summary." },
			{ text: "Done" },
		]);

		const { events, text, messages } = await conversation.ask("three");
		await conversation.dispose();

		expect(text).toBe("Done");
		expect(messages.map(({ stopReason }) => stopReason)).toEqual(["error", "stop"]);
		const compacted = events.find(({ type }) => type === "compaction_end");
		expect(compacted).toMatchObject({ reason: "overflow", aborted: false, willRetry: true });
		expect(asked()).toEqual(["model-a", "model-a", "model-a", "model-a", "model-a"]);
		expect(bodyOf(2)).toContain(`one ${LONG}`);
		expect(bodyOf(4)).toContain("A short summary.");
		expect(bodyOf(4)).not.toContain(`one ${LONG}`);
		const log = await scenario.log();
		expect(log.all("routing.decision").map(({ facts }) => facts.reason)).toEqual([
			"user",
			"user",
			"user",
			"direct",
			"retry",
		]);
		expect(log.all("cooldown.set")).toEqual([]);
	});

	it("pi compacts when the larger target fails for another reason", async () => {
		const larger: ScenarioTarget = { id: "two/model-b", api: "openai-completions", model: { contextWindow: 400_000 } };
		const scenario = await createScenario(standIn, { targets: [{ id: "one/model-a" }, larger] });
		standIn.script("model-b", { status: 529 });
		const conversation = await openLongSession(version, scenario, [
			TOO_LONG,
			{ text: "A short summary." },
			{ text: "Done" },
		]);

		const { events, text } = await conversation.ask("three");

		expect(text).toBe("Done");
		expect(events.map(({ type }) => type)).toContain("compaction_end");
		expect(asked()).toEqual(["model-a", "model-a", "model-a", "model-b", "model-a", "model-a"]);
	});

	it("a summary whose first target fails is written by the second", async () => {
		const scenario = await createScenario(standIn, {
			targets: [{ id: "one/model-a" }, { id: "two/model-b", api: "google-generative-ai" }],
		});
		standIn.script("model-b", { text: "A short summary." });
		const conversation = await openLongSession(version, scenario, [TOO_LONG, { status: 500 }, { text: "Done" }]);

		const { text } = await conversation.ask("three");

		expect(text).toBe("Done");
		expect(asked().slice(2)).toEqual(["model-a", "model-a", "model-b", "model-a"]);
	});
});
