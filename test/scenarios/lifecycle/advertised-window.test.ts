import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import { type Conversation, createScenario, type ScenarioTarget } from "../../support/scenario.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

const target = (id: string, contextWindow: number, price = 0): ScenarioTarget => ({
	id,
	model: { contextWindow, maxTokens: 1_000, cost: { input: price, output: 2 * price, cacheRead: price / 10 } },
});

const SMALL = 50_000;
const LARGE = 90_000;
const targets = [target("one/model-a", SMALL, 1), target("two/model-b", LARGE, 10)];

/** The window that pi measures a conversation against: for the footer, and to decide when to compact. */
function measuredWindow({ session }: Conversation): number | undefined {
	return session.getSessionStats().contextUsage?.contextWindow;
}

describe.each(PI_VERSIONS)("the window of a route in pi %s", (version) => {
	it("is that of the target which would be picked before anything was asked", async () => {
		const scenario = await createScenario(standIn, { targets });
		const conversation = await scenario.open(version);

		expect(conversation.session.model?.contextWindow).toBe(SMALL);
		expect(conversation.session.model?.maxTokens).toBe(1_000);
	});

	it("follows to the target that answers when the first one rests", async () => {
		const scenario = await createScenario(standIn, { targets });
		standIn.script("model-a", { status: 429, retryAfterSeconds: 600 });
		standIn.script("model-b", { text: "from b" });
		const conversation = await scenario.open(version);

		await conversation.ask("hi");

		expect(measuredWindow(conversation)).toBe(LARGE);
		expect(conversation.session.getContextUsage()?.percent).toBeCloseTo((100 * 4_280) / LARGE, 5);
	});

	it("leaves targets without a login out", async () => {
		const without = { ...target("two/model-b", LARGE), apiKey: "$NO_SUCH_VARIABLE" };
		const scenario = await createScenario(standIn, { targets: [without, target("one/model-a", SMALL)] });
		const conversation = await scenario.open(version);

		expect(conversation.session.model?.contextWindow).toBe(SMALL);
	});

	it("is the route's own where it states one", async () => {
		const scenario = await createScenario(standIn, { targets, route: { contextWindow: 12_345, maxTokens: 678 } });
		const conversation = await scenario.open(version);

		expect(conversation.session.model).toMatchObject({ contextWindow: 12_345, maxTokens: 678 });
	});

	it("leaves what an answer cost with the model that gave it", async () => {
		const scenario = await createScenario(standIn, { targets });
		standIn.script("model-a", [{ text: "from a" }, { status: 529 }]);
		standIn.script("model-b", { text: "from b" });
		const conversation = await scenario.open(version);

		await conversation.ask("one");
		await conversation.ask("two");

		const cheap = (1_200 * 1 + 80 * 2 + 3_000 * 0.1) / 1e6;
		expect(conversation.saved()).toMatchObject([
			{ provider: "one", model: "model-a", usage: { cost: { total: expect.closeTo(cheap, 9) } } },
			{ provider: "two", model: "model-b", usage: { cost: { total: expect.closeTo(10 * cheap, 9) } } },
		]);
		const { cost, tokens } = conversation.session.getSessionStats();
		expect(cost).toBeCloseTo(11 * cheap, 9);
		expect(tokens).toMatchObject({ input: 2_400, output: 160, cacheRead: 6_000 });
	});
});

// From 0.99 on pi itself measures a conversation against the model that answered last.
describe("the window of a route in pi 0.87.1", () => {
	it("is the first target's again with the first prompt after its rest", async () => {
		const route = { affinity: "off", sortBy: "config" };
		const scenario = await createScenario(standIn, { targets, route });
		const conversation = await scenario.open("0.87.1");
		const atRequest: (number | undefined)[] = [];
		standIn.script("model-a", [
			{ status: 429, retryAfterSeconds: 1 },
			() => {
				atRequest.push(conversation.session.model?.contextWindow);
				return { text: "from a again" };
			},
		]);
		standIn.script("model-b", { text: "from b" });

		await conversation.ask("one");
		expect(conversation.session.model?.contextWindow).toBe(LARGE);
		const { until } = (await scenario.logWhen((log) => log.all("cooldown.set").length > 0)).one("cooldown.set");
		await sleep(Date.parse(until) - Date.now() + 1);
		const { text } = await conversation.ask("two");

		expect(text).toBe("from a again");
		expect(atRequest).toEqual([SMALL]);
	});

	it("is the route's own also after another target answered", async () => {
		const scenario = await createScenario(standIn, { targets, route: { contextWindow: 12_345 } });
		standIn.script("model-a", { status: 429, retryAfterSeconds: 600 });
		standIn.script("model-b", { text: "from b" });
		const conversation = await scenario.open("0.87.1");

		await conversation.ask("hi");

		expect(measuredWindow(conversation)).toBe(12_345);
	});
});
