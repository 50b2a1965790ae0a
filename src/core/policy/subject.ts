import type { PolicyRule } from "../config/rule-schema.ts";
import type { PolicyFacts, ProviderModel, RatingSummary } from "./policy-facts.ts";

/** Providers or models that a rule names; undefined for rules that name nobody. */
function namesIn(rule: PolicyRule): readonly string[] | undefined {
	if ("provider" in rule) return rule.provider;
	return "model" in rule ? rule.model : undefined;
}

/** True for a model that is named with or without its provider. */
export function isModelNamed(name: string, { provider, modelId }: ProviderModel): boolean {
	return name === modelId || name === `${provider}/${modelId}`;
}

/** True for a model or provider that a rule names. A rule that names nobody is about every target of the route. */
function isMeant(rule: PolicyRule, model: ProviderModel): boolean {
	const names = namesIn(rule);
	if (names === undefined) return true;
	return names.some((name) => name === model.provider || isModelNamed(name, model));
}

/** Who a rule is about, in words. */
export function subjectName(rule: PolicyRule): string {
	return namesIn(rule)?.join(" and ") ?? "this route's targets";
}

/** Ratings of everything a rule is about; undefined where nobody has rated any of it. */
export function ratingsOf(rule: PolicyRule, facts: PolicyFacts): RatingSummary | undefined {
	const meant = facts.targets.filter((target) => isMeant(rule, target));
	const models = new Map(meant.map((target) => [`${target.provider}/${target.modelId}`, target]));
	const ratings = [...models.values()].flatMap(({ provider, modelId }) => facts.ratingOf(provider, modelId) ?? []);
	const rated = ratings.filter(({ good, bad }) => good + bad > 0);
	if (rated.length === 0) return undefined;
	return rated.reduce((sum, { good, bad, consecutiveBad }) => ({
		good: sum.good + good,
		bad: sum.bad + bad,
		consecutiveBad: Math.max(sum.consecutiveBad, consecutiveBad),
	}));
}

function largest(rule: PolicyRule, facts: PolicyFacts, knownOf: (provider: string) => number | undefined) {
	const meant = facts.targets.filter((target) => isMeant(rule, target));
	const values = [...new Set(meant.map(({ provider }) => provider))].flatMap((provider) => knownOf(provider) ?? []);
	return values.length === 0 ? undefined : Math.max(...values);
}

/** Largest used share of a budget among the providers that a rule is about. */
export function budgetOf(rule: PolicyRule, facts: PolicyFacts): number | undefined {
	return largest(rule, facts, facts.budgetUsedShareOf);
}

/** Largest utilization velocity index among the providers that a rule is about. */
export function uviOf(rule: PolicyRule, facts: PolicyFacts): number | undefined {
	return largest(rule, facts, facts.uviOf);
}
