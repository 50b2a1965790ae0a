import { describe, expect, it } from "vitest";
import { spendIn } from "../../accounting/ledger.ts";
import { evolve, initialState, type RouterState } from "../../state.ts";
import { decodeEvent, encodeEvent } from "../event-codec.ts";
import type { LegacyRating, LegacyStats } from "../legacy-snapshots.ts";
import {
	LEGACY_RATINGS_ID,
	LEGACY_STATS_ID,
	type LegacyFacts,
	legacyRatingFacts,
	legacyStatsFacts,
	ratingId,
} from "./legacy-facts.ts";

const NOW = Date.parse("2026-03-14T12:00:00Z");
const SECRET = "sk-ant-api03-plantedA1b2C3d4E5f6";
const spend = (costUsd: number) => ({ inputTokens: 10, outputTokens: 5, costUsd });

const stats: LegacyStats = {
	daily: {
		"2026-03-13": { anthropic: spend(1), deepseek: spend(2) },
		"2026-03-14": { deepseek: spend(3) },
	},
	monthly: { "2026-02": { deepseek: spend(40) }, "2026-03": { deepseek: spend(9) } },
	limits: { deepseek: { dailyUsd: 2, monthlyUsd: 20 }, google: { monthlyUsd: 5 }, none: { dailyUsd: 0 } },
};

const fold = ({ facts }: LegacyFacts, before: RouterState = initialState) => facts.reduce(evolve, before);
const costOf = (state: RouterState, period: string, provider: string) => {
	const { days, months } = state.accounting.ledger;
	return spendIn(days.get(period) ?? months.get(period), (row) => row.provider === provider).costUsd;
};

describe("legacyStatsFacts", () => {
	it("books days and months, the limits as soft ones, and then the mark", () => {
		const found = legacyStatsFacts(stats, new Map(), NOW);
		const state = fold(found);

		expect(found.counts).toEqual({ limit: 3, "day of spend": 2, "month of spend": 2 });
		expect(found.leftOut).toBe(0);
		expect(found.facts.at(-1)).toMatchObject({ type: "state.imported", data: { id: LEGACY_STATS_ID, spend: [] } });
		expect(costOf(state, "2026-03-13", "anthropic")).toBe(1);
		expect(costOf(state, "2026-03", "anthropic")).toBe(1);
		expect(costOf(state, "2026-03", "deepseek")).toBe(9);
		expect(costOf(state, "2026-02", "deepseek")).toBe(40);
		expect(Object.fromEntries(state.accounting.limits)).toEqual({
			"deepseek daily": { limitUsd: 2, isHard: false, atMs: NOW },
			"deepseek monthly": { limitUsd: 20, isHard: false, atMs: NOW },
			"google monthly": { limitUsd: 5, isHard: false, atMs: NOW },
		});
	});

	it("comes to the same after an import that was killed at any point", () => {
		const found = legacyStatsFacts(stats, new Map(), NOW);
		const once = fold(found);
		for (let recorded = 0; recorded <= found.facts.length; recorded++) {
			const before = found.facts.slice(0, recorded).reduce(evolve, initialState);
			const again = legacyStatsFacts(stats, before.accounting.limits, NOW);
			expect(fold(again, before)).toEqual(once);
		}
	});

	it("leaves a limit alone that was set or cleared here", () => {
		const known = new Map([["deepseek daily", { isHard: true, atMs: 1 }]]);
		const limits = legacyStatsFacts(stats, known, NOW).facts.filter(({ type }) => type === "budget.set");
		expect(limits).toHaveLength(2);
	});

	it("keeps the newest days only, and every month of the last three years", () => {
		const dayOf = (index: number) => new Date(NOW - index * 86_400_000).toISOString().slice(0, 10);
		const daily = Object.fromEntries(Array.from({ length: 700 }, (_, index) => [dayOf(index), { acme: spend(1) }]));
		const { days, months } = fold(legacyStatsFacts({ daily, monthly: {}, limits: {} }, new Map(), NOW)).accounting
			.ledger;

		expect([days.size, days.has(dayOf(0)), days.has(dayOf(99)), days.has(dayOf(100))]).toEqual([
			100,
			true,
			true,
			false,
		]);
		expect([...months.values()].reduce((sum, book) => sum + spendIn(book, () => true).costUsd, 0)).toBe(700);
	});

	it("makes only records that the log can carry", () => {
		const providers = Array.from({ length: 5_000 }, (_, index) => [`provider-number-${index}`, spend(1)]);
		const large = { "2026-03-14": Object.fromEntries(providers) };
		const { facts, leftOut } = legacyStatsFacts({ daily: large, monthly: {}, limits: {} }, new Map(), NOW);
		expect(leftOut).toBe(4_000);
		for (const [index, fact] of facts.entries()) {
			const line = encodeEvent({ ...fact, writer: "w", seq: index + 1 });
			expect(decodeEvent(line)).toMatchObject({ kind: "event", event: { data: fact.data } });
		}
	});

	it("leaves out a name that may be a credential, and says so", () => {
		const daily = { "2026-03-14": { [SECRET]: spend(1), "": spend(1), ["x".repeat(300)]: spend(1), acme: spend(1) } };
		const found = legacyStatsFacts({ daily, monthly: {}, limits: { [SECRET]: { dailyUsd: 1 } } }, new Map(), NOW);
		expect(found).toMatchObject({ leftOut: 4, counts: { limit: 0, "day of spend": 1 } });
		expect(JSON.stringify(found.facts)).not.toContain(SECRET);
	});
});

const rating = (more: Partial<LegacyRating> = {}): LegacyRating => ({
	provider: "acme",
	modelId: "a",
	rating: "good",
	atMs: NOW - 1_000,
	requestId: "r1",
	routeId: "subscription-swe",
	tags: ["fast"],
	...more,
});
const none: ReadonlySet<string> = new Set();

describe("legacyRatingFacts", () => {
	it("tells each rating as if it were given here, at its time, and then the mark", () => {
		const found = legacyRatingFacts(
			[rating(), rating({ rating: "bad", reason: "slow", atMs: NOW - 1.5, requestId: "r2" })],
			none,
			NOW,
		);

		expect(found.counts).toEqual({ rating: 2 });
		expect(found.facts).toEqual([
			{
				type: "routing.feedback",
				atMs: NOW - 1_000,
				routeId: "subscription-swe",
				data: {
					rating: "good",
					tags: ["fast"],
					target: "acme/a",
					provider: "acme",
					modelId: "a",
					ratedRequestId: "r1",
				},
			},
			expect.objectContaining({ atMs: NOW - 2, data: expect.objectContaining({ rating: "bad", reason: "slow" }) }),
			{ type: "state.imported", atMs: NOW, data: { id: LEGACY_RATINGS_ID, spend: [] } },
		]);
		expect(fold(found).ratings.get("acme/a")).toMatchObject({ good: 1, bad: 1, consecutiveBad: 1 });
	});

	it("comes to the same after an import that was killed at any point", () => {
		const { requestId: _id, ...nameless } = rating();
		const all = [rating(), nameless, rating({ atMs: NOW - 900, rating: "bad" }), nameless];
		const found = legacyRatingFacts(all, none, NOW);
		for (let written = 0; written <= found.facts.length; written++) {
			const before = found.facts.slice(0, written);
			const recorded = new Set(before.flatMap((fact) => (fact.type === "routing.feedback" ? [ratingId(fact)] : [])));
			const again = legacyRatingFacts(all, recorded, NOW);
			expect(fold(again, before.reduce(evolve, initialState)).ratings).toEqual(fold(found).ratings);
		}
	});

	it("leaves out what has no usable name or time, and says so", () => {
		const odd = [
			rating({ provider: SECRET }),
			rating({ modelId: "" }),
			rating({ atMs: NOW + 1 }),
			rating({ atMs: 1e300 }),
		];
		expect(legacyRatingFacts(odd, none, NOW)).toMatchObject({ leftOut: 4, counts: { rating: 0 } });
	});

	it("takes secrets out of every text and bounds it", () => {
		const said = rating({
			reason: `it said ${SECRET} ${"again ".repeat(1_000)}`,
			tags: [`key ${SECRET}`, ...Array.from({ length: 100 }, () => "tag")],
			requestId: `id ${SECRET}`,
			routeId: SECRET,
		});
		const { facts } = legacyRatingFacts([said], none, NOW);
		const text = JSON.stringify(facts);
		expect(text).not.toContain(SECRET);
		expect(text.length).toBeLessThan(1_500);
		expect(facts[0]).not.toHaveProperty("routeId");
		expect(facts[0]).toMatchObject({ data: { ratedRequestId: "earlier-1" } });
	});
});
