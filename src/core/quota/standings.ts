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

/** What money and quota say about each target, by its id; a target of which nothing is known or limited is left out. */
export function standingsOf(targets: readonly Target[], sources: StandingSources): ReadonlyMap<string, Standing> {
	const { budgets, quotas, counted, thresholds, nowMs } = sources;
	if (budgets.size === 0 && quotas.size === 0 && counted.length === 0) return NONE;
	const plans = new Map<string, AccountPlan | undefined>();
	const standings = new Map<string, Standing>();
	for (const target of targets) {
		const account = accountOf(target);
		if (!plans.has(account)) plans.set(account, planOf(account, sources));
		const plan = plans.get(account);
		const pace = plan && paceOf(target.modelId, plan, thresholds, nowMs);
		const limited = budgets.get(account) ?? [];
		if (pace !== undefined || limited.length > 0) {
			standings.set(target.id, { budgets: limited, ...(pace === undefined ? {} : { pace }) });
		}
	}
	return standings;
}
