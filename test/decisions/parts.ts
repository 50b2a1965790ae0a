import type { PaceStanding, Standing } from "../../src/core/accounting/standing.ts";
import type { Condition, PolicyRule } from "../../src/core/config/rule-schema.ts";
import type { CandidateParts } from "../support/engine-builders.ts";
import { FAKE_START_MS } from "../support/fake-clock.ts";

/** Parts of decision cases, by the words that cases use. */
const HOUR_MS = 3_600_000;

export const seer: CandidateParts = { facts: { hasImageInput: true } };
export const plain: CandidateParts = { facts: { thinkingLevels: ["off"] } };
export const small: CandidateParts = { facts: { contextWindowTokens: 32_000 } };
export const large: CandidateParts = { facts: { contextWindowTokens: 1_000_000 } };
export const metered: CandidateParts = { target: { billing: "per-token" } };
export const loggedOut: CandidateParts = { facts: { hasCredentials: false } };
export const unknown: CandidateParts = { facts: "unknown" };

/** A target with a rank. */
export const ranked = (rank: number): CandidateParts => ({ target: { rank } });

/** A target that costs this much for a million tokens in and out. */
export const priced = (input: number, output: number): CandidateParts => ({
	target: { billing: "per-token" },
	facts: { price: { input, output, cacheRead: input / 10, cacheWrite: 0 } },
});

type RuleOf<T extends PolicyRule["type"]> = Omit<
	Extract<PolicyRule, { type: T }>,
	"type" | "name" | "priority" | "condition"
>;

/** A policy rule; its name is its type unless another one is given. */
export function rule<T extends PolicyRule["type"]>(
	type: T,
	effect: RuleOf<T>,
	more: { readonly name?: string; readonly priority?: number; readonly condition?: Condition } = {},
): PolicyRule {
	return { name: type, priority: 0, ...more, type, ...effect } as unknown as PolicyRule;
}

/** A provider that has spent this much of a daily limit. */
export function spent(spentUsd: number, limitUsd: number, isHard = false): Standing {
	return { budgets: [{ period: "daily", limitUsd, spentUsd, isHard }] };
}

/** A plan that is used up at some pace. */
export function pace(status: PaceStanding["status"], uvi: number, usedShare: number, resetsInMs = HOUR_MS): Standing {
	return { budgets: [], pace: { status, uvi, usedShare, windowId: "5h", resetsAtMs: FAKE_START_MS + resetsInMs } };
}

/** The same, read too long ago to rely on. */
export function stale(standing: Standing): Standing {
	return standing.pace ? { ...standing, pace: { ...standing.pace, isStale: true } } : standing;
}
