import { isRecord } from "./event-shapes.ts";

/** Tokens and dollars that the earlier extension booked for one provider on one day or in one month (UTC). */
export interface LegacySpend {
	readonly inputTokens: number;
	readonly outputTokens: number;
	readonly costUsd: number;
}

type SpendByPeriod = Readonly<Record<string, Readonly<Record<string, LegacySpend>>>>;

/** Its spend by day (`2026-03-14`) and month (`2026-03`) and provider, and the limits that the user had set. */
export interface LegacyStats {
	readonly daily: SpendByPeriod;
	readonly monthly: SpendByPeriod;
	readonly limits: Readonly<Record<string, { readonly dailyUsd?: number; readonly monthlyUsd?: number }>>;
}

/** Its response times of one provider: whole answers, decayed sums. */
export interface LegacyLatency {
	readonly count: number;
	readonly totalMs: number;
	readonly lastMs: number;
	readonly updatedAtMs: number;
}

/** One rating given with it. */
export interface LegacyRating {
	readonly provider: string;
	readonly modelId: string;
	readonly rating: "good" | "bad";
	readonly atMs: number;
	readonly routeId?: string;
	readonly requestId?: string;
	readonly reason?: string;
	readonly tier?: string;
	readonly intent?: string;
	readonly tags: readonly string[];
}

/**
 * Reads `auto-router.stats.json` of the earlier extension. Undefined for anything else, our own snapshot included;
 * wrong entries are left out.
 */
export function parseLegacyStats(value: unknown): LegacyStats | undefined {
	if (!isRecord(value) || isOwnSnapshot(value)) return undefined;
	const { daily, monthly, limits } = value;
	if (!isRecord(daily) && !isRecord(monthly) && !isRecord(limits)) return undefined;
	return {
		daily: spendByPeriod(daily, /^\d{4}-\d\d-\d\d$/),
		monthly: spendByPeriod(monthly, /^\d{4}-\d\d$/),
		limits: mapEntries(limits, limitsOf),
	};
}

/**
 * Reads `auto-router.latency.json` of the earlier extension, by provider. Undefined for anything else and where
 * nothing is in it.
 */
export function parseLegacyLatency(value: unknown): Readonly<Record<string, LegacyLatency>> | undefined {
	if (!isRecord(value) || isOwnSnapshot(value)) return undefined;
	const byProvider = mapEntries(value, latencyOf);
	return Object.keys(byProvider).length > 0 ? byProvider : undefined;
}

/**
 * Reads `auto-router.ratings.json` of the earlier extension, oldest first. Undefined for anything else and where
 * nothing is in it.
 */
export function parseLegacyRatings(value: unknown): readonly LegacyRating[] | undefined {
	if (!Array.isArray(value)) return undefined;
	const ratings = value.map(ratingOf).filter((rating) => rating !== undefined);
	return ratings.length > 0 ? ratings : undefined;
}

/** Our snapshots say which part of the log they cover; the earlier extension's files never had such a field. */
function isOwnSnapshot(value: Readonly<Record<string, unknown>>): boolean {
	return Object.hasOwn(value, "position");
}

function spendByPeriod(value: unknown, key: RegExp): SpendByPeriod {
	return mapEntries(value, (providers, period) => (key.test(period) ? mapEntries(providers, spendOf) : undefined));
}

function mapEntries<T>(value: unknown, map: (entry: unknown, key: string) => T | undefined): Record<string, T> {
	if (!isRecord(value)) return {};
	return Object.fromEntries(
		Object.entries(value).flatMap(([key, entry]) => {
			const mapped = map(entry, key);
			return mapped === undefined ? [] : [[key, mapped] as const];
		}),
	);
}

function spendOf(value: unknown): LegacySpend | undefined {
	if (!isRecord(value)) return undefined;
	const { inputTokens, outputTokens, estimatedCost } = value;
	return {
		inputTokens: amount(inputTokens) ?? 0,
		outputTokens: amount(outputTokens) ?? 0,
		costUsd: amount(estimatedCost) ?? 0,
	};
}

function limitsOf(value: unknown): LegacyStats["limits"][string] | undefined {
	if (!isRecord(value)) return undefined;
	const dailyUsd = amount(value["dailyUsd"]);
	const monthlyUsd = amount(value["monthlyUsd"]);
	if (dailyUsd === undefined && monthlyUsd === undefined) return undefined;
	return { ...(dailyUsd !== undefined && { dailyUsd }), ...(monthlyUsd !== undefined && { monthlyUsd }) };
}

function latencyOf(value: unknown): LegacyLatency | undefined {
	if (!isRecord(value)) return undefined;
	const [count, totalMs, lastMs, updatedAtMs] = ["count", "totalMs", "lastMs", "updatedAt"].map((name) =>
		amount(value[name]),
	);
	if (count === undefined || totalMs === undefined || lastMs === undefined || updatedAtMs === undefined)
		return undefined;
	return { count, totalMs, lastMs, updatedAtMs };
}

function ratingOf(value: unknown): LegacyRating | undefined {
	if (!isRecord(value)) return undefined;
	const { provider, modelId, rating, timestamp, tags } = value;
	const atMs = amount(timestamp);
	if (typeof provider !== "string" || typeof modelId !== "string" || atMs === undefined) return undefined;
	if (rating !== "good" && rating !== "bad") return undefined;
	const words = ["routeId", "requestId", "reason", "tier", "intent"].filter((name) => typeof value[name] === "string");
	return {
		provider,
		modelId,
		rating,
		atMs,
		...Object.fromEntries(words.map((name) => [name, value[name]])),
		tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [],
	};
}

const amount = (value: unknown): number | undefined =>
	typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : undefined;
