import { afterAll, describe, expect, it } from "vitest";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import { createScenario } from "../../support/scenario.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import type { Step } from "../../support/stand-in/step.ts";
import { APIS } from "./fault-rows.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

const RETRY = { enabled: true, maxRetries: 2, baseDelayMs: 10 };
const MALFORMED: Step = {
	status: 400,
	body: { error: { message: "tools.0: bad schema", type: "invalid_request_error" } },
};

const asked = () => standIn.requests().map(({ model }) => model);

describe.each(PI_VERSIONS)("with pi %s", (version) => {
	describe.each(APIS)("a refusal over %s", (api) => {
		const targets = [
			{ id: "one/model-a", api },
			{ id: "two/model-b", api: "openai-completions" as const },
		];

		it("ends the request, rests nothing and is not repeated", async () => {
			const scenario = await createScenario(standIn, { targets });
			standIn.script("model-a", { text: "", finish: "filter" });
			standIn.script("model-b", { text: "Hello from b" });

			const conversation = await scenario.open(version, { settings: { retry: RETRY } });
			const { messages, last } = await conversation.ask("hi");
			await conversation.dispose();

			expect(messages).toHaveLength(1);
			expect(last).toMatchObject({ stopReason: "error", provider: "one", model: "model-a" });
			expect(last?.errorMessage).toMatch(/^one\/model-a is refusing the request/);
			expect(asked()).toEqual(["model-a"]);
			const log = await scenario.log();
			expect(log.one("routing.result").failure?.kind).toBe("policy");
			expect(log.all("cooldown.set")).toEqual([]);
		});

		it("goes to the next target where the route says so", async () => {
			const scenario = await createScenario(standIn, { targets, route: { onRefusal: "failover" } });
			standIn.script("model-a", { text: "", finish: "filter" });
			standIn.script("model-b", { text: "Hello from b" });

			const { text } = await (await scenario.open(version)).ask("hi");

			expect(text).toBe("Hello from b");
		});

		it("in the middle of an answer is not repeated", async () => {
			const scenario = await createScenario(standIn, { targets, route: { onRefusal: "failover" } });
			standIn.script("model-a", { text: "I can tell you", finish: "filter" });
			standIn.script("model-b", { text: "Hello from b" });

			const conversation = await scenario.open(version, { settings: { retry: RETRY } });
			const { messages, text } = await conversation.ask("hi");

			expect(messages).toHaveLength(1);
			expect(text).toBe("I can tell you");
			expect(asked()).toEqual(["model-a"]);
		});
	});

	it("a malformed request goes to one target of another protocol and may be answered there", async () => {
		const scenario = await createScenario(standIn, {
			targets: [{ id: "one/model-a" }, { id: "two/model-b" }, { id: "three/model-c", api: "openai-responses" }],
		});
		standIn.script("model-a", MALFORMED);
		standIn.script("model-c", { text: "Hello from c" });

		const { text } = await (await scenario.open(version)).ask("hi");

		expect(text).toBe("Hello from c");
		expect(asked()).toEqual(["model-a", "model-c"]);
	});
});
