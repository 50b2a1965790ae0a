import type { ImportedSpend } from "../../accounting/accounting-events.ts";
import { BUDGET_PERIODS } from "../../accounting/budget-period.ts";
import { type CommandLimits, limitKey } from "../../accounting/limits.ts";
import type { Fact, FeedbackData } from "../../events.ts";
import { targetId } from "../../route.ts";
import { redact } from "../../text/redact.ts";
import type { LegacyRating, LegacySpend, LegacyStats } from "../legacy-snapshots.ts";
import { isPlainName, spendFacts } from "./spend-facts.ts";

/** Mark in `state.accounting.imports` that figures, or ratings, of the earlier extension have been taken over. */
export const LEGACY_STATS_ID = "earlier-stats";
export const LEGACY_RATINGS_ID = "earlier-ratings";

/** What a file of the earlier extension holds, as facts. The last one marks that all were recorded. */
export interface LegacyFacts {
	readonly facts: readonly Fact[];
	/** How many limits, days, months or ratings they are, by what they are called. */
	readonly counts: Readonly<Record<string, number>>;
	/** Entries without a usable name or time, or too many of them. */
	readonly leftOut: number;
}

const MAX_TAGS = 20;
const MAX_TAG_CHARS = 60;

function spendOf(periods: LegacyStats["daily"]): readonly ImportedSpend[] {
	return Object.entries(periods).flatMap(([period, providers]) =>
		Object.entries(providers).map(([provider, spend]: [string, LegacySpend]) => ({ period, provider, ...spend })),
	);
}

function limitFacts(limits: LegacyStats["limits"], atMs: number): readonly (Fact & { type: "budget.set" })[] {
	return Object.entries(limits).flatMap(([provider, { dailyUsd = 0, monthlyUsd = 0 }]) =>
		BUDGET_PERIODS.flatMap((period) => {
			const limitUsd = period === "daily" ? dailyUsd : monthlyUsd;
			// There a limit of nothing meant no limit, and no limit was final.
			const data = { provider, period, limitUsd, hard: false };
			return limitUsd > 0 ? [{ type: "budget.set", atMs, data } as const] : [];
		}),
	);
}

/**
 * Limits and spend of the earlier extension. A limit that is known here, set or cleared, stays as it is. Its days were
 * those of UTC, which for a day or two around the switch is near enough.
 */
export function legacyStatsFacts(stats: LegacyStats, known: CommandLimits, atMs: number): LegacyFacts {
	const limits = limitFacts(stats.limits, atMs).filter(({ data }) => isPlainName(data.provider));
	const wanted = limits.filter(({ data }) => !known.has(limitKey(data.provider, data.period)));
	const spend = [...spendOf(stats.daily), ...spendOf(stats.monthly)];
	const usable = spend.filter(({ provider }) => isPlainName(provider));
	const spending = spendFacts(LEGACY_STATS_ID, usable, atMs);
	const booked = spending.reduce((sum, { data }) => sum + data.spend.length, 0);
	const periods = new Set(usable.map(({ period }) => period));
	const days = [...periods].filter((period) => Object.hasOwn(stats.daily, period)).length;
	return {
		facts: [...wanted, ...spending, { type: "state.imported", atMs, data: { id: LEGACY_STATS_ID, spend: [] } }],
		counts: { limit: wanted.length, "day of spend": days, "month of spend": periods.size - days },
		leftOut: spend.length - booked + Object.keys(stats.limits).filter((name) => !isPlainName(name)).length,
	};
}

/** What a rating is known by, so that an import which was interrupted records none twice. */
export function ratingId({ data, atMs }: { readonly data: FeedbackData; readonly atMs: number }): string {
	return `${atMs} ${data.ratedRequestId} ${data.provider}/${data.modelId}`;
}

function ratingFact(rating: LegacyRating, index: number): Fact & { type: "routing.feedback" } {
	const { provider, modelId, reason, requestId = "", routeId = "" } = rating;
	const tags = rating.tags.slice(0, MAX_TAGS).map((tag) => redact(tag, MAX_TAG_CHARS));
	return {
		type: "routing.feedback",
		atMs: Math.trunc(rating.atMs),
		...(isPlainName(routeId) ? { routeId } : {}),
		data: {
			rating: rating.rating,
			...(reason === undefined ? {} : { reason: redact(reason) }),
			tags,
			target: targetId(provider, modelId),
			provider,
			modelId,
			ratedRequestId: isPlainName(requestId) ? requestId : `earlier-${index + 1}`,
		},
	};
}

/** Ratings of the earlier extension, without those that have been recorded already. */
export function legacyRatingFacts(
	ratings: readonly LegacyRating[],
	recorded: ReadonlySet<string>,
	nowMs: number,
): LegacyFacts {
	const all = ratings.map(ratingFact);
	const usable = all.filter(
		({ data, atMs }) => isPlainName(data.provider) && isPlainName(data.modelId) && atMs <= nowMs,
	);
	const facts = usable.filter((fact) => !recorded.has(ratingId(fact)));
	const mark = { type: "state.imported", atMs: nowMs, data: { id: LEGACY_RATINGS_ID, spend: [] } } as const;
	return { facts: [...facts, mark], counts: { rating: facts.length }, leftOut: all.length - usable.length };
}
