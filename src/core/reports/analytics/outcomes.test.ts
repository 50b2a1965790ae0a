import { describe, expect, it } from "vitest";
import { fold } from "../../../../test/support/log/fold.ts";
import {
	aCandidateSeen,
	aTold,
	aToldAttempt,
	aToldFailover,
	aToldRating,
	who,
} from "../../../../test/support/log/told.ts";
import { outcomesReport } from "./outcomes.ts";

const nobody = { actual: undefined, answer: undefined };

describe("outcomesReport", () => {
	it.each([
		["a success", aTold(), { requests: 1, success: 1, successShare: 1, failedOver: 0 }],
		["a failover", aToldFailover(), { requests: 1, success: 1, failedOver: 1, failoverShare: 1 }],
		["an exhausted route", aTold({ ...nobody, outcome: "exhausted" }), { success: 0, exhausted: 1, successShare: 0 }],
		["a terminal error", aTold({ ...nobody, outcome: "terminal_error" }), { terminalError: 1 }],
		["a stop by the user", aTold({ ...nobody, outcome: "aborted" }), { aborted: 1, unfinished: 0 }],
		["a killed process", aTold({ ...nobody, outcome: "aborted", isUnfinished: true }), { aborted: 1, unfinished: 1 }],
		["a rating", aToldRating(), { requests: 0, successShare: 0 }],
	] as const)("counts %s", (_what, told, expected) => {
		expect(fold(outcomesReport, told).totals).toMatchObject(expected);
	});

	it("counts a request for who answered, and for who was planned where nobody did", () => {
		const { byProvider, byModel, byRoute } = fold(
			outcomesReport,
			aToldFailover({ routeId: "fast" }),
			aTold({ ...nobody, outcome: "exhausted" }),
			aTold({ ...nobody, planned: undefined, outcome: "exhausted" }),
		);

		expect(byProvider.map(({ key, success, exhausted }) => [key, success, exhausted])).toEqual([
			["(none)", 0, 1],
			["deepseek", 1, 0],
			["openai", 0, 1],
		]);
		expect(byModel.map(({ key }) => key)).toEqual(["(none)", "deepseek/flash", "openai/gpt-x"]);
		expect(byRoute.map(({ key, count }) => [key, count])).toEqual([
			["swe", 2],
			["fast", 1],
		]);
	});

	it("counts attempts for whom they asked", () => {
		const { totals, byProvider } = fold(
			outcomesReport,
			aToldAttempt({ outcome: "failed" }),
			aToldAttempt({ ...who("deepseek/flash"), routeId: undefined }),
		);

		expect(totals).toMatchObject({ attempts: 2, failedAttempts: 1, requests: 0 });
		expect(byProvider.map(({ key, attempts, failedAttempts }) => [key, attempts, failedAttempts])).toEqual([
			["deepseek", 1, 0],
			["openai", 1, 1],
		]);
	});

	it("tells two accounts of one model apart where it tells who answered for whom", () => {
		const other = aCandidateSeen("openai/gpt-x@work");
		const { byPlannedActual, byModel } = fold(outcomesReport, aTold(), aTold(), aTold({ actual: other }));

		expect(byPlannedActual).toEqual([
			{ key: "openai/gpt-x -> openai/gpt-x", count: 2, share: 2 / 3 },
			{ key: "openai/gpt-x -> openai/gpt-x@work", count: 1, share: 1 / 3 },
		]);
		expect(byModel).toMatchObject([{ key: "openai/gpt-x", count: 3 }]);
	});
});
