import type { Intent, Subtask, Tier } from "../request.ts";

/** What the user thought of the answers of one model. */
export interface RatingSummary {
	readonly good: number;
	readonly bad: number;
	/** Bad ones since the last good one. */
	readonly consecutiveBad: number;
}

/** A provider and one of its models. */
export interface ProviderModel {
	readonly provider: string;
	readonly modelId: string;
}

/** Everything that a condition of a policy rule may ask about. */
export interface PolicyFacts {
	readonly intent: Intent;
	readonly subtask?: Subtask;
	/** Before any rule has forced another one. */
	readonly tier: Tier;
	readonly estimatedTokens: number;
	readonly hasImages: boolean;
	readonly nowMs: number;
	/** IANA zone for conditions that name none. */
	readonly timeZone: string;
	/** Working directory, absolute. */
	readonly project?: string;
	/** Targets of the route, for rules that name nobody. */
	readonly targets: readonly ProviderModel[];
	readonly ratingOf: (provider: string, modelId: string) => RatingSummary | undefined;
	/** Largest used share of the provider's budgets; undefined without a budget. */
	readonly budgetUsedShareOf: (provider: string) => number | undefined;
	/** Largest utilization velocity index of the provider's windows; undefined where nothing is known. */
	readonly uviOf: (provider: string) => number | undefined;
}
