/** How a provider stands against one spending cap of the user. */
export interface BudgetStanding {
	readonly period: "daily" | "monthly";
	readonly limitUsd: number;
	readonly spentUsd: number;
	/** A hard cap is final; a soft one gives way when nothing else is left. */
	readonly isHard: boolean;
}

/** How fast a plan is used up, worst first: what each means for routing is in `PACE_EFFECTS`. */
export type UviStatus = "exhausted" | "critical" | "stressed" | "ok" | "surplus";

/** How a target stands against the quota windows that count for it. */
export interface PaceStanding {
	readonly status: UviStatus;
	/** Used share over elapsed share; absent where the reset is unknown. */
	readonly uvi?: number;
	/** The window that decides, for example `5h`. */
	readonly windowId: string;
	readonly usedShare: number;
	/** When the window begins anew; of an exhausted one whose reset is unknown: when it is worth another try. */
	readonly resetsAtMs?: number;
	/** The vendor said so too long ago to remove or promote the target for it, unless everything is used. */
	readonly isStale?: true;
}

/** What money and quota say about one target. */
export interface Standing {
	readonly budgets: readonly BudgetStanding[];
	readonly pace?: PaceStanding;
}

/** The standing of a target nobody has counted anything for. */
export const NO_STANDING: Standing = { budgets: [] };

/** Part of the order that a target belongs to; never crossed by anything weaker. */
export type Bucket = "promoted" | "normal" | "demoted";

/** What a pace leads to: removed for this request, or moved between buckets. */
export interface PaceEffect {
	readonly bucket: Bucket;
	readonly removes: "always" | "if-blocking" | "in-hard-mode" | "never";
	readonly phrase: string;
}

/** One row per status. `if-blocking`: unless `uvi.onCritical` is `demote`. */
export const PACE_EFFECTS: Readonly<Record<UviStatus, PaceEffect>> = {
	exhausted: { bucket: "demoted", removes: "always", phrase: "has used up its plan" },
	critical: { bucket: "demoted", removes: "if-blocking", phrase: "is using up its plan far too fast" },
	stressed: { bucket: "demoted", removes: "in-hard-mode", phrase: "is using up its plan too fast" },
	ok: { bucket: "normal", removes: "never", phrase: "is on pace" },
	surplus: { bucket: "promoted", removes: "never", phrase: "has more left of its plan than time" },
};

/** The bucket of a target by its pace. */
export function bucketOf({ pace }: Standing): Bucket {
	return pace === undefined ? "normal" : PACE_EFFECTS[pace.status].bucket;
}

/** Dollars left under the tightest budget, never below zero; undefined without a budget. */
export function budgetRemainingUsd({ budgets }: Standing): number | undefined {
	if (budgets.length === 0) return undefined;
	return Math.max(0, Math.min(...budgets.map(({ limitUsd, spentUsd }) => limitUsd - spentUsd)));
}

/** A budget warns from this used share on. */
const WARNING_SHARE = 0.8;

/** True from the used share on at which a budget warns; it removes at 1. */
export function isNearlySpent({ limitUsd, spentUsd }: BudgetStanding): boolean {
	return spentUsd >= limitUsd * WARNING_SHARE;
}

/** Largest used share of a budget; undefined without one. */
export function budgetUsedShare({ budgets }: Standing): number | undefined {
	if (budgets.length === 0) return undefined;
	return Math.max(...budgets.map(({ limitUsd, spentUsd }) => spentUsd / limitUsd));
}
