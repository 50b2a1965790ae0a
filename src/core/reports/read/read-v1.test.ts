import { describe, expect, it } from "vitest";
import { readLine } from "./read-record.ts";

const TIMESTAMP = "2026-05-28T09:00:00.000Z";

function line(type: string, data: unknown): string {
	const ids = { requestId: "r1", conversationId: "c1", routeId: "subscription-swe", sessionId: "s1" };
	return JSON.stringify({ type, timestamp: TIMESTAMP, ...ids, version: 1, data });
}

function recordOf(type: string, data: unknown) {
	const read = readLine(line(type, data));
	return read.kind === "record" ? read.record : read;
}

const codex = { provider: "openai-codex", modelId: "gpt-5.4", label: "L3: GPT-5.4" };

describe("readLine on records of the earlier extension", () => {
	it("reads a decision", () => {
		const decision = {
			tier: "swe",
			phase: "default",
			plannedTarget: codex,
			selectedUvi: { ...codex, uvi: 0.4, status: "surplus", bucket: "promoted" },
			reasoning: "…",
			reasoningStructured: { intent: { category: "code", confidence: 0.8, subtask: "debugging" } },
		};

		expect(recordOf("routing.decision", decision)).toMatchObject({
			kind: "decision",
			atMs: Date.parse(TIMESTAMP),
			version: 1,
			requestId: "r1",
			routeId: "subscription-swe",
			tier: "swe",
			intent: "code",
			subtask: "debugging",
			planned: { target: "openai-codex/gpt-5.4" },
			candidates: [{ target: "openai-codex/gpt-5.4", uviStatus: "surplus", bucket: "promoted" }],
		});
	});

	it("reads a decision that plans nothing", () => {
		expect(recordOf("routing.decision", {})).toMatchObject({ planned: undefined, candidates: [], tier: undefined });
	});

	it("reads candidates", () => {
		const candidates = [
			{ ...codex, finalRank: 1, bucket: "normal", avgLatencyMs: 900, estimatedCostUsd: 0.1, uviStatus: "unknown" },
			{ ...codex, avgLatencyMs: null, estimatedCostUsd: null, uvi: null },
			{ provider: "openai-codex" },
			7,
		];

		expect(recordOf("routing.candidates", { candidates })).toMatchObject({
			kind: "candidates",
			candidates: [
				{ target: "openai-codex/gpt-5.4", rank: 1, ttftMs: 900, expectedCostUsd: 0.1, uviStatus: undefined },
				{ rank: undefined, ttftMs: undefined, expectedCostUsd: undefined },
			],
		});
	});

	it.each([
		["success", "success"],
		["retryable_failure", "failed"],
		["terminal_error", "failed"],
	])("reads a result that ended with %s", (outcome, expected) => {
		expect(recordOf("routing.result", { index: 1, ...codex, outcome, latencyMs: 900, ttftMs: 100 })).toMatchObject({
			kind: "result",
			outcome: expected,
			latencyMs: 900,
			ttftMs: 100,
			usage: undefined,
		});
	});

	it("reads what a result used", () => {
		expect(recordOf("routing.result", { ...codex, outcome: "success", inputTokens: 7, costUsd: 0.1 })).toMatchObject({
			usage: { input: 7, output: 0, cacheRead: 0, costUsd: 0.1 },
		});
		expect(recordOf("routing.result", { ...codex, outcome: "success", outputTokens: 7 })).toMatchObject({
			usage: { input: 0, output: 7 },
		});
	});

	it("shows no key that a provider's error repeats", () => {
		const error = "Codex error: Incorrect API key provided: sk-abcdefgh12345678";

		expect(recordOf("routing.result", { ...codex, outcome: "terminal_error", error })).toMatchObject({
			failure: { kind: "unknown", message: expect.not.stringContaining("abcdefgh") },
		});
		expect(recordOf("routing.result", { ...codex, outcome: "terminal_error" })).toMatchObject({
			failure: { message: "" },
		});
	});

	it("reads how a request ended, and ratings, which carry the id of their request", () => {
		expect(recordOf("routing.final", { outcome: "success", actualTarget: codex })).toMatchObject({
			kind: "final",
			who: { target: "openai-codex/gpt-5.4" },
		});
		expect(
			recordOf("routing.feedback", { ...codex, rating: "good", tags: null, tier: "swe", intent: "code" }),
		).toMatchObject({
			kind: "rating",
			rating: "good",
			ratedRequestId: "r1",
			tags: [],
			tier: "swe",
			intent: "code",
		});
	});

	it.each([
		["routing.result", { ...codex, outcome: "fine" }],
		["routing.result", { outcome: "success" }],
		["routing.final", { outcome: "fine" }],
		["routing.feedback", { ...codex, rating: "ok" }],
	])("calls a %s of %j foreign", (type, data) => {
		expect(readLine(line(type, data))).toEqual({ kind: "foreign" });
	});

	it("has no use for attempts", () => {
		expect(readLine(line("routing.attempt", codex))).toEqual({ kind: "other" });
	});
});
