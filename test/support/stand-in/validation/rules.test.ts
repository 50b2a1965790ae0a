import { describe, expect, it } from "vitest";
import type { ApiName } from "../protocol.ts";
import { PROTOCOLS } from "../protocols/index.ts";
import { type Fields, firstProblem } from "./rule.ts";
import { bindToReasoning, sign } from "./sign.ts";

const MODEL = "model-a";
const PNG = "iVBORw0KGgo=";

const problemOf = (api: ApiName, body: Fields, model = MODEL) => firstProblem(PROTOCOLS[api].rules, { model, body });

/** A rule, and a request that breaks it and none before it. */
type Broken = readonly [rule: string, body: Fields, model?: string];

const cases = (...broken: readonly Broken[]) => broken.map(([rule, body, model = MODEL]) => ({ rule, body, model }));

const user = (...content: readonly object[]) => ({ role: "user", content });
const assistant = (...content: readonly object[]) => ({ role: "assistant", content });
const said = (text: string) => ({ type: "text", text });
const uses = (id: string) => ({ type: "tool_use", id, name: "read", input: {} });
const result = (tool_use_id: string) => ({ type: "tool_result", tool_use_id, content: "done" });
const thought = (thinking: string, signature = sign("anthropic", MODEL, thinking)) => ({
	type: "thinking",
	thinking,
	signature,
});
const BUDGET = { type: "enabled", budget_tokens: 1_000 };

describe("the rules of anthropic-messages", () => {
	const hi = user(said("hi"));

	it.each(
		cases(
			["a user speaks first, and only known roles speak", { messages: [assistant(said("hi"))] }],
			["a user speaks first, and only known roles speak", { messages: [hi, { role: "tool", content: "x" }] }],
			["no message is empty", { messages: [hi, assistant()] }],
			["no text is empty", { messages: [user(said(" "))] }],
			["ids of tool calls are plain and unique", { messages: [hi, assistant(uses("a|b")), user(result("a|b"))] }],
			[
				"ids of tool calls are plain and unique",
				{ messages: [hi, assistant(uses("a")), user(result("a")), assistant(uses("a")), user(result("a"))] },
			],
			["every tool call is answered at once", { messages: [hi, assistant(uses("a"), uses("b")), user(result("a"))] }],
			["every tool result has its call", { messages: [hi, assistant(said("ho")), user(result("a"))] }],
			["tool results stand first", { messages: [hi, assistant(uses("a")), user(said("so"), result("a"))] }],
			["thinking is this model's own", { messages: [hi, assistant(thought("hm"))] }, "another-model"],
			["thinking is this model's own", { messages: [hi, assistant(thought("hm", "from somewhere"))] }],
			[
				"a turn under way begins with thinking",
				{ thinking: BUDGET, max_tokens: 2_000, messages: [hi, assistant(uses("a")), user(result("a"))] },
			],
			["thinking leaves room for an answer", { thinking: BUDGET, max_tokens: 1_000, messages: [hi] }],
		),
	)("$rule", ({ rule, body, model }) => {
		expect(problemOf("anthropic-messages", body, model)?.rule).toBe(rule);
	});

	it("let a good conversation pass", () => {
		const messages = [
			hi,
			assistant(thought("hm"), said("ho"), uses("a"), uses("b")),
			user(result("a"), result("b"), said("and now")),
			assistant(thought("hm hm"), uses("c")),
			user(result("c")),
		];

		expect(problemOf("anthropic-messages", { thinking: BUDGET, max_tokens: 2_000, messages })).toBeUndefined();
	});

	it("do not ask for thinking where it is adaptive", () => {
		const messages = [hi, assistant(uses("a")), user(result("a"))];

		expect(problemOf("anthropic-messages", { thinking: { type: "adaptive" }, messages })).toBeUndefined();
	});
});

describe("the rules of openai-completions", () => {
	const hi = { role: "user", content: "hi" };
	const calls = (...ids: readonly string[]) => ({
		role: "assistant",
		content: null,
		tool_calls: ids.map((id) => ({ id, type: "function", function: { name: "read", arguments: "{}" } })),
	});
	const tool = (tool_call_id: string, content: unknown = "done") => ({ role: "tool", tool_call_id, content });
	const image = { type: "image_url", image_url: { url: `data:image/png;base64,${PNG}` } };

	it.each(
		cases(
			["only known roles speak", { messages: [hi, { role: "model", content: "x" }] }],
			["an assistant says or does something", { messages: [hi, { role: "assistant", content: null }] }],
			["ids of tool calls are short and unique", { messages: [hi, calls("x".repeat(41))] }],
			["ids of tool calls are short and unique", { messages: [hi, calls("a", "a")] }],
			[
				"arguments are JSON",
				{ messages: [hi, { role: "assistant", tool_calls: [{ id: "a", function: { arguments: "{" } }] }] },
			],
			["every tool call is answered at once", { messages: [hi, calls("a"), hi, tool("a")] }],
			["every tool result has its call", { messages: [hi, tool("a")] }],
			["only users show images", { messages: [hi, calls("a"), tool("a", [image])] }],
		),
	)("$rule", ({ rule, body, model }) => {
		expect(problemOf("openai-completions", body, model)?.rule).toBe(rule);
	});

	it("let a good conversation pass", () => {
		const messages = [
			{ role: "system", content: "x" },
			hi,
			calls("a", "b"),
			tool("b"),
			tool("a"),
			{ ...hi, content: [image] },
		];

		expect(problemOf("openai-completions", { messages })).toBeUndefined();
	});
});

describe("the rules of openai-responses", () => {
	const hi = { role: "user", content: [{ type: "input_text", text: "hi" }] };
	const reasoning = (id: string, text = "hm") => ({
		type: "reasoning",
		id,
		summary: [{ type: "summary_text", text }],
		encrypted_content: sign("openai", MODEL, text),
	});
	const call = (call_id: string, id?: string) => ({
		type: "function_call",
		call_id,
		id,
		name: "read",
		arguments: "{}",
	});
	const output = (call_id: string) => ({ type: "function_call_output", call_id, output: "done" });
	bindToReasoning("fc_bound", "rs_1");

	it.each(
		cases(
			["ids have the prefix of their kind and are short", { input: [hi, call("a", "toolu_1"), output("a")] }],
			["ids have the prefix of their kind and are short", { input: [hi, call("x".repeat(65))] }],
			["every function call has its output", { input: [hi, call("a")] }],
			["every function output has its call", { input: [hi, output("a")] }],
			["reasoning is this model's own", { input: [hi, reasoning("rs_1"), call("a"), output("a")] }, "another-model"],
			["reasoning is followed by what it led to", { input: [hi, reasoning("rs_1"), hi] }],
			["what followed reasoning comes back with it", { input: [hi, call("a", "fc_bound"), output("a")] }],
			[
				"images are data or an address",
				{ input: [{ role: "user", content: [{ type: "input_image", image_url: PNG }] }] },
			],
		),
	)("$rule", ({ rule, body, model }) => {
		expect(problemOf("openai-responses", body, model)?.rule).toBe(rule);
	});

	const good = {
		input: [hi, reasoning("rs_1"), call("a", "fc_bound"), call("b", "fc_2"), output("b"), output("a"), hi],
	};

	it("let a good conversation pass", () => {
		expect(problemOf("openai-responses", good)).toBeUndefined();
	});

	it.each([
		["stored", { ...good, stream: true, instructions: "x", store: true }],
		["not streamed", { ...good, store: false, instructions: "x" }],
		["without instructions", { ...good, store: false, stream: true }],
	])("of a ChatGPT plan refuse what is %s", (_what, body) => {
		expect(problemOf("openai-codex-responses", body)?.rule).toMatch(/^nothing is stored/);
		expect(problemOf("openai-responses", body)).toBeUndefined();
	});
});

describe("the rules of google-generative-ai", () => {
	const hi = { role: "user", parts: [{ text: "hi" }] };
	const call = (name: string, signature?: string) => ({
		functionCall: { name, args: {} },
		...(signature === undefined ? {} : { thoughtSignature: signature }),
	});
	const own = (name: string, model = MODEL) => call(name, sign("google", model, JSON.stringify([name, {}])));
	const response = (name: string) => ({ functionResponse: { name, response: { output: "done" } } });
	const model = (...parts: readonly object[]) => ({ role: "model", parts });
	const results = (...parts: readonly object[]) => ({ role: "user", parts });

	it.each(
		cases(
			["a user speaks first, and only users and models speak", { contents: [model({ text: "hi" })] }],
			[
				"a user speaks first, and only users and models speak",
				{ contents: [hi, { role: "tool", parts: [{ text: "x" }] }] },
			],
			["no content and no part is empty", { contents: [hi, model()] }],
			["no content and no part is empty", { contents: [{ role: "user", parts: [{ text: "" }] }] }],
			["a call comes after a user or after results", { contents: [hi, model({ text: "so" }), model(own("read"))] }],
			["calls and results correspond", { contents: [hi, model(own("read"), call("ls")), results(response("read"))] }],
			["calls and results correspond", { contents: [hi, model({ text: "so" }), results(response("read"))] }],
			["signatures are this model's own", { contents: [hi, model(own("read")), results(response("read"))] }, "another"],
			[
				"a call of the turn under way is signed",
				{ contents: [hi, model(call("read")), results(response("read"))] },
				"gemini-3-pro",
			],
		),
	)("$rule", ({ rule, body, model }) => {
		expect(problemOf("google-generative-ai", body, model)?.rule).toBe(rule);
	});

	it("let a good conversation pass", () => {
		const contents = [hi, model(own("read", "gemini-3-pro"), call("ls")), results(response("read"), response("ls"))];

		expect(problemOf("google-generative-ai", { contents }, "gemini-3-pro")).toBeUndefined();
	});

	it("take the dummy that is documented for calls of other models", () => {
		const contents = [hi, model(call("read", "skip_thought_signature_validator")), results(response("read"))];

		expect(problemOf("google-generative-ai", { contents }, "gemini-3-pro")).toBeUndefined();
	});
});
