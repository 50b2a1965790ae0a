import type { Accounting } from "../../accounting/accounting.ts";
import type { ImportedSpend } from "../../accounting/accounting-events.ts";
import { BUDGET_PERIODS } from "../../accounting/budget-period.ts";
import type { Book } from "../../accounting/ledger.ts";
import { limitKey } from "../../accounting/limits.ts";
import type { Fact } from "../../events.ts";
import { isRecord } from "../event-shapes.ts";
import { isLogPosition } from "../log-position.ts";
import { READABLE_VERSION, spendByProvider } from "../readable-files.ts";
import { type Fields, numberIn } from "../saved-values.ts";
import { isPlainName, spendFacts } from "./spend-facts.ts";

/** Below this, in dollars, a difference is noise of the rounding. */
const LEAST_USD = 1e-6;
const DAY = /^\d{4}-\d\d-\d\d$/;
const MONTH = /^\d{4}-\d\d$/;

/** How much more than `known` stands under a name; never less than nothing, whatever stands there. */
function excess(fields: Fields, known: Fields, name: string): number {
	return Math.max(0, (numberIn(fields, name) ?? 0) - (numberIn(known, name) ?? 0));
}

function missingSpend(period: string, provider: string, saved: Fields, known: Fields): readonly ImportedSpend[] {
	const [inputTokens, outputTokens] = [excess(saved, known, "inputTokens"), excess(saved, known, "outputTokens")];
	const cacheReadTokens = excess(saved, known, "cacheReadTokens");
	const cacheWriteTokens = excess(saved, known, "cacheWriteTokens");
	const costUsd = excess(saved, known, "estimatedCost");
	const hasTokens = inputTokens + outputTokens + cacheReadTokens + cacheWriteTokens > 0;
	if (!hasTokens && costUsd < LEAST_USD) return [];
	return [{ period, provider, inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, costUsd }];
}

function missingIn(value: unknown, key: RegExp, books: ReadonlyMap<string, Book>): readonly ImportedSpend[] {
	if (!isRecord(value)) return [];
	return Object.entries(value).flatMap(([period, providers]) => {
		if (!key.test(period) || !isRecord(providers)) return [];
		const known = new Map(Object.entries(spendByProvider(books.get(period) ?? new Map())));
		return Object.entries(providers).flatMap(([provider, saved]) =>
			isRecord(saved) && isPlainName(provider) ? missingSpend(period, provider, saved, { ...known.get(provider) }) : [],
		);
	});
}

function missingLimits(value: unknown, { limits }: Accounting, atMs: number): readonly Fact[] {
	if (!isRecord(value)) return [];
	return Object.entries(value).flatMap(([provider, saved]) =>
		BUDGET_PERIODS.flatMap((period): readonly Fact[] => {
			const limitUsd = isRecord(saved) ? numberIn(saved, `${period}Usd`) : undefined;
			if (limitUsd === undefined || limitUsd < 0 || !isPlainName(provider)) return [];
			if (limits.has(limitKey(provider, period))) return [];
			const hard = isRecord(saved) && saved[`${period}Hard`] === true;
			return [{ type: "budget.set", atMs, data: { provider, period, limitUsd, hard } }];
		}),
	);
}

/** True for our own `auto-router.stats.json`. */
export function isStatsFile(value: unknown): value is Fields {
	return isRecord(value) && value["version"] === READABLE_VERSION && isLogPosition(value["position"]);
}

/**
 * What our own `auto-router.stats.json` knows and the whole log does not, because the log, or a part of it, is gone:
 * nothing where the log is complete. To be asked for after the whole log was folded and only where the saved state was
 * lost. `id` names the content of the file.
 */
export function statsFacts(
	stats: Fields,
	accounting: Accounting,
	{ id, atMs }: { readonly id: string; readonly atMs: number },
): readonly Fact[] {
	const { days, months } = accounting.ledger;
	const spend = [...missingIn(stats["daily"], DAY, days), ...missingIn(stats["monthly"], MONTH, months)];
	return [...missingLimits(stats["limits"], accounting, atMs), ...spendFacts(id, spend, atMs)];
}
