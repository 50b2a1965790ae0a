import { describe, expect, it } from "vitest";
import { fold } from "../../../../test/support/log/fold.ts";
import { aTold, aToldRating, who } from "../../../../test/support/log/told.ts";
import type { RatedRequest } from "../read/told.ts";
import { RATED_BY, ratingsReport } from "./ratings.ts";

const report = ratingsReport({ limit: 2 });

function aRequest(more: Partial<RatedRequest> = {}): RatedRequest {
	return {
		routeId: "swe",
		tier: "reasoning",
		intent: "code",
		subtask: "testing",
		outcome: "success",
		hasFailedOver: false,
		latencyMs: 2_000,
		ttftMs: 500,
		costUsd: 0.02,
		...more,
	};
}

describe("ratingsReport", () => {
	it("counts by all that is known of the request", () => {
		const rating = aToldRating({ request: aRequest(), tags: ["fast", "fast", "right"], routeId: "another" });
		const { by, totals, unmatched } = fold(report, rating);

		expect(Object.fromEntries(RATED_BY.map((way) => [way, by[way].map(({ key, good }) => [key, good])]))).toEqual({
			route: [["swe", 1]],
			provider: [["openai", 1]],
			model: [["openai/gpt-x", 1]],
			tier: [["reasoning", 1]],
			intent: [["code", 1]],
			subtask: [["testing", 1]],
			outcome: [["success", 1]],
			tag: [
				["fast", 1],
				["right", 1],
			],
		});
		expect(unmatched).toBe(0);
		expect(totals).toEqual({
			key: "all",
			count: 1,
			good: 1,
			bad: 0,
			goodShare: 1,
			medianLatencyMs: expect.closeTo(2_000, -2),
			medianTtftMs: expect.closeTo(500, -2),
			meanCostUsd: 0.02,
			failoverShare: 0,
		});
	});

	it("counts a rating by provider, model and tag where its request is not known any more", () => {
		const { by, totals, unmatched } = fold(report, aToldRating({ rating: "bad", tags: ["slow"] }));

		expect(RATED_BY.filter((way) => by[way].length > 0)).toEqual(["provider", "model", "tag"]);
		expect(totals).toEqual({ key: "all", count: 1, good: 0, bad: 1, goodShare: 0 });
		expect(unmatched).toBe(1);
	});

	it("takes what the record itself says of the request, as those of the earlier extension do", () => {
		const { by } = fold(report, aToldRating({ routeId: "fast", tier: "swe", intent: "code", outcome: "success" }));

		expect([by.route[0]?.key, by.tier[0]?.key, by.intent[0]?.key, by.outcome[0]?.key]).toEqual([
			"fast",
			"swe",
			"code",
			"success",
		]);
	});

	it("tells how many of the rated requests failed over", () => {
		const { totals } = fold(
			report,
			aToldRating({ request: aRequest({ hasFailedOver: true }) }),
			aToldRating({ request: aRequest({ latencyMs: undefined, ttftMs: undefined, costUsd: undefined }) }),
			aToldRating(),
		);

		expect(totals).toMatchObject({ count: 3, failoverShare: 0.5, meanCostUsd: 0.02 });
	});

	it("tells the newest bad and good ones", () => {
		const told = [1, 2, 3].map((atMs) => aToldRating({ atMs, rating: "bad", reason: "forgot the tests" }));
		const { recentBad, recentGood } = fold(
			report,
			...told,
			aToldRating({ ...who("a/b"), request: aRequest() }),
			aTold(),
		);

		expect(recentBad).toEqual(
			[3, 2].map((atMs) => ({ atMs, provider: "openai", modelId: "gpt-x", reason: "forgot the tests", tags: [] })),
		);
		expect(recentGood).toMatchObject([{ provider: "a", modelId: "b", routeId: "swe" }]);
	});
});
