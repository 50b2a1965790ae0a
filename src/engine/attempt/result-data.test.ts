import { describe, expect, it } from "vitest";
import { aCandidate } from "../../../test/support/engine-builders.ts";
import type { Failure } from "../../core/failure.ts";
import type { AnswerMessage } from "../ports.ts";
import type { AttemptResult } from "./attempt.ts";
import { resultData } from "./result-data.ts";
import { usageOf } from "./usage.ts";

const candidate = aCandidate("acme/a");

function aMessage(usage: Partial<AnswerMessage["usage"]>, content: AnswerMessage["content"] = []): AnswerMessage {
	return {
		role: "assistant",
		content,
		api: "openai-completions",
		provider: "acme",
		model: "a",
		usage: {
			input: 0,
			output: 0,
			cacheRead: 0,
			cacheWrite: 0,
			totalTokens: 0,
			cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 },
			...usage,
		},
		stopReason: "stop",
		timestamp: 0,
	};
}

const cost = (total: number) => ({ input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total });

describe("usageOf", () => {
	it("takes the figures of the provider", () => {
		const message = aMessage({ input: 10, output: 2, cacheRead: 3, cacheWrite: 4, cost: cost(0.5) });

		expect(usageOf(message, candidate, 99)).toEqual({
			input: 10,
			output: 2,
			cacheRead: 3,
			cacheWrite: 4,
			costUsd: 0.5,
		});
	});

	it("names no cost where the provider has none, for unknown is not zero", () => {
		expect(usageOf(aMessage({ input: 10 }), candidate, 99)).toEqual({
			input: 10,
			output: 0,
			cacheRead: 0,
			cacheWrite: 0,
		});
	});

	it("estimates from all that was said where the provider reported nothing", () => {
		const message = aMessage({}, [
			{ type: "thinking", thinking: "1234" },
			{ type: "text", text: "12345678" },
			{ type: "toolCall", id: "1", name: "read", arguments: { a: 1 } },
		]);

		expect(usageOf(message, candidate, 1_000)).toEqual({
			input: 1_000,
			output: 5,
			cacheRead: 0,
			cacheWrite: 0,
			costUsd: 0.00105,
			estimated: true,
		});
	});

	it("estimates no cost where the price is not known", () => {
		const message = aMessage({}, [{ type: "text", text: "1234" }]);
		const free = aCandidate("acme/a", { facts: { price: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 } } });
		const estimate = { input: 7, output: 1, cacheRead: 0, cacheWrite: 0, estimated: true };

		expect(usageOf(message, free, 7)).toEqual(estimate);
		expect(usageOf(message, aCandidate("acme/a", { facts: "unknown" }), 7)).toEqual(estimate);
	});

	it("is unknown when nothing was said and nothing reported", () => {
		expect(usageOf(undefined, candidate, 7)).toBeUndefined();
		expect(usageOf(aMessage({}), candidate, 7)).toBeUndefined();
	});
});

describe("resultData", () => {
	const charge = { inputTokens: 0, day: "2026-11-01" };
	const timing = { latencyMs: 1_234.6, ttftMs: 99.5 };

	it("records a finished answer in whole milliseconds", () => {
		const done = { type: "done", reason: "stop", message: aMessage({ input: 1 }) } as const;
		const result: AttemptResult = { kind: "completed", done, timing };

		expect(resultData(candidate, 3, result, charge)).toEqual({
			index: 3,
			target: "acme/a",
			provider: "acme",
			modelId: "a",
			label: "acme/a",
			billing: "subscription",
			day: "2026-11-01",
			outcome: "success",
			committed: true,
			latencyMs: 1_235,
			ttftMs: 100,
			usage: { input: 1, output: 0, cacheRead: 0, cacheWrite: 0 },
		});
	});

	it("records a failure with everything that was learnt, and the account that paid", () => {
		const failure: Failure = {
			kind: "window",
			scope: "family",
			status: 429,
			code: "limit",
			message: "weekly limit",
			family: "opus",
			retryAtMs: Date.UTC(2026, 10, 2),
			isBeforeResponse: true,
			source: "headers",
		};
		const borrowed = aCandidate("acme/a", { target: { authProvider: "work", billing: "per-token" } });
		const result: AttemptResult = { kind: "failed", failure, isCommitted: true, timing: { latencyMs: 5 } };

		expect(resultData(borrowed, 1, result, charge)).toEqual({
			index: 1,
			target: "acme/a@work",
			provider: "acme",
			modelId: "a",
			label: "acme/a",
			account: "work",
			billing: "per-token",
			day: "2026-11-01",
			outcome: "failed",
			committed: true,
			latencyMs: 5,
			failure: {
				kind: "window",
				scope: "family",
				status: 429,
				code: "limit",
				message: "weekly limit",
				family: "opus",
				retryAt: "2026-11-02T00:00:00.000Z",
				source: "headers",
			},
		});
	});

	it("records an abort without a failure", () => {
		const result: AttemptResult = { kind: "aborted", isCommitted: false, timing: { latencyMs: 5 } };

		expect(resultData(candidate, 1, result, charge)).toMatchObject({ outcome: "aborted", committed: false });
		expect(resultData(candidate, 1, result, charge)).not.toHaveProperty("failure");
	});
});
