import { describe, expect, it } from "vitest";
import { fold } from "../../../../test/support/log/fold.ts";
import { aCandidateSeen, aTold, aToldAttempt, aToldFailover } from "../../../../test/support/log/told.ts";
import { sessionsReport } from "./sessions.ts";

const report = sessionsReport({ limit: 2 });

function answered(target: string, cacheRead: number, cacheWrite: number, sessionId = "s1") {
	const usage = { input: 0, output: 0, cacheRead, cacheWrite, costUsd: undefined };
	return aTold({ sessionId, actual: aCandidateSeen(target), answer: { latencyMs: 1, ttftMs: 1, usage } });
}

type Answered = [target: string, cacheRead: number, cacheWrite: number];

describe("sessionsReport", () => {
	it("tells what a session made the router do", () => {
		const { newest, totals } = fold(
			report,
			aTold({ atMs: 10 }),
			aToldFailover({ atMs: 20, routeId: "fast" }),
			aTold({ atMs: 30, outcome: "aborted", actual: undefined, costUsd: undefined }),
			aTold({ atMs: 5, sessionId: "s0" }),
			aTold({ sessionId: undefined }),
			aToldAttempt(),
		);

		expect(newest).toEqual([
			{
				sessionId: "s1",
				firstAtMs: 10,
				lastAtMs: 30,
				requests: 3,
				success: 2,
				failedOver: 1,
				switches: 1,
				costUsd: 0.04,
				routes: [
					{ key: "swe", count: 2 },
					{ key: "fast", count: 1 },
				],
				targets: [
					{ key: "deepseek/flash", count: 1 },
					{ key: "openai/gpt-x", count: 1 },
				],
			},
			expect.objectContaining({ sessionId: "s0", requests: 1 }),
		]);
		expect(totals).toEqual({
			sessions: 2,
			requests: 4,
			switches: 1,
			failoverSwitches: 1,
			stayShare: 0,
			cacheTokensLost: 0,
		});
	});

	it.each([
		["nothing when it stays", ["a/a", 0, 900], ["a/a", 0, 900], 0],
		["what the target left behind held", ["a/a", 700, 200], ["b/b", 0, 900], 900],
		["nothing of what the new one reads from its own cache", ["a/a", 700, 200], ["b/b", 900, 0], 0],
		["the part that the new one does not read", ["a/a", 700, 200], ["b/b", 100, 0], 800],
	] as [string, Answered, Answered, number][])("counts as lost %s", (_what, first, second, lost) => {
		const { totals } = fold(report, answered(...first), answered(...second));

		expect(totals.cacheTokensLost).toBe(lost);
	});

	it("tells between whom sessions changed", () => {
		const { switches, totals } = fold(
			report,
			answered("a/a", 0, 100),
			answered("b/b", 0, 100),
			answered("a/a", 0, 10),
			answered("b/b", 0, 10),
			answered("c/c", 0, 100, "s2"),
		);

		expect(switches).toEqual([
			{ key: "a/a -> b/b", count: 2, cacheTokensLost: 110 },
			{ key: "b/b -> a/a", count: 1, cacheTokensLost: 100 },
		]);
		expect(totals).toMatchObject({ sessions: 2, switches: 3, failoverSwitches: 0, stayShare: 0 });
	});

	it("holds the thousand that were used last", () => {
		const acc = report.start();
		for (let at = 0; at < 1_500; at++) report.add(acc, aTold({ atMs: at, sessionId: `s${at}` }));

		expect(acc.newest.size).toBe(1_000);
		expect(report.result(acc)).toMatchObject({ totals: { sessions: 1_500 }, newest: [{ sessionId: "s1499" }, {}] });
	});
});
