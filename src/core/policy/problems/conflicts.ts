import type { PolicyRule } from "../../config/rule-schema.ts";
import { type FindProblems, problem, type RuleProblem, type RuleScope } from "./rule-problem.ts";
import { conditionKey } from "./same-condition.ts";

/** Names that a rule wants, and how it says so. */
function wantedBy(rule: PolicyRule): { readonly verb: string; readonly names: readonly string[] } {
	if (rule.type === "require-provider") return { verb: "requires", names: rule.provider };
	if (rule.type === "prefer-provider") return { verb: "prefers", names: rule.provider };
	return { verb: "prefers", names: rule.type === "prefer-model" ? rule.model : [] };
}

/** Whether a rule excludes what another names. A provider takes all its models with it. */
function excludes(rule: PolicyRule, name: string, isModel: boolean): boolean {
	if (rule.type === "exclude-model") return isModel && rule.model.includes(name);
	if (rule.type !== "exclude-provider") return false;
	return rule.provider.some((provider) => (isModel ? name.startsWith(`${provider}/`) : name === provider));
}

function withVerdict(scope: RuleScope, wanting: PolicyRule, excluding: PolicyRule): RuleProblem[] {
	const keys = [conditionKey(wanting.condition), conditionKey(excluding.condition)] as const;
	const canMeet = keys[0] === keys[1] || keys.includes("");
	if (!canMeet || !(scope.own.has(wanting) || scope.own.has(excluding))) return [];
	const { verb, names } = wantedBy(wanting);
	// An exclusion that comes and goes leaves the wish its use the rest of the time.
	const isAlways = keys[1] === "" || keys[0] === keys[1];
	return names
		.filter((name) => excludes(excluding, name, wanting.type === "prefer-model"))
		.map((name) => {
			const detail = isAlways
				? `it ${verb} ${name}, which "${excluding.name}" excludes whenever it applies: remove one of the two rules`
				: `it ${verb} ${name} at all times, also while "${excluding.name}" excludes it and wins: if that is not meant, give it a condition`;
			return problem(scope, wanting, { kind: "conflict", detail });
		});
}

/** Names that are wanted and excluded under the same condition, or where one of the two rules has none. */
export const findConflicts: FindProblems = (scope) =>
	scope.rules.flatMap((wanting) => scope.rules.flatMap((excluding) => withVerdict(scope, wanting, excluding)));
