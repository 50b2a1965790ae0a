import type { Api, Message, Model } from "@earendil-works/pi-ai";
import { describe, expect, it } from "vitest";
import { repairPayload } from "./payload-repairs.ts";

const aModel = (api: Api, id = "model-a"): Model<Api> => ({ api, id, provider: "one" }) as unknown as Model<Api>;
const anthropic = aModel("anthropic-messages");

const user: Message = { role: "user", content: "hi", timestamp: 0 };
const answeredBy = (model: string): Message =>
	({ role: "assistant", api: "anthropic-messages", provider: "one", model, content: [] }) as unknown as Message;

const thought = { type: "thinking", thinking: "hm", signature: "s" };
const call = { type: "tool_use", id: "a", name: "read", input: {} };
const result = { role: "user", content: [{ type: "tool_result", tool_use_id: "a", content: "done" }] };
const assistant = (...content: readonly object[]) => ({ role: "assistant", content });
const hi = { role: "user", content: "hi" };
const BUDGET = { type: "enabled", budget_tokens: 1_024 };

describe("thinking with a budget", () => {
	const thinkingAfter = (sent: readonly object[], said: readonly Message[], more: object = {}) =>
		repairPayload(
			{ thinking: BUDGET, max_tokens: 8_000, messages: sent, ...more },
			{ model: anthropic, context: { messages: said } as never },
		) as { readonly thinking: object };
	const off = { type: "disabled" };

	it.each<[string, readonly object[], readonly Message[], object]>([
		["stays for a new question", [hi], [user], BUDGET],
		["stays in a loop of its own", [hi, assistant(thought, call), result], [user, answeredBy("model-a")], BUDGET],
		[
			"stays where it goes on without thinking again",
			[hi, assistant(thought, call), result, assistant(call), result],
			[user, answeredBy("model-a"), answeredBy("model-a")],
			BUDGET,
		],
		["goes in a loop that another model began", [hi, assistant(call), result], [user, answeredBy("model-b")], off],
		[
			"goes where another model went on",
			[hi, assistant(thought, call), result, assistant(call), result],
			[user, answeredBy("model-a"), answeredBy("model-b")],
			off,
		],
		[
			"goes for the rest of a loop that it went on in without thinking",
			[hi, assistant(call), result, assistant(call), result],
			[user, answeredBy("model-b"), answeredBy("model-a")],
			off,
		],
		[
			"is back with the next question",
			[hi, assistant(call), result, assistant({ type: "text", text: "so" }), hi],
			[user, answeredBy("model-b"), user],
			BUDGET,
		],
	])("%s", (_what, sent, said, thinking) => {
		expect(thinkingAfter(sent, said).thinking).toEqual(thinking);
	});

	it("goes when it leaves no room for an answer", () => {
		expect(thinkingAfter([hi], [user], { max_tokens: 700 }).thinking).toEqual(off);
	});

	it("is not touched when it is adaptive", () => {
		const adaptive = { type: "adaptive" };

		expect(thinkingAfter([hi, assistant(call), result], [user, answeredBy("b")], { thinking: adaptive }).thinking).toBe(
			adaptive,
		);
	});
});

describe("calls to sign", () => {
	const context = { messages: [] } as never;
	const part = (name: string, thoughtSignature?: string) => ({
		functionCall: { name, args: {} },
		...(thoughtSignature === undefined ? {} : { thoughtSignature }),
	});
	const payload = {
		contents: [
			{ role: "user", parts: [{ text: "hi" }] },
			{ role: "model", parts: [{ text: "so" }, part("read"), part("ls")] },
			{ role: "model", parts: [part("read", "own"), part("ls")] },
		],
	};

	it.each(["google-generative-ai", "google-vertex"] as const)(
		"get a stand-in signature once each time, over %s",
		(api) => {
			expect(repairPayload(payload, { model: aModel(api, "gemini-3-pro"), context })).toEqual({
				contents: [
					payload.contents[0],
					{ role: "model", parts: [{ text: "so" }, part("read", "skip_thought_signature_validator"), part("ls")] },
					payload.contents[2],
				],
			});
		},
	);

	it.each([
		["an older family", "google-generative-ai", "gemini-2.5-pro"],
		["another model behind the same protocol", "google-generative-ai", "claude-opus-5"],
		["another protocol", "openai-completions", "gemini-3-pro"],
	] as const)("are left as they are for %s", (_what, api, id) => {
		expect(repairPayload(payload, { model: aModel(api, id), context })).toBe(payload);
	});
});

describe("ids of calls that came before", () => {
	const context = { messages: [] } as never;
	const use = (id: string) => ({ type: "tool_use", id, name: "read", input: {} });
	const resultOf = (id: string) => ({ type: "tool_result", tool_use_id: id, content: id });
	const said = (...content: readonly object[]) => ({ role: "user", content });
	const mended = (messages: readonly object[]) =>
		(repairPayload({ messages }, { model: anthropic, context }) as { messages: readonly object[] }).messages;

	it("are new in a later message, and so are those of their results", () => {
		const first = [hi, assistant(use("call_0"), use("call_1")), said(resultOf("call_0"), resultOf("call_1"))];
		const second = [assistant(use("call_0")), said(resultOf("call_0"), { type: "text", text: "and?" })];
		const [call, answer] = mended([...first, ...second]).slice(3);

		expect(mended([...first, ...second]).slice(0, 3)).toEqual(first);
		expect(call).toEqual(assistant(use("call_0_3_0")));
		expect(answer).toEqual(said({ ...resultOf("call_0"), tool_use_id: "call_0_3_0" }, { type: "text", text: "and?" }));
	});

	it("are told apart within one message, in the order of the results", () => {
		const [, call, answer] = mended([hi, assistant(use("a"), use("a")), said(resultOf("a"), resultOf("a"))]);

		expect(call).toEqual(assistant(use("a"), use("a_1_1")));
		expect(answer).toEqual(said(resultOf("a"), { ...resultOf("a"), tool_use_id: "a_1_1" }));
	});

	it("stay when none is repeated", () => {
		const payload = { messages: [hi, assistant(use("a")), said(resultOf("a")), "odd", { role: "user", content: [1] }] };

		expect(repairPayload(payload, { model: anthropic, context })).toBe(payload);
	});
});

describe("results of parallel calls with a picture between them", () => {
	const context = { messages: [] } as never;
	const response = (name: string) => ({ functionResponse: { name, response: {} } });
	const ofUser = (...parts: readonly object[]) => ({ role: "user", parts });
	const calls = { role: "model", parts: [{ functionCall: { name: "a" } }, { functionCall: { name: "b" } }] };
	const picture = { inlineData: { data: "" } };
	const model = aModel("google-generative-ai", "gemini-2.5-pro");

	it("stand together, and the picture after them", () => {
		const contents = [ofUser({ text: "hi" }), calls, ofUser(response("a")), ofUser(picture), ofUser(response("b"))];

		expect(repairPayload({ contents }, { model, context })).toEqual({
			contents: [ofUser({ text: "hi" }), calls, ofUser(response("a"), response("b")), ofUser(picture)],
		});
	});

	it("stay where the picture is of the last one", () => {
		const payload = {
			contents: [calls, ofUser(response("a"), response("b")), ofUser(picture), ofUser({ text: "hi" })],
		};

		expect(repairPayload(payload, { model, context })).toBe(payload);
	});
});

it.each([
	[undefined],
	[null],
	["text"],
	[[]],
	[{ contents: "x" }],
	[{ contents: [1, { parts: 1 }] }],
	[{ thinking: BUDGET }],
])("leaves a payload of another shape alone: %j", (payload) => {
	for (const model of [anthropic, aModel("google-generative-ai", "gemini-3-pro")]) {
		expect(repairPayload(payload, { model, context: { messages: [] } as never })).toEqual(payload);
	}
});
