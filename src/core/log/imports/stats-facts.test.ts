import { describe, expect, it } from "vitest";
import { aResult } from "../../../../test/support/builders.ts";
import { stateAfter } from "../../../../test/support/router-facts.ts";
import type { Fact, ResultData } from "../../events.ts";
import { evolve, initialState, type RouterState } from "../../state.ts";
import { LOG_START } from "../log-position.ts";
import { statsFile } from "../readable-files.ts";
import { isStatsFile, statsFacts } from "./stats-facts.ts";

const AT = Date.parse("2026-03-14T12:00:00Z");
const usage = { input: 10, output: 2, cacheRead: 30, cacheWrite: 4, costUsd: 0.1 };
const used = (name: string, day: string, more: Partial<ResultData> = {}): Fact => ({
	type: "routing.result",
	atMs: AT,
	data: aResult(name, { day, usage, ...more }),
});
const limit = (provider: string, period: "daily" | "monthly", hard = false): Fact => ({
	type: "budget.set",
	atMs: AT - 1,
	data: { provider, period, limitUsd: 5, hard },
});

const log: readonly Fact[] = [
	used("acme/a", "2026-02-27"),
	limit("acme", "daily"),
	used("acme/b", "2026-02-28"),
	limit("acme", "monthly", true),
	used("zeta/c", "2026-03-14"),
];
const whole = stateAfter(...log);
const saved: Readonly<Record<string, unknown>> = JSON.parse(JSON.stringify(statsFile(whole, LOG_START)));

function recovered(left: readonly Fact[], stats = saved): RouterState {
	const before = stateAfter(...left);
	const facts = statsFacts(stats, before.accounting, { id: "stats x", atMs: AT });
	return facts.reduce(evolve, before);
}

const told = (state: RouterState) => {
	const { daily, monthly, limits } = statsFile(state, LOG_START);
	return { daily, monthly, limits };
};

describe("statsFacts", () => {
	it.each(Array.from({ length: log.length + 1 }, (_, index) => index))(
		"makes up for a log that lost its first %d records, and counts none of the others twice",
		(lost) => {
			expect(told(recovered(log.slice(lost)))).toEqual(told(whole));
		},
	);

	it("has nothing to say where the log is complete, nor a second time", () => {
		expect(statsFacts(saved, whole.accounting, { id: "stats x", atMs: AT })).toEqual([]);
		const again = recovered(log.slice(3));
		expect(statsFacts(saved, again.accounting, { id: "stats x", atMs: AT })).toEqual([]);
	});

	it("counts what two processes took over at once only once", () => {
		const facts = statsFacts(saved, initialState.accounting, { id: "stats x", atMs: AT });
		expect(told([...facts, ...facts].reduce(evolve, initialState))).toEqual(told(whole));
	});

	it("keeps what was spent since the file was written", () => {
		const since = used("zeta/c", "2026-03-14");
		const { ledger } = recovered([since]).accounting;
		expect(ledger.days.has("2026-02-28")).toBe(true);
		expect([...(ledger.days.get("2026-03-14")?.values() ?? [])]).toMatchObject([{ modelId: "c", costUsd: 0.1 }]);
	});

	it("keeps a month whose days are no longer told", () => {
		const stats = { ...saved, daily: {} };
		expect(told(recovered([], stats)).monthly).toEqual(told(whole).monthly);
	});

	it("leaves alone a limit that was cleared since", () => {
		const cleared: Fact = { type: "budget.cleared", atMs: AT, data: { provider: "acme", period: "daily" } };
		expect(told(recovered([cleared])).limits).toEqual({ acme: { monthlyUsd: 5, monthlyHard: true } });
	});

	it.each([
		["nothing", {}],
		["texts", { daily: "x", monthly: 3, limits: null }],
		["no days", { daily: { yesterday: {}, "2026-03-14": 3 }, monthly: { "2026": {} } }],
		["no spend", { daily: { "2026-03-14": { acme: 1, zeta: { inputTokens: "5", estimatedCost: -3 } } } }],
		["noise", { daily: { "2026-03-14": { acme: { estimatedCost: 1e-9 } } } }],
		["no limits", { limits: { acme: 3, zeta: { dailyUsd: -1 }, beta: { monthlyUsd: "5" } } }],
		[
			"names that are none",
			{ daily: { "2026-03-14": { "": { inputTokens: 1 } } }, limits: { "Bearer abc.def-ghi": { dailyUsd: 1 } } },
		],
	])("takes nothing from a file that holds %s", (_what, stats) => {
		expect(statsFacts(stats, initialState.accounting, { id: "stats x", atMs: AT })).toEqual([]);
	});
});

describe("isStatsFile", () => {
	it("knows our own file from every other", () => {
		expect(isStatsFile(saved)).toBe(true);
		for (const other of [undefined, [], { ...saved, version: 2 }, { ...saved, position: 3 }]) {
			expect(isStatsFile(other)).toBe(false);
		}
	});
});
