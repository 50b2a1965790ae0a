import { afterAll, describe, expect, it } from "vitest";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import { createScenario, type ScenarioTarget } from "../../support/scenario.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import { APIS } from "./fault-rows.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

/** Keys as they came in, by the provider that got them. A key is whatever looks like one of ours, or is the router's own. */
function keysSeen(): Record<string, string[]> {
	const seen: Record<string, string[]> = {};
	for (const { provider, headers, body } of standIn.requests()) {
		const keys = JSON.stringify({ headers, body }).match(/key-of-[\w-]+|unused/g) ?? [];
		seen[provider] = [...new Set([...(seen[provider] ?? []), ...keys])];
	}
	return seen;
}

/** One target of each protocol, all of which fail but the last. */
const ALL: readonly ScenarioTarget[] = APIS.map((api, index) => ({
	id: `p${index}/model-${index}`,
	api,
	apiKey: `key-of-p${index}`,
}));
const EACH_ITS_OWN = Object.fromEntries(APIS.map((_, index) => [`p${index}`, [`key-of-p${index}`]]));

function scriptAll(): void {
	for (const index of APIS.keys()) standIn.script(`model-${index}`, { status: 500 });
	standIn.script(`model-${APIS.length - 1}`, { text: "Hello" });
}

describe.each(PI_VERSIONS)("with pi %s", (version) => {
	it("every provider gets its own key and no other", async () => {
		const scenario = await createScenario(standIn, { targets: ALL });
		scriptAll();

		const conversation = await scenario.open(version);
		const { text } = await conversation.ask("hi");

		expect(text).toBe("Hello");
		expect(keysSeen()).toEqual(EACH_ITS_OWN);
	});

	it("a key given on the command line for the router goes to nobody", async () => {
		const scenario = await createScenario(standIn, { targets: ALL });
		scriptAll();

		const result = await scenario.run(version, ["--api-key", "key-of-command-line", "-p", "hi"]);

		expect(result).toMatchObject({ code: 0, stdout: "Hello\n" });
		expect(keysSeen()).toEqual(EACH_ITS_OWN);
	});

	it.each(APIS)("a borrowed key goes to the target that names its owner, over %s, and to nobody else", async (api) => {
		const scenario = await createScenario(standIn, {
			targets: [
				{ id: "one/model-a", apiKey: "key-of-one" },
				{ id: "two/model-b", api, apiKey: "key-of-two", fields: { authProvider: "lender" } },
				{ id: "three/model-c", api: "openai-completions", apiKey: "key-of-three" },
				{ id: "lender/model-d", api, apiKey: "key-of-lender" },
			],
		});
		standIn.script("model-a", { status: 500 });
		standIn.script("model-b", { status: 500 });
		standIn.script("model-c", { text: "Hello" });

		const conversation = await scenario.open(version);
		const { text } = await conversation.ask("hi");

		expect(text).toBe("Hello");
		expect(keysSeen()).toEqual({ one: ["key-of-one"], two: ["key-of-lender"], three: ["key-of-three"] });
	});

	it("a target works with a borrowed key when its own provider has none", async () => {
		const scenario = await createScenario(standIn, {
			targets: [
				{ id: "one/model-a", apiKey: "$NOT_SET", fields: { authProvider: "lender" } },
				{ id: "lender/model-d", api: "openai-completions", apiKey: "key-of-lender" },
			],
		});
		standIn.script("model-a", { text: "Hello from a" });

		const conversation = await scenario.open(version);
		const { text } = await conversation.ask("hi");

		expect(text).toBe("Hello from a");
		expect(keysSeen()).toEqual({ one: ["key-of-lender"] });
	});

	it("a target whose lender has no key is not asked, and the message says whose key is missing", async () => {
		const scenario = await createScenario(standIn, {
			targets: [{ id: "one/model-a", apiKey: "key-of-one", fields: { authProvider: "anthropic" } }],
		});
		standIn.script("model-a", { text: "never" });

		const conversation = await scenario.open(version);
		const { last } = await conversation.ask("hi");

		expect(standIn.requests()).toEqual([]);
		expect(last?.errorMessage).toContain("run /login anthropic or set ANTHROPIC_API_KEY");
	});

	it("a borrowed key that is rejected rests the lender's account and not the target's provider", async () => {
		const scenario = await createScenario(standIn, {
			targets: [
				{ id: "two/model-b", apiKey: "key-of-two", fields: { authProvider: "lender" } },
				{ id: "two/model-c", apiKey: "key-of-two" },
				{ id: "lender/model-d", apiKey: "key-of-lender" },
			],
		});
		standIn.script("model-b", { status: 401 });
		standIn.script("model-c", { text: "Hello" });

		const conversation = await scenario.open(version);
		const { text } = await conversation.ask("hi");
		await conversation.dispose();

		expect(text).toBe("Hello");
		const log = await scenario.log();
		expect(log.one("cooldown.set")).toMatchObject({ scope: "account", key: "lender", kind: "auth" });
		expect(log.all("routing.result")[0]).toMatchObject({ target: "two/model-b@lender", account: "lender" });
	});
});
