import type { Standing } from "../accounting/standing.ts";
import type { UviThresholds } from "../config/schema.ts";
import { accountOf, type Target } from "../route.ts";
import { type PlanSources, planOf } from "./account-plan.ts";
import { type AccountPlan, paceOf } from "./pace.ts";

/** What standings are worked out from. */
export interface StandingSources extends PlanSources {
	readonly thresholds: UviThresholds;
}

const NONE: ReadonlyMap<string, Standing> = new Map();

function standingOf(target: Target, plan: AccountPlan | undefined, sources: StandingSources): Standing | undefined {
	const { budgets, thresholds, nowMs } = sources;
	const pace = plan && paceOf(target.modelId, plan, thresholds, nowMs);
	const limited = budgets.get(accountOf(target)) ?? [];
	if (pace === undefined) return limited.length === 0 ? undefined : { budgets: limited };
	return { budgets: limited, pace };
}

/** What money and quota say about each target, by its id; a target of which nothing is known or limited is left out. */
export function standingsOf(targets: readonly Target[], sources: StandingSources): ReadonlyMap<string, Standing> {
	const { budgets, quotas, counted } = sources;
	if (budgets.size === 0 && quotas.size === 0 && counted.length === 0) return NONE;
	const plans = new Map<string, AccountPlan | undefined>();
	const standings = new Map<string, Standing>();
	for (const target of targets) {
		const account = accountOf(target);
		if (!plans.has(account)) plans.set(account, planOf(account, sources));
		const standing = standingOf(target, plans.get(account), sources);
		if (standing) standings.set(target.id, standing);
	}
	return standings;
}
