import type { RuleRecord } from "../events.ts";
import type { RuleCounts } from "./problems/rule-problem.ts";

/** How often each rule was evaluated and matched: by route, then by name. */
export type RuleCountsByRoute = ReadonlyMap<string, ReadonlyMap<string, RuleCounts>>;

/** Routes and rules kept; names come from a file that the user may change at any time. */
const MAX_ROUTES = 50;
const MAX_RULES = 200;

/** The counts after one more decision on a route. */
export function addRuleCounts(
	counts: RuleCountsByRoute,
	routeId: string,
	rules: readonly RuleRecord[],
): RuleCountsByRoute {
	const ofRoute = new Map(counts.get(routeId));
	for (const { name, matched } of rules.slice(0, MAX_RULES)) {
		const before = ofRoute.get(name) ?? { evaluated: 0, matched: 0 };
		ofRoute.delete(name);
		ofRoute.set(name, { evaluated: before.evaluated + 1, matched: before.matched + (matched ? 1 : 0) });
	}
	const next = new Map(counts);
	next.delete(routeId);
	next.set(routeId, new Map([...ofRoute].slice(-MAX_RULES)));
	return next.size > MAX_ROUTES ? new Map([...next].slice(-MAX_ROUTES)) : next;
}
