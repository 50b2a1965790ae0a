import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Condition, PolicyRule } from "../config/rule-schema.ts";
import { evaluatePolicy } from "./evaluate.ts";
import { matchCondition } from "./matches.ts";
import type { PolicyFacts } from "./policy-facts.ts";

const facts: fc.Arbitrary<PolicyFacts> = fc
	.record({
		intent: fc.constantFrom("code" as const, "creative" as const),
		tier: fc.constantFrom("swe" as const, "economy" as const),
		estimatedTokens: fc.integer({ min: 0, max: 9_000 }),
		hasImages: fc.boolean(),
		nowMs: fc.integer({ min: 0, max: 4e12 }),
		timeZone: fc.constantFrom("UTC", "Asia/Tokyo", "America/New_York"),
		used: fc.option(fc.double({ min: 0, max: 2, noNaN: true }), { nil: undefined }),
	})
	.map(({ used, ...more }) => ({
		...more,
		targets: [{ provider: "a", modelId: "m" }],
		ratingOf: () => (used === undefined ? undefined : { good: 1, bad: 2, consecutiveBad: 1 }),
		budgetUsedShareOf: () => used,
		uviOf: () => used,
	}));

const leaf: fc.Arbitrary<Condition> = fc.oneof(
	fc.constantFrom<Condition>({ intent: ["code"] }, { tier: ["swe"] }, { hasImages: true }, { daysOfWeek: [0, 3] }),
	fc.constantFrom<Condition>({ afterTime: "20:00", beforeTime: "07:00" }, { beforeTime: "12:00" }, { project: "x" }),
	fc.constantFrom<Condition>({ budgetUsedMin: 0.5 }, { uviMin: 0.5 }, { feedback: { minRatings: 2 } }),
	fc.integer({ min: 0, max: 9_000 }).map((estimatedTokensMin): Condition => ({ estimatedTokensMin })),
);
const condition: fc.Arbitrary<Condition> = fc.letrec<{ node: Condition }>((tie) => ({
	node: fc.oneof(
		{ maxDepth: 3 },
		leaf,
		fc.array(tie("node"), { minLength: 1, maxLength: 3 }).map((all): Condition => ({ all })),
		fc.array(tie("node"), { minLength: 1, maxLength: 3 }).map((any): Condition => ({ any })),
		tie("node").map((not): Condition => ({ not })),
	),
})).node;

const rule: fc.Arbitrary<PolicyRule> = fc
	.record({
		name: fc.string({ minLength: 1, maxLength: 5 }),
		priority: fc.integer({ min: -2, max: 2 }),
		provider: fc.constantFrom<string[]>(["a"], ["b"], ["a", "b"]),
		condition: fc.option(condition, { nil: undefined }),
	})
	.map(({ condition: when, ...more }) => {
		return { ...more, type: "exclude-provider", ...(when === undefined ? {} : { condition: when }) } as PolicyRule;
	});
const RULE: PolicyRule = { type: "force-tier", name: "any", priority: 0, tier: "fast" };
const holds = (one: Condition, given: PolicyFacts): boolean => matchCondition(one, RULE, given).holds;

describe("matchCondition, whatever it is asked", () => {
	it("knows that twice not is nothing", () => {
		fc.assert(
			fc.property(condition, facts, (one, given) => {
				expect(holds({ not: { not: one } }, given)).toBe(holds(one, given));
			}),
		);
	});

	it("holds all where each holds, and any where one does", () => {
		fc.assert(
			fc.property(fc.array(condition, { minLength: 1, maxLength: 4 }), facts, (list, given) => {
				expect(holds({ all: list }, given)).toBe(list.every((one) => holds(one, given)));
				expect(holds({ any: list }, given)).toBe(list.some((one) => holds(one, given)));
			}),
		);
	});

	it("always says why", () => {
		fc.assert(fc.property(condition, facts, (one, given) => matchCondition(one, RULE, given).why.length > 0));
	});
});

describe("evaluatePolicy, whatever the rules", () => {
	it("has one line for each rule, in ascending priority", () => {
		fc.assert(
			fc.property(fc.array(rule, { maxLength: 6 }), facts, (rules, given) => {
				const { trace } = evaluatePolicy(rules, given);
				const inOrder = rules.toSorted((a, b) => a.priority - b.priority).map(({ name }) => name);
				expect(trace.map(({ name }) => name)).toEqual(inOrder);
			}),
		);
	});

	it("loses no exclusion by another rule", () => {
		fc.assert(
			fc.property(fc.array(rule, { maxLength: 5 }), rule, facts, (rules, one, given) => {
				const excluded = (list: readonly PolicyRule[]) =>
					new Set(evaluatePolicy(list, given).effects.excludeProviders.map(({ value }) => value));
				const after = excluded([...rules, one]);
				for (const provider of excluded(rules)) expect(after.has(provider)).toBe(true);
			}),
		);
	});
});
