import { afterAll, describe, expect, it } from "vitest";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import { createScenario } from "../../support/scenario.ts";
import type { ApiName } from "../../support/stand-in/protocol.ts";
import type { RecordedRequest } from "../../support/stand-in/request-log.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import { APIS } from "./fault-rows.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

const PNG = {
	type: "image" as const,
	mimeType: "image/png",
	data: "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
};

type Body = Readonly<Record<string, unknown>>;

const asBody = (request: RecordedRequest | undefined) => (request?.body ?? {}) as Body;
const config = (body: Body) => (body["generationConfig"] ?? {}) as Body;

/** The output limit of a request, in each protocol's words. */
const OUTPUT_LIMIT: Readonly<Partial<Record<ApiName, (body: Body) => unknown>>> = {
	"anthropic-messages": (body) => body["max_tokens"],
	"openai-completions": (body) => body["max_completion_tokens"] ?? body["max_tokens"],
	"openai-responses": (body) => body["max_output_tokens"],
	"google-generative-ai": (body) => config(body)["maxOutputTokens"],
	// The backend of ChatGPT plans takes none.
};

/** What a request says about thinking, in each protocol's words. */
const THINKING: Readonly<Record<ApiName, (body: Body) => unknown>> = {
	"anthropic-messages": (body) => body["thinking"] ?? body["output_config"],
	"openai-completions": (body) => body["reasoning_effort"],
	"openai-responses": (body) => body["reasoning"],
	"google-generative-ai": (body) => config(body)["thinkingConfig"],
	"openai-codex-responses": (body) => body["reasoning"],
};

const asked = () => standIn.requests().map(({ model }) => model);

describe.each(PI_VERSIONS)("with pi %s", (version) => {
	describe.each(Object.entries(OUTPUT_LIMIT))("over %s", (name, outputLimit) => {
		it.each([
			{ whose: "the target's limit", route: 900, target: 300, model: 4000, expected: 300 },
			{ whose: "the route's limit", route: 300, target: 900, model: 4000, expected: 300 },
			{ whose: "the model's own limit", route: 900, target: 900, model: 200, expected: 200 },
		])("asks for no more output than $whose", async ({ route, target, model, expected }) => {
			const api = name as ApiName;
			const scenario = await createScenario(standIn, {
				targets: [
					{ id: "one/model-a", api, model: { maxTokens: model, reasoning: false }, fields: { maxTokens: target } },
				],
				route: { maxTokens: route },
			});
			standIn.script("model-a", { text: "Hello" });

			const conversation = await scenario.open(version);
			await conversation.ask("hi");

			expect(outputLimit(asBody(standIn.requests()[0]))).toBe(expected);
		});
	});

	describe.each(APIS)("over %s", (api) => {
		it("sends the thinking level to a target that reasons and none to one that does not", async () => {
			const scenario = await createScenario(standIn, {
				targets: [
					{ id: "one/model-a", api, model: { reasoning: true } },
					{ id: "two/model-b", api, model: { reasoning: false } },
				],
			});
			standIn.script("model-a", { status: 500 });
			standIn.script("model-b", { text: "Hello" });

			const conversation = await scenario.open(version);
			conversation.session.setThinkingLevel("high");
			await conversation.ask("hi");

			expect(JSON.stringify(THINKING[api](asBody(standIn.requests("model-a")[0])))).toMatch(/high|HIGH|budget|Budget/);
			expect(THINKING[api](asBody(standIn.requests("model-b")[0]))).toBeUndefined();
		});

		it("asks once although pi is set to repeat requests inside a provider", async () => {
			const scenario = await createScenario(standIn, {
				targets: [{ id: "one/model-a", api }, { id: "two/model-b" }],
			});
			standIn.script("model-a", { status: 500 });
			standIn.script("model-b", { text: "Hello" });

			const settings = { retry: { enabled: false, provider: { maxRetries: 3 } } };
			const conversation = await scenario.open(version, { settings });
			const { text } = await conversation.ask("hi");

			expect(text).toBe("Hello");
			expect(asked()).toEqual(["model-a", "model-b"]);
		});
	});

	it("never raises the limit that the caller set for a summary", async () => {
		const scenario = await createScenario(standIn, {
			targets: [{ id: "one/model-a", model: { maxTokens: 8000, reasoning: false }, fields: { maxTokens: 6000 } }],
		});
		const long = "word ".repeat(2000);
		standIn.script("model-a", [{ text: long }, { text: "second" }, { text: "A summary." }]);

		const compaction = { enabled: true, keepRecentTokens: 100, reserveTokens: 1000 };
		const conversation = await scenario.open(version, { settings: { compaction } });
		await conversation.ask(`one ${long}`);
		await conversation.ask("two");
		await conversation.session.compact();

		const limits = standIn.requests().map((request) => OUTPUT_LIMIT["anthropic-messages"]?.(asBody(request)));
		// pi 0.87.1 gives the summary of a half turn half of what it reserves; later versions leave the limit to the model.
		expect(limits).toEqual([6000, 6000, version === "0.87.1" ? 500 : 6000]);
	});

	it("sends a thinking level of the target instead of the one asked for", async () => {
		const scenario = await createScenario(standIn, {
			targets: [{ id: "one/model-a", api: "openai-responses", fields: { thinkingLevel: "low" } }],
		});
		standIn.script("model-a", { text: "Hello" });

		const conversation = await scenario.open(version);
		conversation.session.setThinkingLevel("high");
		await conversation.ask("hi");

		expect(asBody(standIn.requests()[0])["reasoning"]).toMatchObject({ effort: "low" });
	});

	it("keeps images away from a target that reads text only, in this turn and in later ones", async () => {
		const scenario = await createScenario(standIn, {
			targets: [
				{ id: "one/model-a", model: { input: ["text"] } },
				{ id: "two/model-b", api: "openai-completions", model: { input: ["text", "image"] } },
			],
		});
		standIn.script("model-a", { text: "blind" });
		standIn.script("model-b", { text: "I see" });

		const conversation = await scenario.open(version);
		await conversation.session.prompt("what is this?", { images: [PNG] });
		await conversation.ask("and now?");
		await conversation.dispose();

		expect(asked()).toEqual(["model-b", "model-b"]);
		expect(JSON.stringify(asBody(standIn.requests()[0]))).toContain(PNG.data.slice(0, 20));
		const [, rejected] = (await scenario.log()).all("routing.decision")[1]?.candidates ?? [];
		expect(rejected).toMatchObject({ target: "one/model-a", status: "rejected", code: "no-images" });
	});

	it("says so when an image is sent and every target reads text only", async () => {
		const scenario = await createScenario(standIn, { targets: [{ id: "one/model-a", model: { input: ["text"] } }] });
		standIn.script("model-a", { text: "blind" });

		const conversation = await scenario.open(version);
		await conversation.session.prompt("what is this?", { images: [PNG] });

		expect(standIn.requests()).toEqual([]);
		expect(conversation.saved()[0]?.errorMessage).toContain("one/model-a: the conversation holds images");
	});
});
