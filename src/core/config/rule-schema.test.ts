import { describe, expectTypeOf, it } from "vitest";
import type { Condition, PolicyRule } from "./rule-schema.ts";

type Rule<T extends PolicyRule["type"]> = Extract<PolicyRule, { type: T }>;

describe("PolicyRule", () => {
	it("is told apart by its type, with names always as lists", () => {
		expectTypeOf<Rule<"prefer-provider">["provider"]>().toEqualTypeOf<string[]>();
		expectTypeOf<Rule<"exclude-model">["model"]>().toEqualTypeOf<string[]>();
		expectTypeOf<Rule<"force-billing">["billing"]>().toEqualTypeOf<"subscription" | "per-token">();
		expectTypeOf<Rule<"force-constraint">["constraint"]["minContextWindow"]>().toEqualTypeOf<number | undefined>();
		expectTypeOf<PolicyRule["priority"]>().toEqualTypeOf<number>();
		expectTypeOf<NonNullable<NonNullable<Condition["not"]>["feedback"]>["minRatings"]>().toEqualTypeOf<
			number | undefined
		>();
	});
});
