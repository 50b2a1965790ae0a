import { describe, expect, it } from "vitest";
import { parseLegacyLatency, parseLegacyRatings, parseLegacyStats } from "./legacy-snapshots.ts";

const spend = { inputTokens: 10, outputTokens: 5, estimatedCost: 0.25 };
const read = { inputTokens: 10, outputTokens: 5, costUsd: 0.25 };

describe("parseLegacyStats", () => {
	it("reads spend by day, month and provider, and the limits", () => {
		const value = {
			version: 2,
			daily: { "2026-03-14": { anthropic: spend } },
			monthly: { "2026-03": { deepseek: spend } },
			limits: { deepseek: { dailyUsd: 2, monthlyUsd: 20 }, google: { monthlyUsd: 5 } },
		};
		expect(parseLegacyStats(value)).toEqual({
			daily: { "2026-03-14": { anthropic: read } },
			monthly: { "2026-03": { deepseek: read } },
			limits: { deepseek: { dailyUsd: 2, monthlyUsd: 20 }, google: { monthlyUsd: 5 } },
		});
	});

	it.each([
		["a wrong day", { daily: { yesterday: { a: spend } } }, { daily: {}, monthly: {}, limits: {} }],
		[
			"a wrong provider",
			{ daily: { "2026-03-14": { a: 3 } } },
			{ daily: { "2026-03-14": {} }, monthly: {}, limits: {} },
		],
		[
			"a day without providers",
			{ daily: { "2026-03-14": 1 } },
			{ daily: { "2026-03-14": {} }, monthly: {}, limits: {} },
		],
		[
			"a limit without an amount",
			{ limits: { a: {}, b: 3, c: { dailyUsd: "1" } } },
			{ daily: {}, monthly: {}, limits: {} },
		],
	])("leaves out %s", (_what, value, expected) => {
		expect(parseLegacyStats(value)).toEqual(expected);
	});

	it("counts wrong figures as nothing", () => {
		const value = { monthly: { "2026-03": { a: { inputTokens: -1, outputTokens: "5", estimatedCost: null } } } };
		expect(parseLegacyStats(value)?.monthly).toEqual({
			"2026-03": { a: { inputTokens: 0, outputTokens: 0, costUsd: 0 } },
		});
	});

	it.each([[undefined], [null], [[]], ["x"], [{}], [{ daily: 1 }], [{ position: {}, daily: {}, limits: {} }]])(
		"does not take %j for such a file",
		(value) => {
			expect(parseLegacyStats(value)).toBeUndefined();
		},
	);
});

describe("parseLegacyLatency", () => {
	it("reads the entries of providers and leaves out what is none", () => {
		const value = { anthropic: { count: 3, totalMs: 900, lastMs: 250, updatedAt: 17 }, odd: { count: 3 }, none: 1 };
		expect(parseLegacyLatency(value)).toEqual({
			anthropic: { count: 3, totalMs: 900, lastMs: 250, updatedAtMs: 17 },
		});
	});

	it.each([
		[undefined],
		[[]],
		[{}],
		[{ a: 1 }],
		[{ a: { count: 3, totalMs: 1, lastMs: 1 } }],
		[{ a: { count: 3, totalMs: 1 } }],
		[{ position: {}, a: { count: 3, totalMs: 9, lastMs: 2, updatedAt: 1 } }],
	])("does not take %j for such a file", (value) => {
		expect(parseLegacyLatency(value)).toBeUndefined();
	});
});

describe("parseLegacyRatings", () => {
	const rating = { provider: "p", modelId: "m", rating: "bad", timestamp: 5 };

	it("reads ratings with what is known about each", () => {
		const full = { ...rating, reason: "slow", tags: ["a", 1], tier: "swe", conversationId: "c" };
		expect(parseLegacyRatings([full, { ...rating, rating: "good", routeId: 7 }])).toEqual([
			{ provider: "p", modelId: "m", rating: "bad", atMs: 5, reason: "slow", tier: "swe", tags: ["a"] },
			{ provider: "p", modelId: "m", rating: "good", atMs: 5, tags: [] },
		]);
	});

	it.each([
		[{}],
		[[]],
		[[null]],
		[[{ ...rating, provider: 1 }]],
		[[{ ...rating, modelId: undefined }]],
		[[{ ...rating, rating: "ok" }]],
		[[{ ...rating, timestamp: "now" }]],
	])("does not take %j for such a file", (value) => {
		expect(parseLegacyRatings(value)).toBeUndefined();
	});
});
