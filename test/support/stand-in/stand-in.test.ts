import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { callModel } from "./call-model.ts";
import { type StandIn, startStandIn } from "./stand-in.ts";

let standIn: StandIn;
beforeEach(async () => {
	standIn = await startStandIn();
});
afterEach(() => standIn.close());

async function ask(model = "model-a", provider = "acme"): Promise<string> {
	const { message } = await callModel(standIn, "openai-completions", { model, provider });
	const [block] = message.content;
	return block?.type === "text" ? block.text : (message.errorMessage ?? "");
}

describe("script", () => {
	it("answers with each step once and then with the last one for ever", async () => {
		standIn.script("model-a", [{ text: "one" }, { status: 503 }, { text: "three" }]);

		expect([await ask(), (await ask()).slice(0, 3), await ask(), await ask()]).toEqual([
			"one",
			"503",
			"three",
			"three",
		]);
	});

	it("keeps models apart", async () => {
		standIn.script("model-a", { text: "I am a" });
		standIn.script("model-b", { text: "I am b" });

		expect(await Promise.all([ask("model-b"), ask("model-a")])).toEqual(["I am b", "I am a"]);
	});

	it("keeps providers with the same model apart", async () => {
		standIn.script("home/model-a", { text: "at home" });
		standIn.script("model-a", { text: "elsewhere" });

		expect([await ask("model-a", "home"), await ask("model-a", "work")]).toEqual(["at home", "elsewhere"]);
	});

	it("asks a function about each request", async () => {
		standIn.script("model-a", ({ provider }) => ({ text: `hello ${provider}` }));

		expect([await ask("model-a", "one"), await ask("model-a", "two")]).toEqual(["hello one", "hello two"]);
	});

	it("holds a request until the function's promise settles", async () => {
		const gate = Promise.withResolvers<{ text: string }>();
		standIn.script("model-a", () => gate.promise);
		const answer = ask();
		await standIn.waitForRequest(1);

		gate.resolve({ text: "now" });

		expect(await answer).toBe("now");
	});

	it("plays a timeline written by hand", async () => {
		const gate = Promise.withResolvers<void>();
		standIn.script("model-a", {
			timeline: (frames) => [
				{ do: "headers", status: 200, headers: { "content-type": "text/event-stream" } },
				{ do: "send", data: frames.handshake().join("") + frames.text(["first "]).join("") },
				{ do: "until", settled: gate.promise },
				{ do: "send", data: frames.text(["second"]).join("") + frames.finish("stop").join("") },
				{ do: "end" },
			],
		});
		const answer = ask();
		await standIn.waitForRequest(1);

		gate.resolve();

		expect(await answer).toBe("first second");
	});

	it("makes a failing function visible instead of a plausible fault", async () => {
		standIn.script("model-a", () => {
			throw new Error("no such case");
		});

		expect(await ask()).toContain("501 The stand-in's script failed: Error: no such case");
	});

	it("is forgotten by clear, after which a model is unknown", async () => {
		standIn.script("model-a", { text: "hello" });
		standIn.clear();

		expect(await ask()).toContain("404");
	});
});

describe("requests", () => {
	it("are recorded with provider, model, protocol, time, headers and body", async () => {
		standIn.script("model-a", { text: "hello" });
		const before = performance.now();

		await callModel(standIn, "google-generative-ai", { provider: "über/acme", options: { apiKey: "key-1" } });

		const [request] = standIn.requests("model-a");
		expect(request).toMatchObject({
			provider: "über/acme",
			model: "model-a",
			protocol: "google-generative-ai",
			headers: { "x-goog-api-key": "key-1" },
			body: { contents: [{ role: "user", parts: [{ text: "hi" }] }] },
		});
		expect(request?.at).toBeGreaterThan(before);
		expect(request?.closedAt).toBeGreaterThan(request?.at ?? Number.POSITIVE_INFINITY);
		expect(standIn.requests("model-b")).toEqual([]);
	});

	it.each([
		["gzip", gzipSync],
		["zstd", zstdCompressSync],
	])("are decompressed when they are sent as %s", async (encoding, compress) => {
		standIn.script("model-a", { text: "hello" });

		await fetch(`${standIn.baseUrl("acme", "openai-responses")}/responses`, {
			method: "POST",
			headers: { "content-encoding": encoding },
			body: new Uint8Array(compress(JSON.stringify({ model: "model-a", input: "packed" }))),
		}).then((response) => response.text());

		expect(standIn.requests("model-a")[0]?.body).toEqual({ model: "model-a", input: "packed" });
	});
});

describe("waitForRequest", () => {
	it("resolves for the n-th request and for one that fits, seen or to come", async () => {
		standIn.script("model-a", { text: "hello" });
		const second = standIn.waitForRequest(2);
		const fromWork = standIn.waitForRequest(({ provider }) => provider === "work");

		await ask("model-a", "home");
		await ask("model-a", "work");

		expect((await second).provider).toBe("work");
		expect(await fromWork).toBe(await second);
		expect((await standIn.waitForRequest(1)).provider).toBe("home");
	});

	it("rejects with what it saw when nothing fits in time", async () => {
		standIn.script("model-a", { text: "hello" });
		await ask();

		await expect(standIn.waitForRequest(2, 20)).rejects.toThrow(
			"The stand-in saw no request number 2 within 20 ms. It saw: acme/model-a.",
		);
	});
});

describe("serve", () => {
	it("answers a path outside the providers with what it is given, afresh each time", async () => {
		let credit = 10;
		standIn.serve("/balance", () => {
			credit -= 1;
			return { status: 200, body: { credit } };
		});
		const read = () => fetch(`${standIn.url}/balance?unit=usd`).then((response) => response.json());

		expect([await read(), await read()]).toEqual([{ credit: 9 }, { credit: 8 }]);
		expect(standIn.requests()).toEqual([]);
	});

	it("leaves all other paths unknown", async () => {
		expect((await fetch(`${standIn.url}/balance`)).status).toBe(404);
	});
});

describe("close", () => {
	it("ends hanging requests, whose clients have not gone away", async () => {
		const local = await startStandIn();
		local.script("model-a", { fault: "silenceAfterText" });
		const reply = callModel(local, "openai-completions");
		const request = await local.waitForRequest(1);

		await local.close();

		expect((await reply).message.stopReason).toBe("error");
		expect(request).toMatchObject({ isAborted: false, closedAt: expect.any(Number) });
	});

	it("rejects waits that are still open", async () => {
		const local = await startStandIn();
		const waiting = expect(local.waitForAbort()).rejects.toThrow("The stand-in was closed.");

		await local.close();

		await waiting;
	});
});

describe("modelsJson", () => {
	it("points each provider at its own prefix with the base URL its protocol wants", () => {
		const { providers } = standIn.modelsJson(
			{ id: "one", api: "anthropic-messages", models: ["model-a"] },
			{ id: "two", api: "openai-completions", models: ["model-a"], apiKey: "$KEY" },
			{ id: "three", api: "google-generative-ai", models: [{ id: "model-b", cost: { input: 1, output: 2 } }] },
			{ id: "four", api: "openai-responses", models: ["model-a"], unreachable: "refused" },
		);

		expect(providers["one"]).toEqual({
			api: "anthropic-messages",
			baseUrl: `${standIn.url}/one`,
			apiKey: "stand-in-key",
			models: [{ id: "model-a" }],
		});
		expect(providers["two"]).toMatchObject({ baseUrl: `${standIn.url}/two/v1`, apiKey: "$KEY" });
		expect(providers["three"]).toMatchObject({
			baseUrl: `${standIn.url}/three/v1beta`,
			models: [{ id: "model-b", cost: { input: 1, output: 2, cacheRead: 0, cacheWrite: 0 } }],
		});
		expect(providers["four"]?.baseUrl).toBe(`http://127.0.0.1:${standIn.closedPort}/four/v1`);
	});
});
