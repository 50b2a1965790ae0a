import { readdir } from "node:fs/promises";
import { afterAll, describe, expect, it } from "vitest";
import type { FailureKind } from "../../../src/core/failure.ts";
import { PI_VERSIONS } from "../../support/pi/pi-package.ts";
import { type AssistantMessage, createScenario } from "../../support/scenario.ts";
import type { ApiName, FrameWriter } from "../../support/stand-in/protocol.ts";
import { sseFrame } from "../../support/stand-in/sse.ts";
import { startStandIn } from "../../support/stand-in/stand-in.ts";
import type { FaultName } from "../../support/stand-in/step.ts";
import { type Action, sendAll, streamHeaders } from "../../support/stand-in/timeline.ts";
import { APIS, forApi, SHORT_IDLE } from "./fault-rows.ts";

const standIn = await startStandIn();
afterAll(() => standIn.close());

const RETRY = { enabled: true, maxRetries: 2, baseDelayMs: 10 };

/** No kind where the versions of pi word it so differently that no one name fits. */
const FAULTS: readonly { fault: FaultName; kind?: Parameters<typeof forApi<FailureKind>>[0] }[] = [
	{ fault: "droppedAfterText", kind: "network" },
	{ fault: "endsAfterText", kind: "empty" },
	{ fault: "silenceAfterText", kind: "stalled" },
	{
		fault: "errorFrameAfterText",
		kind: { "anthropic-messages": "overload", "google-generative-ai": "empty", rest: "server" },
	},
	{ fault: "garbageFrame", kind: "server" },
	{ fault: "halfJson" },
];

/** What a provider says in the middle of an answer, and what the router takes it for. */
const TOLD: readonly { what: string; type: string; message: string; kind: FailureKind }[] = [
	{
		what: "a rate limit",
		type: "rate_limit_exceeded",
		message: "Rate limit reached for model-a. Please try again in 20s.",
		kind: "rate",
	},
	{
		what: "a used-up quota",
		type: "insufficient_quota",
		message: "You exceeded your current quota, please check your plan and billing details.",
		kind: "balance",
	},
	{ what: "a rejected key", type: "authentication_error", message: "Incorrect API key provided.", kind: "auth" },
	{ what: "an overload", type: "overloaded_error", message: "Overloaded", kind: "overload" },
];

/** Protocols in which a stream can say that it failed; pi does not look at Google's frames for that. */
const TELLING = APIS.filter((api) => api !== "google-generative-ai");

function errorFrame(api: ApiName, type: string, message: string): string {
	const error = { type, code: type, message };
	if (api === "anthropic-messages") return sseFrame({ type: "error", error }, "error");
	if (api === "openai-completions") return sseFrame({ error });
	return sseFrame({ type: "response.failed", response: { id: "resp_a", status: "failed", error } }, "response.failed");
}

/** How a stream may go in the middle of something, in the frames of its protocol. */
const BREAKS: readonly { readonly how: string; readonly actions: (frames: FrameWriter) => readonly Action[] }[] = [
	{ how: "is reset", actions: () => [{ do: "wait", ms: 20 }, { do: "reset" }] },
	{ how: "ends", actions: () => [{ do: "end" }] },
	{ how: "falls silent", actions: () => [{ do: "hang" }] },
	{ how: "says that it failed", actions: (frames) => [...sendAll(frames.errorFrame()), { do: "end" }] },
	{
		how: "sends a frame that is no JSON",
		actions: (frames) => [...sendAll([frames.rawFrame("{oops}")]), { do: "end" }],
	},
	{
		how: "sends half a frame",
		actions: (frames) => [...sendAll([frames.rawFrame('{"half":"of it').trimEnd()]), { do: "end" }],
	},
];

const textOf = ({ content }: AssistantMessage) => content.map(({ text }) => text ?? "").join("");

describe.each(PI_VERSIONS)("with pi %s", (version) => {
	describe.each(APIS)("an answer over %s", (api) => {
		it.each(FAULTS)(
			"that breaks off ($fault) is repeated by another target and never joined",
			async ({ fault, kind }) => {
				const [other] = APIS.filter((name) => name !== api);
				const scenario = await createScenario(standIn, {
					targets: [
						{ id: "one/model-a", api, fields: { timeouts: SHORT_IDLE } },
						{ id: "two/model-b", api: other ?? api },
					],
				});
				standIn.script("model-a", { fault, text: "Half of a" });
				standIn.script("model-b", { text: "Hello from b" });

				const conversation = await scenario.open(version, { settings: { retry: RETRY } });
				const { messages } = await conversation.ask("hi");
				await conversation.dispose();

				expect(messages.map(textOf)).toEqual(["Half of a", "Hello from b"]);
				expect(messages).toMatchObject([
					{ stopReason: "error", provider: "one", api, model: "model-a" },
					{ stopReason: "stop", provider: "two", api: other, model: "model-b" },
				]);
				expect(messages[0]?.errorMessage).toMatch(
					/^one\/model-a broke off after its answer had begun .*pi repeats the request\.$/,
				);
				expect(conversation.saved().map(textOf)).toEqual(["Half of a", "Hello from b"]);
				// What was half said is not sent to anybody.
				expect(standIn.requests().map(({ model }) => model)).toEqual(["model-a", "model-b"]);
				expect(JSON.stringify(standIn.requests("model-b")[0]?.body)).not.toContain("Half of a");
				const log = await scenario.log();
				expect(log.all("routing.decision").map(({ order }) => order)).toEqual([
					["one/model-a", "two/model-b"],
					["two/model-b", "one/model-a"],
				]);
				expect(log.all("routing.result")).toMatchObject([
					{ target: "one/model-a", outcome: "failed", committed: true },
					{ target: "two/model-b", outcome: "success" },
				]);
				const [broken] = log.all("routing.result");
				if (kind !== undefined) expect(broken?.failure?.kind).toBe(forApi(kind, api));
				expect(log.all("routing.final").map(({ outcome }) => outcome)).toEqual(["terminal_error", "success"]);
			},
		);

		it("that is refused half-way ends in one clear error and is not repeated", async () => {
			const scenario = await createScenario(standIn, { targets: [{ id: "one/model-a", api }, { id: "two/model-b" }] });
			standIn.script("model-a", { text: "Half of a", finish: "filter" });
			standIn.script("model-b", { text: "Hello from b" });

			const conversation = await scenario.open(version, { settings: { retry: RETRY } });
			const { messages } = await conversation.ask("hi");
			await conversation.dispose();

			expect(messages).toHaveLength(1);
			expect(messages[0]).toMatchObject({ stopReason: "error", provider: "one", model: "model-a" });
			expect(messages[0]?.errorMessage).toMatch(
				/^one\/model-a broke off .* \(refusing the request\)\. pi does not repeat it/,
			);
			expect(standIn.requests().map(({ model }) => model)).toEqual(["model-a"]);
			expect((await scenario.log()).one("routing.result").failure?.kind).toBe("policy");
		});

		it("that reaches the output limit is an answer", async () => {
			const scenario = await createScenario(standIn, { targets: [{ id: "one/model-a", api }, { id: "two/model-b" }] });
			// The default limit of a model in pi, so that pi sees no room for more.
			standIn.script("model-a", { text: "All that fits", finish: "length", usage: { outputTokens: 16_384 } });

			const conversation = await scenario.open(version, { settings: { retry: RETRY } });
			const { messages } = await conversation.ask("hi");
			await conversation.dispose();

			expect(messages).toMatchObject([{ stopReason: "length", provider: "one" }]);
			expect((await scenario.log()).one("routing.final").outcome).toBe("success");
		});
	});

	const told = TELLING.flatMap((api) => TOLD.map((one) => ({ api, ...one })));
	it.each(told)("an answer over $api that $what ends is repeated by another target", async (one) => {
		const { api, type, message, kind } = one;
		const scenario = await createScenario(standIn, { targets: [{ id: "one/model-a", api }, { id: "two/model-b" }] });
		standIn.script("model-a", {
			timeline: (frames) => [
				streamHeaders(),
				...sendAll([...frames.handshake(), ...frames.text(["Half of", " a"]), errorFrame(api, type, message)]),
				{ do: "end" },
			],
		});
		standIn.script("model-b", { text: "Hello from b" });

		const conversation = await scenario.open(version, { settings: { retry: RETRY } });
		const { messages } = await conversation.ask("hi");
		await conversation.dispose();

		expect(messages.map(textOf)).toEqual(["Half of a", "Hello from b"]);
		expect(messages[0]?.errorMessage).toMatch(/^one\/model-a broke off .*pi repeats the request\.$/);
		expect(standIn.requests().map(({ model }) => model)).toEqual(["model-a", "model-b"]);
		const [failed] = (await scenario.log()).all("routing.result");
		expect(failed).toMatchObject({ committed: true, failure: { kind } });
	});

	const calls = APIS.flatMap((api) =>
		BREAKS.flatMap((one) =>
			[true, false].map((isWhole) => ({ api, ...one, isWhole, much: isWhole ? "all" : "a part" })),
		),
	);
	it.each(calls)("a tool call over $api is never run when the stream $how after $much of it", async (one) => {
		const { api, actions, isWhole } = one;
		const scenario = await createScenario(standIn, {
			targets: [{ id: "one/model-a", api, fields: { timeouts: SHORT_IDLE } }, { id: "two/model-b" }],
		});
		const call = { name: "write", arguments: { path: "half.txt", content: "should never be written" } };
		standIn.script("model-a", {
			timeline: (frames) => [
				streamHeaders(),
				// A part is the beginning and some of the arguments; Google sends a call in one piece.
				...sendAll([...frames.handshake(), ...frames.toolCall(call).slice(0, isWhole ? undefined : 2)]),
				...actions(frames),
			],
		});
		standIn.script("model-b", { text: "Hello from b" });

		const conversation = await scenario.open(version, { settings: { retry: RETRY }, hasTools: true });
		const { events, messages, text } = await conversation.ask("hi");

		expect(text).toBe("Hello from b");
		expect(messages.map(({ stopReason }) => stopReason)).toEqual(["error", "stop"]);
		expect(events.map(({ type }) => type)).not.toContain("tool_execution_start");
		expect(await readdir(scenario.home.cwd)).toEqual([]);
		expect(standIn.requests().map(({ model }) => model)).toEqual(["model-a", "model-b"]);
		expect(JSON.stringify(standIn.requests("model-b")[0]?.body)).not.toContain("half.txt");
	});

	it("an answer that breaks off is repeated by the same target when there is no other", async () => {
		const scenario = await createScenario(standIn, { targets: [{ id: "one/model-a" }] });
		standIn.script("model-a", [{ fault: "droppedAfterText", text: "Half of a" }, { text: "All of a" }]);

		const conversation = await scenario.open(version, { settings: { retry: RETRY } });
		const { messages } = await conversation.ask("hi");

		expect(messages.map(textOf)).toEqual(["Half of a", "All of a"]);
	});

	it("the target that broke off is first again in the next turn", async () => {
		const scenario = await createScenario(standIn, {
			targets: [{ id: "one/model-a" }, { id: "two/model-b", api: "openai-completions" }],
			route: { affinity: "off" },
		});
		standIn.script("model-a", [{ fault: "droppedAfterText", text: "Half of a" }, { text: "All of a" }]);
		standIn.script("model-b", { text: "Hello from b" });

		const conversation = await scenario.open(version, { settings: { retry: RETRY } });
		await conversation.ask("one");
		const { text } = await conversation.ask("two");

		expect(text).toBe("All of a");
	});

	it("-p prints only the whole answer after one that broke off, and ends", async () => {
		const scenario = await createScenario(standIn, {
			targets: [{ id: "one/model-a", api: "openai-responses" }, { id: "two/model-b" }],
			home: { settings: { retry: RETRY } },
		});
		standIn.script("model-a", { fault: "droppedAfterText", text: "Half of a" });
		standIn.script("model-b", { text: "Hello from b" });

		const result = await scenario.run(version, ["-p", "hi"]);

		expect(result).toMatchObject({ code: 0, isTimedOut: false, stdout: "Hello from b\n", stderr: "" });
	});
});
