import type { Book } from "../accounting/ledger.ts";
import { type Spend, spendIn } from "../accounting/ledger.ts";
import { splitLimitKey } from "../accounting/limits.ts";
import type { RouterState } from "../state.ts";
import type { LogPosition } from "./log-position.ts";

/** Version of the files for people and other tools; the earlier extension wrote 2 into the one that had any. */
export const READABLE_VERSION = 3;

/** A file that is written for others, with the part of the log that it covers. */
interface Readable {
	readonly version: typeof READABLE_VERSION;
	readonly position: LogPosition;
}

/** What a provider was used for. `inputTokens` are those that came from no cache; dollars. */
export interface ReadableSpend {
	readonly inputTokens: number;
	readonly outputTokens: number;
	readonly cacheReadTokens: number;
	readonly cacheWriteTokens: number;
	readonly estimatedCost: number;
}

/** Limits that were set by command, in dollars; a hard one is final. */
export interface ReadableLimits {
	readonly dailyUsd?: number;
	readonly dailyHard?: true;
	readonly monthlyUsd?: number;
	readonly monthlyHard?: true;
}

type ByPeriod = Readonly<Record<string, Readonly<Record<string, ReadableSpend>>>>;

/** `auto-router.stats.json`: spend by local day and month and provider, and the limits. */
export interface StatsFile extends Readable {
	readonly daily: ByPeriod;
	readonly monthly: ByPeriod;
	readonly limits: Readonly<Record<string, ReadableLimits>>;
}

/** Sums of fractions end in noise: a billionth of a dollar is told. */
const roundUsd = (usd: number): number => Math.round(usd * 1e9) / 1e9;

const readableSpend = ({ costUsd, requests: _requests, ...tokens }: Spend): ReadableSpend => ({
	...tokens,
	estimatedCost: roundUsd(costUsd),
});

/** What a book says of each provider. */
export function spendByProvider(book: Book): Readonly<Record<string, ReadableSpend>> {
	const providers = [...new Set([...book.values()].map(({ provider }) => provider))].sort();
	return Object.fromEntries(
		providers.map((name) => [name, readableSpend(spendIn(book, ({ provider }) => provider === name))]),
	);
}

function byPeriod(books: ReadonlyMap<string, Book>): ByPeriod {
	const periods = [...books].sort(([a], [b]) => (a < b ? -1 : 1));
	return Object.fromEntries(periods.map(([period, book]) => [period, spendByProvider(book)]));
}

function readableLimits({ accounting }: RouterState): StatsFile["limits"] {
	const limits: Record<string, ReadableLimits> = {};
	for (const [key, { limitUsd, isHard }] of accounting.limits) {
		if (limitUsd === undefined) continue;
		const { provider, period } = splitLimitKey(key);
		const one = { [`${period}Usd`]: limitUsd, ...(isHard ? { [`${period}Hard`]: true } : {}) };
		limits[provider] = { ...limits[provider], ...one };
	}
	return limits;
}

/** The content of `auto-router.stats.json`. */
export function statsFile(state: RouterState, position: LogPosition): StatsFile {
	const { days, months } = state.accounting.ledger;
	return {
		version: READABLE_VERSION,
		position,
		daily: byPeriod(days),
		monthly: byPeriod(months),
		limits: readableLimits(state),
	};
}

/** `auto-router.latency.json`: milliseconds to the first output by target, decaying averages. */
export interface LatencyFile extends Readable {
	readonly targets: Readonly<Record<string, { ttftMs: number; samples: number; updatedAt: number }>>;
}

/** The content of `auto-router.latency.json`. */
export function latencyFile({ latencies }: RouterState, position: LogPosition): LatencyFile {
	const targets = [...latencies].map(([target, { ttftMs, samples, updatedAtMs }]) => [
		target,
		{ ttftMs: Math.round(ttftMs), samples, updatedAt: updatedAtMs },
	]);
	return { version: READABLE_VERSION, position, targets: Object.fromEntries(targets) };
}

/** `auto-router.ratings.json`: what the user thought, by `provider/modelId`. */
export interface RatingsFile extends Readable {
	readonly models: Readonly<Record<string, { good: number; bad: number; consecutiveBad: number; updatedAt: number }>>;
}

/** The content of `auto-router.ratings.json`. */
export function ratingsFile({ ratings }: RouterState, position: LogPosition): RatingsFile {
	const models = [...ratings].map(([model, { good, bad, consecutiveBad, lastAtMs }]) => [
		model,
		{ good, bad, consecutiveBad, updatedAt: lastAtMs },
	]);
	return { version: READABLE_VERSION, position, models: Object.fromEntries(models) };
}
