import { describe, expect, it } from "vitest";
import { fold } from "../../../../test/support/log/fold.ts";
import { aTold, aToldAttempt } from "../../../../test/support/log/told.ts";
import { distributionsReport } from "./distributions.ts";

const usage = (costUsd: number | undefined) => ({ input: 0, output: 0, cacheRead: 0, cacheWrite: 0, costUsd });
const answered = (latencyMs: number | undefined, costUsd?: number, ttftMs?: number) =>
	aTold({ answer: { latencyMs, ttftMs, usage: usage(costUsd) } });

describe("distributionsReport", () => {
	it.each([
		[0, "0-2s"],
		[1_999, "0-2s"],
		[2_000, "2-5s"],
		[4_999, "2-5s"],
		[5_000, "5-10s"],
		[10_000, "10-20s"],
		[20_000, "20-40s"],
		[40_000, "40s+"],
		[4_000_000, "40s+"],
	])("puts %d ms into %s", (latencyMs, label) => {
		const [row] = fold(distributionsReport, answered(latencyMs)).latency;

		expect(row?.buckets.filter(({ count }) => count > 0)).toEqual([{ label, count: 1, share: 1 }]);
	});

	it.each([
		[0, "$0-.01"],
		[0.0099, "$0-.01"],
		[0.01, "$.01-.03"],
		[0.03, "$.03-.10"],
		[0.1, "$.10-.25"],
		[0.25, "$.25+"],
		[9, "$.25+"],
	])("puts %d dollars into %s", (costUsd, label) => {
		const [row] = fold(distributionsReport, answered(100, costUsd)).cost;

		expect(row?.buckets.filter(({ count }) => count > 0)).toEqual([{ label, count: 1, share: 1 }]);
	});

	it("tells mean, median and p90 of each model", () => {
		const times = [1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000, 8_000, 9_000, 100_000];
		const { latency, cost } = fold(distributionsReport, ...times.map((ms) => answered(ms, ms / 100_000, ms / 10)));

		expect(latency).toMatchObject([{ key: "openai/gpt-x", count: 10, meanMs: 14_500 }]);
		expect(latency[0]?.medianMs).toBeCloseTo(5_000, -2.5);
		expect((latency[0]?.p90Ms ?? 0) / 9_000).toBeCloseTo(1, 1);
		expect((latency[0]?.p90TtftMs ?? 0) / 900).toBeCloseTo(1, 1);
		expect(cost).toMatchObject([{ count: 10, totalUsd: expect.closeTo(1.45), meanUsd: expect.closeTo(0.145) }]);
	});

	it.each([
		["nobody answered", aTold({ actual: undefined, answer: undefined })],
		["nothing was measured", answered(undefined)],
		["the answering attempt is not in the log", aTold({ answer: undefined })],
		["it is no request", aToldAttempt()],
	])("leaves out what it cannot know: %s", (_why, told) => {
		expect(fold(distributionsReport, told)).toEqual({ latency: [], cost: [] });
	});

	it("leaves out times to first output where none was measured", () => {
		expect(fold(distributionsReport, answered(5)).latency[0]).not.toHaveProperty("medianTtftMs");
	});
});
