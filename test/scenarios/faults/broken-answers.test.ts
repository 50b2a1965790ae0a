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

/** A kind, or what it is over each protocol. */
type Kinds = Parameters<typeof forApi<FailureKind>>[0];

const FAULTS: readonly { fault: FaultName; kind: Kinds; oldestKind?: Kinds }[] = [
	{ fault: "droppedAfterText", kind: "network" },
	{ fault: "endsAfterText", kind: "empty" },
	{ fault: "silenceAfterText", kind: "stalled" },
	{
		fault: "errorFrameAfterText",
		kind: { "anthropic-messages": "overload", "google-generative-ai": "empty", rest: "server" },
	},
	{ fault: "garbageFrame", kind: "server" },
	// pi 0.87.1 takes half a frame of two OpenAI protocols for the end of the stream.
	{
		fault: "halfJson",
		kind: "server",
		oldestKind: { "openai-completions": "empty", "openai-responses": "empty", rest: "server" },
	},
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
	{ what: "a rejected login", type: "authentication_error", message: "Incorrect API key provided.", kind: "auth" },
	{ what: "that it is overloaded", type: "overloaded_error", message: "Overloaded", kind: "overload" },
];

/** Protocols in which a stream can say that it failed; pi does not look at Google's frames for that. */
const TELLING = APIS.filter((api) => api !== "google-generative-ai");

function errorFrame(api: ApiName, type: string, message: string): string {
	const error = { type, code: type, message };
	if (api === "anthropic-messages") return sseFrame({ type: "error", error }, "error");
	if (api === "openai-completions") return sseFrame({ error });
	return sseFrame({ type: "response.failed", response: { id: "resp_a", status: "failed", error } }, "response.failed");
}

/** Ways in which a stream breaks off; the frames are those of its protocol. */
const BREAKS: Readonly<Record<string, (frames: FrameWriter) => readonly Action[]>> = {
	"is dropped": () => [{ do: "wait", ms: 20 }, { do: "reset" }],
	ends: () => [{ do: "end" }],
	"falls silent": () => [{ do: "hang" }],
	"says that it failed": (frames) => [...sendAll(frames.errorFrame()), { do: "end" }],
	"sends a frame that is no JSON": (frames) => [...sendAll([frames.rawFrame("{oops}")]), { do: "end" }],
	"sends half a frame": (frames) => [...sendAll([frames.rawFrame('{"half":"of it').trimEnd()]), { do: "end" }],
};

const textOf = ({ content }: AssistantMessage) => content.map(({ text }) => text ?? "").join("");

describe.each(PI_VERSIONS)("with pi %s", (version) => {
	describe.each(APIS)("an answer over %s", (api) => {
		it.each(FAULTS)(
			"that breaks off ($fault) is repeated by another target and never joined",
			async ({ fault, kind: newestKind, oldestKind = newestKind }) => {
				const kind = version === "0.87.1" ? oldestKind : newestKind;
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
					{ target: "one/model-a", outcome: "failed", committed: true, failure: { kind: forApi(kind, api) } },
					{ target: "two/model-b", outcome: "success" },
				]);
				expect(log.all("routing.final").map(({ outcome }) => outcome)).toEqual(["terminal_error", "success"]);
			},
		);
	});

	describe.each(TELLING)("an answer over %s", (api) => {
		it.each(TOLD)("that is cut short by $what is repeated by another target", async ({ type, message, kind }) => {
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
			expect(messages[0]?.errorMessage).toMatch(
				/^one\/model-a broke off after its answer had begun .*pi repeats the request\.$/,
			);
			expect(standIn.requests().map(({ model }) => model)).toEqual(["model-a", "model-b"]);
			const [failed] = (await scenario.log()).all("routing.result");
			expect(failed).toMatchObject({ committed: true, failure: { kind } });
		});
	});

	describe.each(APIS)("an answer over %s", (api) => {
		const targets = [{ id: "one/model-a", api, model: { maxTokens: 80 } }, { id: "two/model-b" }];

		it("that a content filter cuts short ends in one clear error and is not repeated", async () => {
			const scenario = await createScenario(standIn, { targets });
			standIn.script("model-a", { text: "Half of a", finish: "filter" });
			standIn.script("model-b", { text: "Hello from b" });

			const conversation = await scenario.open(version, { settings: { retry: RETRY } });
			const { messages } = await conversation.ask("hi");
			await conversation.dispose();

			expect(messages.map(textOf)).toEqual(["Half of a"]);
			expect(messages).toMatchObject([{ stopReason: "error", provider: "one", model: "model-a" }]);
			expect(messages[0]?.errorMessage).toMatch(
				/^one\/model-a broke off .*\(refusing the request\)\. pi does not repeat it/,
			);
			expect(standIn.requests().map(({ model }) => model)).toEqual(["model-a"]);
			const log = await scenario.log();
			expect(log.one("routing.result")).toMatchObject({ committed: true, failure: { kind: "policy" } });
			expect(log.all("cooldown.set")).toEqual([]);
		});

		it("that reaches the limit which was asked for stays as it is", async () => {
			const scenario = await createScenario(standIn, { targets });
			standIn.script("model-a", { text: "Half of a", finish: "length", usage: { outputTokens: 80 } });
			standIn.script("model-b", { text: "Hello from b" });

			const conversation = await scenario.open(version, { settings: { retry: RETRY } });
			const { messages } = await conversation.ask("hi");
			await conversation.dispose();

			expect(messages.map(textOf)).toEqual(["Half of a"]);
			expect(messages).toMatchObject([{ stopReason: "length", provider: "one", model: "model-a" }]);
			expect(standIn.requests().map(({ model }) => model)).toEqual(["model-a"]);
			expect((await scenario.log()).one("routing.final").outcome).toBe("success");
		});

		it.each(Object.keys(BREAKS))("that %s in the middle of a tool call is repeated, and nothing runs", async (how) => {
			const scenario = await createScenario(standIn, {
				targets: [{ id: "one/model-a", api, fields: { timeouts: SHORT_IDLE } }, { id: "two/model-b" }],
			});
			const call = { name: "write", arguments: { path: "half.txt", content: "should never be written" } };
			standIn.script("model-a", {
				timeline: (frames) => [
					streamHeaders(),
					// The beginning of the call and a part of its arguments; Google sends a call in one piece.
					...sendAll([...frames.handshake(), ...frames.toolCall(call).slice(0, 2)]),
					...(BREAKS[how]?.(frames) ?? []),
				],
			});
			standIn.script("model-b", { text: "Hello from b" });

			const conversation = await scenario.open(version, { settings: { retry: RETRY }, hasTools: true });
			const { events, messages } = await conversation.ask("hi");
			await conversation.dispose();

			expect(messages.map(textOf)).toEqual(["", "Hello from b"]);
			expect(messages[0]?.errorMessage).toMatch(/^one\/model-a broke off after its answer had begun .*pi repeats/);
			expect(events.map(({ type }) => type)).not.toContain("tool_execution_start");
			expect(await readdir(scenario.home.cwd)).toEqual([]);
			expect(standIn.requests().map(({ model }) => model)).toEqual(["model-a", "model-b"]);
			expect(JSON.stringify(standIn.requests("model-b")[0]?.body)).not.toContain("half.txt");
		});
	});

	it.each(APIS)("a tool call over %s that breaks off is never run", async (api) => {
		const scenario = await createScenario(standIn, { targets: [{ id: "one/model-a", api }, { id: "two/model-b" }] });
		const call = { name: "write", arguments: { path: "half.txt", content: "should never be written" } };
		standIn.script("model-a", {
			timeline: (frames) => [
				streamHeaders(),
				...sendAll([...frames.handshake(), ...frames.toolCall(call)]),
				{ do: "wait", ms: 20 },
				{ do: "reset" },
			],
		});
		standIn.script("model-b", { text: "Hello from b" });

		const conversation = await scenario.open(version, { settings: { retry: RETRY }, hasTools: true });
		const { events, messages, text } = await conversation.ask("hi");

		expect(text).toBe("Hello from b");
		expect(messages.map(({ stopReason }) => stopReason)).toEqual(["error", "stop"]);
		expect(events.map(({ type }) => type)).not.toContain("tool_execution_start");
		expect(await readdir(scenario.home.cwd)).toEqual([]);
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
