import type { PolicyRule } from "../config/rule-schema.ts";
import type { Billing } from "../model.ts";
import type { Tier } from "../request.ts";
import { matchCondition } from "./matches.ts";
import type { PolicyFacts } from "./policy-facts.ts";

/** Something that a rule asks for, and which rule. */
export interface FromRule<T> {
	readonly value: T;
	readonly rule: string;
}

/** What models must be able to do; `false` takes back what an earlier rule asked for. */
export interface ConstraintEffects {
	readonly reasoning?: FromRule<boolean>;
	readonly vision?: FromRule<boolean>;
	/** In tokens. */
	readonly minContextWindow?: FromRule<number>;
}

/** What all matching rules together ask for. */
export interface PolicyEffects {
	readonly tier?: FromRule<Tier>;
	readonly billing?: FromRule<Billing>;
	readonly constraint: ConstraintEffects;
	readonly requireProviders: readonly FromRule<string>[];
	readonly preferProviders: readonly FromRule<string>[];
	readonly excludeProviders: readonly FromRule<string>[];
	readonly preferModels: readonly FromRule<string>[];
	readonly excludeModels: readonly FromRule<string>[];
}

/** One line per rule: matched, or the first condition that failed. */
export interface RuleTrace {
	readonly name: string;
	readonly matched: boolean;
	readonly why: string;
}

/** What the rules ask for, and what became of each. */
export interface PolicyOutcome {
	readonly effects: PolicyEffects;
	readonly trace: readonly RuleTrace[];
}

const NO_EFFECTS: PolicyEffects = {
	constraint: {},
	requireProviders: [],
	preferProviders: [],
	excludeProviders: [],
	preferModels: [],
	excludeModels: [],
};

/** The outcome where there is no rule. */
export const NO_RULES: PolicyOutcome = { effects: NO_EFFECTS, trace: [] };

const from = (rule: PolicyRule, names: readonly string[]): FromRule<string>[] =>
	names.map((value) => ({ value, rule: rule.name }));

function constraintOf(rule: PolicyRule & { type: "force-constraint" }): ConstraintEffects {
	const { reasoning, vision, minContextWindow } = rule.constraint;
	return {
		...(reasoning === undefined ? {} : { reasoning: { value: reasoning, rule: rule.name } }),
		...(vision === undefined ? {} : { vision: { value: vision, rule: rule.name } }),
		...(minContextWindow === undefined ? {} : { minContextWindow: { value: minContextWindow, rule: rule.name } }),
	};
}

/** The effects with those of one more rule: single values are replaced, lists grow. */
function withRule(effects: PolicyEffects, rule: PolicyRule): PolicyEffects {
	switch (rule.type) {
		case "force-tier":
			return { ...effects, tier: { value: rule.tier, rule: rule.name } };
		case "force-billing":
			return { ...effects, billing: { value: rule.billing, rule: rule.name } };
		case "force-constraint":
			return { ...effects, constraint: { ...effects.constraint, ...constraintOf(rule) } };
		case "require-provider":
			return { ...effects, requireProviders: [...effects.requireProviders, ...from(rule, rule.provider)] };
		case "prefer-provider":
			return { ...effects, preferProviders: [...effects.preferProviders, ...from(rule, rule.provider)] };
		case "exclude-provider":
			return { ...effects, excludeProviders: [...effects.excludeProviders, ...from(rule, rule.provider)] };
		case "prefer-model":
			return { ...effects, preferModels: [...effects.preferModels, ...from(rule, rule.model)] };
		case "exclude-model":
			return { ...effects, excludeModels: [...effects.excludeModels, ...from(rule, rule.model)] };
	}
}

/** Rules of all routes and of one, the former first; the order inside is by priority, see `inOrder`. */
export function rulesOf(
	{ policyRules }: { readonly policyRules: readonly PolicyRule[] },
	route: { readonly policyRules: readonly PolicyRule[] },
): readonly PolicyRule[] {
	if (policyRules.length === 0) return route.policyRules;
	return route.policyRules.length === 0 ? policyRules : [...policyRules, ...route.policyRules];
}

/** Rules in the order in which they apply: by priority, and among equals as the file has them. */
export function inOrder(rules: readonly PolicyRule[]): readonly PolicyRule[] {
	const isInOrder = rules.every((rule, at) => at === 0 || rule.priority >= (rules[at - 1]?.priority ?? 0));
	return isInOrder ? rules : rules.toSorted((a, b) => a.priority - b.priority);
}

/** Applies every rule whose condition holds; of single values the later rule's counts, lists add up. */
export function evaluatePolicy(rules: readonly PolicyRule[], facts: PolicyFacts): PolicyOutcome {
	let effects = NO_EFFECTS;
	const trace: RuleTrace[] = [];
	for (const rule of inOrder(rules)) {
		const { holds, why } = matchCondition(rule.condition, rule, facts);
		if (holds) effects = withRule(effects, rule);
		trace.push({ name: rule.name, matched: holds, why });
	}
	return { effects, trace };
}
