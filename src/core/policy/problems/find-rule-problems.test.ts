import { describe, expect, it } from "vitest";
import { aRoute, aTarget } from "../../../../test/support/engine-builders.ts";
import type { PolicyRule } from "../../config/rule-schema.ts";
import { findRuleProblems } from "./find-rule-problems.ts";
import type { RuleCounts } from "./rule-problem.ts";

const targets = [aTarget("openai/sol"), aTarget("anthropic/opus")];
const code = { intent: ["code" as const] };
const tier = (name: string, more: Partial<PolicyRule> = {}): PolicyRule =>
	({ type: "force-tier", name, priority: 0, tier: "economy", ...more }) as PolicyRule;
const prefer = (provider: string, more: Partial<PolicyRule> = {}): PolicyRule =>
	({ type: "prefer-provider", name: "wish", priority: 0, provider: [provider], ...more }) as PolicyRule;
const exclude = (provider: string, more: Partial<PolicyRule> = {}): PolicyRule =>
	({ type: "exclude-provider", name: "ban", priority: 0, provider: [provider], ...more }) as PolicyRule;

const problems = (policyRules: PolicyRule[], counts: Record<string, RuleCounts> = {}): string[] => {
	const route = aRoute({ targets, policyRules });
	const byRoute = new Map([[route.id, new Map(Object.entries(counts))]]);
	return findRuleProblems({ policyRules: [], routes: [route], counts: byRoute }).map(
		({ kind, rule, detail }) => `${kind} ${rule}: ${detail}`,
	);
};

describe("findRuleProblems", () => {
	it("finds nothing wrong with rules that do something", () => {
		expect(
			problems([tier("a", { condition: code }), prefer("openai"), exclude("anthropic", { condition: code })]),
		).toEqual([]);
	});

	it.each([
		["a value that a later rule always replaces", [tier("a"), tier("b")], /^shadowed a: .*"b".*higher priority than 0/],
		["also under the same condition", [tier("a", { condition: code }), tier("b", { condition: code })], /^shadowed a:/],
		[
			"a provider that is preferred and excluded",
			[prefer("openai"), exclude("openai")],
			/^conflict wish: .*remove one/,
		],
		["a name that no target has", [exclude("opnai")], /^names-unknown ban: .*did you mean openai\?/],
	])("finds %s", (_what, rules, expected) => {
		expect(problems(rules)).toEqual([expect.stringMatching(expected)]);
	});

	it("finds a rule that was tried often and never applied", () => {
		const rule = exclude("openai", { condition: { hasImages: true } });
		expect(problems([rule], { ban: { evaluated: 49, matched: 0 } })).toEqual([]);
		expect(problems([rule], { ban: { evaluated: 50, matched: 1 } })).toEqual([]);
		expect(problems([rule], { ban: { evaluated: 50, matched: 0 } })).toEqual([
			expect.stringMatching(/^never-matched ban: it was tried for 50 requests/),
		]);
	});
});
