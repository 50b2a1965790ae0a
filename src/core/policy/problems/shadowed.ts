import type { PolicyRule } from "../../config/rule-schema.ts";
import { type FindProblems, problem } from "./rule-problem.ts";
import { conditionKey } from "./same-condition.ts";

/** The single values that a rule sets, as the routes file calls them. */
function valuesSetBy(rule: PolicyRule): readonly string[] {
	if (rule.type === "force-tier") return ["tier"];
	if (rule.type === "force-billing") return ["billing"];
	return rule.type === "force-constraint" ? Object.keys(rule.constraint) : [];
}

/** Single values that a later rule sets whenever this one does. */
export const findShadowed: FindProblems = (scope) => {
	const { rules, own } = scope;
	return rules.flatMap((rule, i) => {
		if (!own.has(rule)) return [];
		const key = conditionKey(rule.condition);
		const later = rules.slice(i + 1).filter(({ condition }) => ["", key].includes(conditionKey(condition)));
		return valuesSetBy(rule).flatMap((value) => {
			const winner = later.findLast((other) => valuesSetBy(other).includes(value));
			if (!winner) return [];
			const detail = `its ${value} is always replaced by that of "${winner.name}", which applies later: give it a higher priority than ${winner.priority} or remove it`;
			return [problem(scope, rule, { kind: "shadowed", detail })];
		});
	});
};
