import { describe, expect, it } from "vitest";
import type { Failure } from "../failure.ts";
import type { FailureEvidence, ResponseEvidence } from "./evidence.ts";
import { classifyFailure } from "./provider-error.ts";

const NOW_MS = Date.parse("2026-11-23T12:00:00Z");
const NOW_S = NOW_MS / 1_000;

function classify(evidence: Partial<FailureEvidence>): Failure {
	const base = { provider: "custom", api: "openai-completions", modelId: "some-model", hasStarted: false };
	return classifyFailure({ ...base, stopReason: "error", ...evidence }, NOW_MS);
}

function classifyResponse(provider: string, response: ResponseEvidence, modelId = "some-model"): Failure {
	return classify({ provider, modelId, response });
}

function jsonBody(body: unknown): { body: string } {
	return { body: JSON.stringify(body) };
}

const PLAN_LIMIT = jsonBody({
	type: "error",
	error: { type: "rate_limit_error", message: "This request would exceed your account's rate limit." },
});

function unified(headers: Readonly<Record<string, string>>): Record<string, string> {
	const entries = Object.entries(headers).map(([name, value]) => [`anthropic-ratelimit-unified-${name}`, value]);
	return Object.fromEntries(entries);
}

describe("classifyFailure", () => {
	it("takes an abort for what it is, whatever the text says", () => {
		const failure = classify({
			stopReason: "aborted",
			errorMessage: "OpenAI Responses stream ended before a terminal response event",
		});

		expect(failure).toMatchObject({ kind: "cancelled", scope: "request" });
	});

	it("trusts the response more than the text", () => {
		const failure = classify({
			provider: "openai-codex",
			api: "openai-codex-responses",
			errorMessage: "You have hit your ChatGPT usage limit.",
			response: { status: 429, ...jsonBody({ error: { type: "usage_not_included", message: "No Codex." } }) },
		});

		expect(failure).toMatchObject({ kind: "entitlement", status: 429, code: "usage_not_included", source: "body" });
	});

	it("reads the text when a response came without a body", () => {
		const failure = classify({
			errorMessage: '404: {"message":"The model \'x\' does not exist"}',
			response: { status: 404 },
		});

		expect(failure).toMatchObject({
			kind: "model",
			status: 404,
			source: "headers",
			message: "The model 'x' does not exist",
		});
	});

	it("keeps the status of a stream that failed after a good answer", () => {
		const failure = classify({ errorMessage: "terminated", hasStarted: true, response: { status: 200, headers: {} } });

		expect(failure).toMatchObject({ kind: "network", status: 200, source: "message" });
	});

	it("says what it can when nobody gave a reason", () => {
		expect(classify({})).toMatchObject({ kind: "unknown", scope: "target", message: "no reason given" });
		expect(classify({ response: { status: 418 } })).toMatchObject({ kind: "request", message: "HTTP 418" });
		expect(classify({ response: { connectionError: "ENOTFOUND" } })).toMatchObject({
			kind: "network",
			message: "connection failed (ENOTFOUND)",
		});
	});
});

describe("classifyFailure on numbers in texts", () => {
	it.each([
		[
			"a payload size",
			'google: {"error":{"code":413,"message":"Request payload size exceeds the limit: 20971520 bytes."}}',
			"overflow",
		],
		["a duration", "The answer took longer than 1500ms", "unknown"],
		["a token count", "400: prompt is too long: 250000 tokens > 200000 maximum", "overflow"],
		[
			"an output limit",
			"400: max_tokens: 65000 > 64500, which is the maximum allowed number of output tokens",
			"request",
		],
		["a policy", "400: this violates our policy about network connections", "policy"],
		["a topic", "policy about network connections", "unknown"],
		["a word inside a word", "the interminated 429th overloadedness", "unknown"],
		["a number before a unit", "500 requests are allowed", "server"],
	])("is not misled by %s", (_, errorMessage, kind) => {
		expect(classify({ errorMessage }).kind).toBe(kind);
	});

	it("reads Google's numeric code as the status, however it is wrapped", () => {
		const inner = JSON.stringify({ error: { code: 503, message: "The model is overloaded.", status: "UNAVAILABLE" } });

		expect(classify({ provider: "google", errorMessage: inner })).toMatchObject({ kind: "overload", status: 503 });
		expect(classify({ provider: "google", errorMessage: `got status: 503. ${inner}` })).toMatchObject({ status: 503 });
		expect(classify({ provider: "google", errorMessage: `[${inner}]` })).toMatchObject({ status: 503 });
		const wrapped = JSON.stringify({ error: { message: inner, code: 503, status: "Service Unavailable" } });
		expect(classify({ provider: "google", errorMessage: wrapped }).message).toBe("The model is overloaded.");
	});

	it.each([
		[
			"OpenRouter's raw answer on the next line",
			'429: {"message":"Provider returned error"}\nupstream says no',
			"Provider returned error",
		],
		[
			"JSON that was cut off",
			'429: {"message":"Slow down \\"you\\"","code":"rate_limited","x":"... [truncated 9 chars]',
			"Slow down you",
		],
		["JSON that was cut off inside a number", '429: {"message":"Slow down","code":429,"x":', "Slow down"],
		["a page without a title", "503: <html><body>Sorry</body></html>", "HTTP 503"],
		["JSON that is a text", 'xai API error (429): 429 "too many requests"', "too many requests"],
		["JSON without any words", '502: {"trace":"abc"}', "HTTP 502"],
		["JSON after a few words", '400: BadRequest - {"message":"No such field"} (end)', "No such field"],
		["a list of errors", '400: {"errors":[{"message":"First"},{"message":"Second"}]}', "First"],
		["a list of details", '422: {"detail":[{"msg":"Field required","input":{"prompt":"private"}}]}', "Field required"],
		["MiniMax' own envelope", '500: {"base_resp":{"status_code":1033,"status_msg":"system error"}}', "system error"],
	])("reads %s", (_, errorMessage, message) => {
		expect(classify({ errorMessage }).message).toBe(message);
	});
});

describe("classifyFailure on plan windows", () => {
	it("rests the account until the latest rejected window of the account ends", () => {
		const headers = unified({
			status: "rejected",
			"5h-status": "rejected",
			"5h-reset": String(NOW_S + 600),
			"7d-status": "rejected",
			"7d-reset": String(NOW_S + 90_000),
			"7d_oi-status": "rejected",
			"7d_oi-reset": String(NOW_S + 200_000),
			"overage-status": "rejected",
		});
		const failure = classifyResponse("anthropic", { status: 429, headers, ...PLAN_LIMIT });

		expect(failure).toMatchObject({
			kind: "window",
			scope: "account",
			source: "headers",
			retryAtMs: NOW_MS + 90_000_000,
		});
	});

	it.each([
		["the model that was asked", "7d_oi", "claude-fable-5", "family", "fable"],
		["the family it names", "7d_sonnet", "claude-sonnet-4-5", "family", "sonnet"],
		["an older id", "7d_oi", "claude-3-5-haiku-latest", "family", "haiku"],
		["the account when no family can be told", "7d_oi", "some-model", "account", undefined],
	])("rests %s when only a model's window is rejected", (...row) => {
		const [, window, modelId, scope, family] = row;
		const headers = unified({
			status: "rejected",
			"5h-status": "allowed",
			[`${window}-status`]: "rejected",
			[`${window}-reset`]: String(NOW_S + 60),
		});
		const failure = classifyResponse("anthropic", { status: 429, headers, ...PLAN_LIMIT }, modelId);

		expect(failure).toMatchObject({ kind: "window", scope, retryAtMs: NOW_MS + 60_000 });
		expect(failure.family).toBe(family);
	});

	it.each([
		["five_hour", "account"],
		["seven_day_overage_included", "family"],
		[undefined, "account"],
	])("goes by the claim %s when no single window is rejected", (claim, scope) => {
		const headers = unified({
			status: "rejected",
			reset: String(NOW_S + 60),
			...(claim ? { "representative-claim": claim } : {}),
		});
		const failure = classifyResponse("anthropic", { status: 429, headers, ...PLAN_LIMIT }, "claude-fable-5");

		expect(failure).toMatchObject({ kind: "window", scope, retryAtMs: NOW_MS + 60_000 });
	});

	it("names no time when every reset is over", () => {
		const headers = unified({ status: "rejected", "5h-status": "rejected", "5h-reset": String(NOW_S - 60) });

		expect(classifyResponse("anthropic", { status: 429, headers, ...PLAN_LIMIT }).retryAtMs).toBeUndefined();
	});

	it("stays a rate limit while every window has room", () => {
		const headers = {
			...unified({ status: "allowed", "5h-status": "allowed", "5h-reset": String(NOW_S + 600) }),
			"retry-after": "5",
		};
		const failure = classifyResponse("anthropic", { status: 429, headers, ...PLAN_LIMIT });

		expect(failure).toMatchObject({ kind: "rate", scope: "target", retryAtMs: NOW_MS + 5_000 });
	});

	it("blames the size, not the window, for a long-context request", () => {
		const body = jsonBody({
			error: { type: "rate_limit_error", message: "Extra usage is required for long context requests." },
		});
		const headers = unified({ status: "rejected", "5h-status": "rejected", "5h-reset": String(NOW_S + 600) });

		expect(classifyResponse("anthropic", { status: 429, headers, ...body })).toMatchObject({
			kind: "request-limit",
			scope: "request",
		});
	});

	it("rests only the model whose extra Codex limit is used up", () => {
		const headers = {
			"x-codex-primary-used-percent": "40",
			"x-codex-primary-reset-at": String(NOW_S + 900),
			"x-codex-bengalfox-primary-used-percent": "100",
			"x-codex-bengalfox-primary-reset-after-seconds": "800",
			"x-codex-bengalfox-limit-name": "GPT-5.3-Codex-Spark",
		};
		const body = jsonBody({ error: { type: "usage_limit_reached", message: "The usage limit has been reached" } });

		expect(classifyResponse("openai-codex", { status: 429, headers, ...body })).toMatchObject({
			kind: "window",
			scope: "family",
			family: "gpt-5.3-codex-spark",
			retryAtMs: NOW_MS + 800_000,
		});
	});

	it("takes the reset of the Codex window that is full, not of the one that ends later", () => {
		const headers = {
			"x-codex-primary-used-percent": "100.0",
			"x-codex-primary-reset-at": String(NOW_S + 900),
			"x-codex-secondary-used-percent": "19",
			"x-codex-secondary-reset-at": String(NOW_S + 90_000),
		};
		const failure = classify({
			provider: "openai-codex",
			errorMessage: "Codex error: The usage limit has been reached",
			response: { status: 200, headers },
		});

		expect(failure).toMatchObject({ kind: "window", scope: "account", retryAtMs: NOW_MS + 900_000 });
	});
});

describe("classifyFailure on connections", () => {
	it.each([
		["ECONNREFUSED", true],
		["ECONNRESET", true],
		["UND_ERR_SOCKET", true],
		["ENOTFOUND", undefined],
		["EAI_AGAIN", undefined],
		["ETIMEDOUT", undefined],
		["UND_ERR_CONNECT_TIMEOUT", undefined],
		["CERT_HAS_EXPIRED", undefined],
		["DEPTH_ZERO_SELF_SIGNED_CERT", undefined],
	])("knows whether %s came before any response", (connectionError, isBeforeResponse) => {
		const failure = classify({ errorMessage: "Connection error.", response: { connectionError } });

		expect(failure.kind).toBe("network");
		expect(failure.isBeforeResponse).toBe(isBeforeResponse);
	});

	it.each([
		["after headers", { response: { status: 200, connectionError: "ECONNRESET" }, errorMessage: "terminated" }],
		["after the start", { response: { connectionError: "ECONNRESET" }, errorMessage: "terminated", hasStarted: true }],
		["unknown", { errorMessage: "Connection error." }],
	])("does not call a break %s one before any response", (_, evidence) => {
		const failure = classify(evidence);

		expect(failure.kind).toBe("network");
		expect(failure.isBeforeResponse).toBeUndefined();
	});

	it("finds the code in texts that carry their cause", () => {
		expect(classify({ errorMessage: "Connection error: connect ECONNREFUSED 127.0.0.1:9" }).isBeforeResponse).toBe(
			true,
		);
		expect(classify({ errorMessage: "Connection error: SELF_SIGNED_CERT_IN_CHAIN" }).isBeforeResponse).toBeUndefined();
		expect(classify({ errorMessage: "socket hang up" }).isBeforeResponse).toBe(true);
	});

	it("leaves an error answer alone that speaks of a refused connection", () => {
		expect(classify({ errorMessage: "502: connect ECONNREFUSED 10.0.0.1:80" })).toMatchObject({
			kind: "server",
			status: 502,
		});
	});
});
