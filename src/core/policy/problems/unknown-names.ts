import type { PolicyRule } from "../../config/rule-schema.ts";
import { nearestNames } from "../../text/nearest.ts";
import type { ProviderModel } from "../policy-facts.ts";
import { isModelNamed } from "../subject.ts";
import { type FindProblems, problem, type RuleProblem, type RuleScope } from "./rule-problem.ts";

function knownNames(rule: PolicyRule, targets: readonly ProviderModel[]): readonly string[] {
	if ("provider" in rule) return targets.map(({ provider }) => provider);
	return targets.flatMap(({ provider, modelId }) => [modelId, `${provider}/${modelId}`]);
}

function isKnown(rule: PolicyRule, name: string, targets: readonly ProviderModel[]): boolean {
	return "provider" in rule
		? targets.some(({ provider }) => provider === name)
		: targets.some((target) => isModelNamed(name, target));
}

function namesOf(rule: PolicyRule): readonly string[] {
	if ("provider" in rule) return rule.provider;
	return "model" in rule ? rule.model : [];
}

function unknownNames(scope: RuleScope, rule: PolicyRule): RuleProblem[] {
	const { targets, routeId } = scope;
	const where = routeId === undefined ? "any route" : "this route";
	return namesOf(rule)
		.filter((name) => !isKnown(rule, name, targets))
		.map((name) => {
			const [nearest] = nearestNames(name, new Set(knownNames(rule, targets)), 1);
			const remedy = nearest === undefined ? "add one, or take the name out" : `did you mean ${nearest}?`;
			return problem(scope, rule, { kind: "names-unknown", detail: `no target of ${where} is of ${name}: ${remedy}` });
		});
}

/** A rule of all routes that leaves one route without anybody, while it means something in others. */
function leavesNobody(scope: RuleScope, rule: PolicyRule): RuleProblem[] {
	const { targets, allTargets } = scope;
	if (rule.type !== "require-provider" || rule.provider.some((name) => isKnown(rule, name, targets))) return [];
	if (!rule.provider.some((name) => isKnown(rule, name, allTargets))) return [];
	const detail = `this route has no target of ${rule.provider.join(" or ")}, so nothing is left of it when the rule applies: add such a target, or move the rule into the routes that it is for`;
	return [problem(scope, rule, { kind: "names-unknown", detail })];
}

/** Providers and models that no target has. */
export const findUnknownNames: FindProblems = (scope) => {
	// Nothing can be said about names before there are targets.
	if (scope.targets.length === 0) return [];
	return scope.rules.flatMap((rule) => (scope.own.has(rule) ? unknownNames(scope, rule) : leavesNobody(scope, rule)));
};
