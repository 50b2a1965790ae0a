import { afterAll, describe, expect, it } from "vitest";
import { PI_VERSIONS, type PiVersion } from "../../support/pi/pi-package.ts";
import type { SdkSessionOptions } from "../../support/pi/sdk-session.ts";
import { type Conversation, createScenario, type Scenario, type ScenarioTarget } from "../../support/scenario.ts";
import { sseFrame } from "../../support/stand-in/sse.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import type { Step } from "../../support/stand-in/step.ts";
import { sendAll, streamHeaders } from "../../support/stand-in/timeline.ts";
import { APIS } from "./fault-rows.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

const TOO_LONG: Step = { status: 400 };
/** The conversation fits the window, but not what the account may send in one minute. */
const ABOVE_ALLOWANCE: Step = {
	status: 413,
	body: {
		error: {
			message:
				"Request too large for model `model-a` in organization `org_test` service tier `on_demand` on tokens per minute (TPM): Limit 6000, Requested 14810, please reduce your message size and try again.",
			type: "tokens",
			code: "rate_limit_exceeded",
		},
	},
};
/** A proxy's page, which says the same of the size in bytes. */
const PROXY_PAGE: Step = { status: 413, variant: "html" };
const LONG = "word ".repeat(2000).trim();
/** Compacts as soon as it is asked to, and keeps only the end. */
const SETTINGS: SdkSessionOptions["settings"] = {
	retry: { enabled: false },
	compaction: { enabled: true, keepRecentTokens: 100, reserveTokens: 1000 },
};

/** How a protocol says in the middle of an answer that the window is full. */
const FULL_FRAMES = {
	"anthropic-messages": sseFrame(
		{
			type: "message_delta",
			delta: { stop_reason: "model_context_window_exceeded", stop_sequence: null },
			usage: { output_tokens: 3 },
		},
		"message_delta",
	),
	"openai-completions": sseFrame({
		id: "chatcmpl-full",
		object: "chat.completion.chunk",
		choices: [{ index: 0, delta: {}, finish_reason: "model_context_window_exceeded" }],
	}),
	"openai-responses": sseFrame(
		{
			type: "response.failed",
			response: {
				id: "resp_full",
				status: "failed",
				error: {
					code: "context_length_exceeded",
					message: "Your input exceeds the context window of this model. Please adjust your input and try again.",
				},
			},
		},
		"response.failed",
	),
} as const;

/** An answer that has begun when the window is full. */
const fullAfterText = (frame: string): Step => ({
	timeline: (frames) => [
		streamHeaders(),
		...sendAll([...frames.handshake(), ...frames.text(["Half of", " a"]), frame]),
		{ do: "end" },
	],
});

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

	it.each(Object.entries(FULL_FRAMES))(
		"pi compacts and the request succeeds when %s says in the middle of an answer that the window is full",
		async (api, frame) => {
			const scenario = await createScenario(standIn, {
				targets: [
					{ id: "one/model-a", api: api as keyof typeof FULL_FRAMES },
					{ id: "two/model-b", api: "openai-completions", model: { contextWindow: 400_000 } },
				],
			});
			standIn.script("model-b", { text: "Done" });
			const conversation = await openLongSession(version, scenario, [
				fullAfterText(frame),
				{ text: "A short summary." },
			]);

			const { events, text, messages } = await conversation.ask("three");
			await conversation.dispose();

			expect(messages[0]?.errorMessage).toBe("prompt is too long: it exceeds the context window of one/model-a");
			expect(events.find(({ type }) => type === "compaction_end")).toMatchObject({
				reason: "overflow",
				willRetry: true,
			});
			expect(text).toBe("Done");
			// pi's repetition goes to the other target first, whose answer has not broken off.
			expect(asked().slice(2)).toEqual(["model-a", "model-a", "model-b"]);
			expect(JSON.stringify(standIn.requests().at(-1)?.body)).not.toContain("Half of");
			const log = await scenario.log();
			expect(log.all("routing.result")[2]).toMatchObject({ committed: true, failure: { kind: "overflow" } });
			expect(log.all("cooldown.set")).toEqual([]);
		},
	);

	it("pi compacts and asks again when an answer was cut short because the window left no room for more", async () => {
		const scenario = await createScenario(standIn, {
			targets: [{ id: "one/model-a", model: { contextWindow: 128_000, maxTokens: 8_000 } }],
		});
		const conversation = await openLongSession(version, scenario, [
			{ text: "Half of a", finish: "length", usage: { outputTokens: 50 } },
			{ text: "A short summary." },
			{ text: "Done" },
		]);

		const { events, text } = await conversation.ask("three");

		expect(events.find(({ type }) => type === "compaction_end")).toMatchObject({ reason: "overflow", willRetry: true });
		expect(text).toBe("Done");
	});

	// pi 1.5.2 knows only the model's own limit and compacts for every answer below it.
	it.runIf(version === "0.87.1")("an answer that was cut at the limit which was asked for stays as it is", async () => {
		const scenario = await createScenario(standIn, {
			targets: [{ id: "one/model-a", model: { contextWindow: 128_000, maxTokens: 8_000 }, fields: { maxTokens: 50 } }],
		});
		const conversation = await openLongSession(version, scenario, [
			{ text: "Half of a", finish: "length", usage: { outputTokens: 50 } },
		]);

		const { events, messages } = await conversation.ask("three");

		expect(events.map(({ type }) => type)).not.toContain("compaction_start");
		expect(messages).toMatchObject([{ stopReason: "length", provider: "one", model: "model-a" }]);
	});

	it("pi compacts when the only target refuses a request of this size although it fits the window", async () => {
		const scenario = await createScenario(standIn, { targets: [{ id: "one/model-a", api: "openai-completions" }] });
		const conversation = await openLongSession(version, scenario, [
			ABOVE_ALLOWANCE,
			{ text: "A short summary." },
			{ text: "Done" },
		]);

		const { messages, text } = await conversation.ask("three");

		expect(messages[0]?.errorMessage).toBe("prompt is too long: one/model-a refuses requests of this size");
		expect(text).toBe("Done");
	});

	it("a target that refused a request of this size is asked last from then on", async () => {
		const scenario = await createScenario(standIn, {
			targets: [{ id: "one/model-a", api: "openai-completions" }, { id: "two/model-b" }],
			route: { affinity: "off" },
		});
		standIn.script("model-b", { text: "Hello from b" });
		standIn.script("model-a", ABOVE_ALLOWANCE);

		const conversation = await scenario.open(version, { settings: SETTINGS });
		await conversation.ask("one");
		await conversation.ask("two");
		await conversation.dispose();

		expect(asked()).toEqual(["model-a", "model-b", "model-b"]);
		const log = await scenario.log();
		expect(log.all("routing.decision").map(({ order }) => order)).toEqual([
			["one/model-a", "two/model-b"],
			["two/model-b", "one/model-a"],
		]);
		expect(log.all("cooldown.set")).toEqual([]);
	});

	it.each(APIS)(
		"a proxy's page that %s gets for the size of a request sends it on to any other target",
		async (api) => {
			const scenario = await createScenario(standIn, {
				targets: [
					{ id: "one/model-a", api, model: { contextWindow: 128_000 } },
					{ id: "two/model-b", model: { contextWindow: 64_000 } },
				],
			});
			standIn.script("model-a", PROXY_PAGE);
			standIn.script("model-b", { text: "Hello from b" });

			const conversation = await scenario.open(version, { settings: SETTINGS });
			const { text } = await conversation.ask("hi");

			expect(text).toBe("Hello from b");
		},
	);

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
