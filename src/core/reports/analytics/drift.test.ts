import { describe, expect, it } from "vitest";
import { fold } from "../../../../test/support/log/fold.ts";
import { aCandidateSeen, aTold, aToldAttempt, aToldFailover } from "../../../../test/support/log/told.ts";
import type { SeenCandidate } from "../read/log-record.ts";
import { driftReport } from "./drift.ts";

const report = driftReport({ limit: 2 });

function drifted(planned: Partial<SeenCandidate>, actual: Partial<SeenCandidate>) {
	return aToldFailover({
		planned: aCandidateSeen("openai/gpt-x", planned),
		actual: aCandidateSeen("deepseek/flash", actual),
	});
}

describe("driftReport", () => {
	it.each([
		["after an error", aToldFailover(), ["failover_after_error"]],
		["without one", aTold({ actual: aCandidateSeen("deepseek/flash") }), ["planner_drift"]],
		["to another account", aTold({ actual: aCandidateSeen("openai/gpt-x@work") }), ["planner_drift"]],
		["down the ranks", drifted({ rank: 0 }, { rank: 1 }), ["failover_after_error", "rank_fallback"]],
		["up the ranks", drifted({ rank: 1 }, { rank: 0 }), ["failover_after_error"]],
		["to a faster one", drifted({ ttftMs: 900 }, { ttftMs: 100 }), ["failover_after_error", "actual_faster"]],
		["to one of unknown speed", drifted({ ttftMs: 900 }, {}), ["failover_after_error"]],
		[
			"to a cheaper one",
			drifted({ expectedCostUsd: 0.2 }, { expectedCostUsd: 0.1 }),
			["failover_after_error", "actual_cheaper"],
		],
		[
			"between buckets",
			drifted({ bucket: "normal" }, { bucket: "promoted" }),
			["failover_after_error", "actual_promoted", "bucket_change"],
		],
		["inside a bucket", drifted({ bucket: "normal" }, { bucket: "normal" }), ["failover_after_error", "actual_normal"]],
	])("codes a drift %s", (_how, told, codes) => {
		expect(fold(report, told).newest[0]?.codes).toEqual(codes);
	});

	it.each([
		["as planned", aTold()],
		["by nobody", aTold({ actual: undefined })],
		["without a plan", aTold({ planned: undefined })],
		["which is an attempt", aToldAttempt()],
	])("counts no request that was answered %s", (_how, told) => {
		expect(fold(report, told)).toEqual({ total: 0, failover: 0, planner: 0, codes: [], newest: [] });
	});

	it("tells the newest, with what went wrong first", () => {
		const told = [1, 2, 3].map((atMs) => aToldFailover({ atMs, sessionId: undefined }));

		expect(fold(report, ...told, aTold({ atMs: 4, actual: aCandidateSeen("a/b") }))).toEqual({
			total: 4,
			failover: 3,
			planner: 1,
			codes: [
				{ key: "failover_after_error", count: 3, share: 0.75 },
				{ key: "planner_drift", count: 1, share: 0.25 },
			],
			newest: [
				{ atMs: 4, routeId: "swe", sessionId: "s1", planned: "openai/gpt-x", actual: "a/b", codes: ["planner_drift"] },
				{
					atMs: 3,
					routeId: "swe",
					planned: "openai/gpt-x",
					actual: "deepseek/flash",
					codes: ["failover_after_error"],
					error: { kind: "rate", message: "try again in 20s" },
				},
			],
		});
	});

	it("holds a few of the newest, however many there were", () => {
		const running = report.start();
		for (let atMs = 0; atMs < 1_000; atMs++) report.add(running, aToldFailover({ atMs }));

		expect(running.newest.length).toBeLessThan(30);
		expect(report.result(running).newest.map(({ atMs }) => atMs)).toEqual([999, 998]);
	});
});
