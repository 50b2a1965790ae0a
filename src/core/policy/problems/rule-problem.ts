import type { PolicyRule } from "../../config/rule-schema.ts";
import type { ProviderModel } from "../policy-facts.ts";

/** A rule that does not do what its author probably means. */
export interface RuleProblem {
	/** Name of the rule. */
	readonly rule: string;
	/** Route in which it is so. Absent: a rule of all routes, in all of them. */
	readonly routeId?: string;
	readonly kind: "conflict" | "shadowed" | "never-matched" | "names-unknown";
	/** One sentence that also says what to do. */
	readonly detail: string;
}

/** Rules that apply together: those of all routes, or those of one route among them. */
export interface RuleScope {
	readonly routeId?: string;
	/** In the order in which they apply. */
	readonly rules: readonly PolicyRule[];
	/** Those of the rules that are looked at here; the others are looked at in a scope of their own. */
	readonly own: ReadonlySet<PolicyRule>;
	/** Targets that the rules can mean. */
	readonly targets: readonly ProviderModel[];
	/** Targets of all routes. */
	readonly allTargets: readonly ProviderModel[];
	/** By name of the rule, how often it was evaluated and matched. */
	readonly counts: ReadonlyMap<string, RuleCounts>;
}

/** How often a rule was evaluated and how often it matched. */
export interface RuleCounts {
	readonly evaluated: number;
	readonly matched: number;
}

/** Looks for one kind of problem. */
export type FindProblems = (scope: RuleScope) => readonly RuleProblem[];

/** A problem of a rule in a scope. */
export function problem(
	{ routeId }: RuleScope,
	{ name }: PolicyRule,
	found: Pick<RuleProblem, "kind" | "detail">,
): RuleProblem {
	return { rule: name, ...(routeId === undefined ? {} : { routeId }), ...found };
}
