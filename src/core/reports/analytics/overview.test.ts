import { describe, expect, it } from "vitest";
import { fold } from "../../../../test/support/log/fold.ts";
import { aTold, aToldAttempt, aToldFailover } from "../../../../test/support/log/told.ts";
import { namesReport } from "./names.ts";
import { overviewReport } from "./overview.ts";

describe("overviewReport", () => {
	it("tells when requests were made, and what they usually took and cost", () => {
		const silent = { latencyMs: undefined, answer: undefined, costUsd: undefined };
		const told = [
			aTold({ atMs: 20 }),
			aTold({ atMs: 10, ...silent }),
			aTold({ atMs: 30, outcome: "aborted", costUsd: 0.04 }),
			aToldAttempt(),
		];

		expect(fold(overviewReport, ...told)).toEqual({
			firstAtMs: 10,
			lastAtMs: 30,
			medianLatencyMs: expect.closeTo(2_000, -2),
			medianTtftMs: expect.closeTo(500, -2),
			meanCostUsd: 0.03,
		});
	});

	it("has nothing to say of an empty log", () => {
		expect(fold(overviewReport)).toEqual({});
	});
});

describe("namesReport", () => {
	it("lists what a log can be narrowed to", () => {
		const told = [aTold(), aToldFailover({ routeId: "fast" }), aTold({ planned: undefined, actual: undefined })];

		expect(fold(namesReport, ...told, aToldAttempt())).toEqual({
			routes: ["swe", "fast"],
			providers: ["openai", "deepseek"],
		});
	});
});
