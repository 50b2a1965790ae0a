import type { PolicyRule } from "../../config/rule-schema.ts";
import type { Route } from "../../route.ts";
import { inOrder, rulesOf } from "../evaluate.ts";
import { findConflicts } from "./conflicts.ts";
import { type FindProblems, problem, type RuleCounts, type RuleProblem, type RuleScope } from "./rule-problem.ts";
import { findShadowed } from "./shadowed.ts";
import { findUnknownNames } from "./unknown-names.ts";

/** A rule that was tried this often and never matched is probably not what its author means. */
const MANY_EVALUATIONS = 50;

const findNeverMatched: FindProblems = (scope) =>
	scope.rules.flatMap((rule) => {
		const counts = scope.counts.get(rule.name);
		const isDead = scope.own.has(rule) && counts !== undefined && counts.evaluated >= MANY_EVALUATIONS;
		if (!isDead || counts.matched > 0) return [];
		const detail = `it was tried for ${counts.evaluated} requests and never applied: /auto-router rules says why it did not the last time`;
		return [problem(scope, rule, { kind: "never-matched", detail })];
	});

const FINDERS: readonly FindProblems[] = [findShadowed, findConflicts, findUnknownNames, findNeverMatched];

/** Where rules are looked for. */
export interface RuleSources {
	/** Rules of all routes. */
	readonly policyRules: readonly PolicyRule[];
	readonly routes: readonly Route[];
	/** By route and name of the rule, how often it was evaluated and matched. */
	readonly counts: ReadonlyMap<string, ReadonlyMap<string, RuleCounts>>;
}

function addCounts(all: Iterable<ReadonlyMap<string, RuleCounts>>): ReadonlyMap<string, RuleCounts> {
	const sums = new Map<string, RuleCounts>();
	for (const counts of all) {
		for (const [name, { evaluated, matched }] of counts) {
			const sum = sums.get(name) ?? { evaluated: 0, matched: 0 };
			sums.set(name, { evaluated: sum.evaluated + evaluated, matched: sum.matched + matched });
		}
	}
	return sums;
}

function scopesOf({ policyRules, routes, counts }: RuleSources): readonly RuleScope[] {
	const allTargets = routes.flatMap(({ targets }) => targets);
	const forAll: RuleScope = {
		rules: inOrder(policyRules),
		own: new Set(policyRules),
		targets: allTargets,
		allTargets,
		counts: addCounts(counts.values()),
	};
	const ofRoutes = routes.map(
		(route): RuleScope => ({
			routeId: route.id,
			rules: inOrder(rulesOf({ policyRules }, route)),
			own: new Set(route.policyRules),
			targets: route.targets,
			allTargets,
			counts: counts.get(route.id) ?? new Map(),
		}),
	);
	return [forAll, ...ofRoutes];
}

/** Rules that do not do what their authors probably mean: always overridden, contradicted, about nobody, or never used. */
export function findRuleProblems(sources: RuleSources): readonly RuleProblem[] {
	return scopesOf(sources).flatMap((scope) => FINDERS.flatMap((find) => find(scope)));
}
