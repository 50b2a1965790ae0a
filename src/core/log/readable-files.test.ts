import { describe, expect, it } from "vitest";
import { aResult } from "../../../test/support/builders.ts";
import { stateAfter } from "../../../test/support/router-facts.ts";
import type { Fact, ResultData } from "../events.ts";
import { initialState } from "../state.ts";
import { parseLegacyLatency, parseLegacyRatings, parseLegacyStats } from "./legacy-snapshots.ts";
import { LOG_START } from "./log-position.ts";
import { latencyFile, ratingsFile, statsFile } from "./readable-files.ts";

const AT = Date.parse("2026-03-14T12:00:00Z");
const used = (name: string, more: Partial<ResultData>): Fact => ({
	type: "routing.result",
	atMs: AT,
	data: aResult(name, more),
});
const usage = { input: 10, output: 2, cacheRead: 30, cacheWrite: 4, costUsd: 0.1 };
const limit = { provider: "deepseek", limitUsd: 5, hard: false } as const;
const rated = { target: "acme/a", provider: "acme", modelId: "a", ratedRequestId: "r1", tags: [] };

const full = stateAfter(
	used("acme/a", { day: "2026-03-14", usage, ttftMs: 100.4 }),
	used("acme/b", { day: "2026-03-14", usage: { ...usage, costUsd: 0.2 } }),
	used("acme/a", { day: "2026-02-28", account: "work", billing: "per-token", usage }),
	used("zeta/c", { day: "2026-03-14", usage: { input: 1, output: 1, cacheRead: 0, cacheWrite: 0 } }),
	{ type: "budget.set", atMs: AT, data: { ...limit, period: "daily" } },
	{ type: "budget.set", atMs: AT, data: { ...limit, period: "monthly", hard: true, limitUsd: 50 } },
	{ type: "budget.set", atMs: AT, data: { ...limit, period: "daily", provider: "google" } },
	{ type: "budget.cleared", atMs: AT, data: { period: "daily", provider: "google" } },
	{ type: "routing.feedback", atMs: AT, data: { ...rated, rating: "bad" } },
);

const tokens = { inputTokens: 10, outputTokens: 2, cacheReadTokens: 30, cacheWriteTokens: 4 };
const twice = { inputTokens: 20, outputTokens: 4, cacheReadTokens: 60, cacheWriteTokens: 8, estimatedCost: 0.3 };
const once = { ...tokens, estimatedCost: 0.1 };
const zeta = { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0, estimatedCost: 0 };

describe("the files for people", () => {
	it("tell spend by local day and month and provider, oldest first and without noise, and the limits", () => {
		const file = statsFile(full, LOG_START);

		expect(file).toEqual({
			version: 3,
			position: LOG_START,
			daily: { "2026-02-28": { acme: once }, "2026-03-14": { acme: twice, zeta } },
			monthly: { "2026-02": { acme: once }, "2026-03": { acme: twice, zeta } },
			limits: { deepseek: { dailyUsd: 5, monthlyUsd: 50, monthlyHard: true } },
		});
		expect(Object.keys(file.daily)).toEqual(["2026-02-28", "2026-03-14"]);
	});

	it("tell how long each target takes, and what the user thought of each model", () => {
		expect(latencyFile(full, LOG_START)).toMatchObject({
			version: 3,
			targets: { "acme/a": { ttftMs: expect.any(Number), samples: 2, updatedAt: AT } },
		});
		expect(ratingsFile(full, LOG_START)).toEqual({
			version: 3,
			position: LOG_START,
			models: { "acme/a": { good: 0, bad: 1, consecutiveBad: 1, updatedAt: AT } },
		});
	});

	it.each([
		["full", full],
		["empty", initialState],
	])("are never taken for files of the earlier extension when the state is %s", (_what, state) => {
		const [stats, latency, ratings] = [statsFile, latencyFile, ratingsFile].map((make) =>
			JSON.parse(JSON.stringify(make(state, LOG_START))),
		);
		for (const parse of [parseLegacyStats, parseLegacyLatency, parseLegacyRatings]) {
			for (const file of [stats, latency, ratings]) expect(parse(file)).toBeUndefined();
		}
	});
});
