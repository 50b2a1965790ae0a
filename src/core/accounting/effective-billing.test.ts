import { describe, expect, it } from "vitest";
import { aCandidate } from "../../../test/support/engine-builders.ts";
import type { BudgetLimit } from "../config/config.ts";
import { perTokenProviders, withEffectiveBilling } from "./effective-billing.ts";
import { limitKey } from "./limits.ts";

const monthly: BudgetLimit = { provider: "google", period: "monthly", limitUsd: 20, isHard: false };

describe("perTokenProviders", () => {
	it("are those with a monthly limit from wherever", () => {
		const commandLimits = new Map([
			[limitKey("deepseek", "monthly"), { limitUsd: 5, isHard: false, atMs: 1 }],
			[limitKey("zai", "monthly"), { isHard: false, atMs: 1 }],
			[limitKey("anthropic", "daily"), { limitUsd: 5, isHard: false, atMs: 1 }],
		]);
		expect([...perTokenProviders({ fileLimits: [monthly], commandLimits })]).toEqual(["google", "deepseek"]);
	});
});

describe("withEffectiveBilling", () => {
	const perToken = new Set(["google"]);

	it("makes a target of such an account one that is paid by the token", () => {
		const plan = aCandidate("google/gemini");
		expect(withEffectiveBilling(plan, perToken)).toEqual({ ...plan, target: { ...plan.target, billing: "per-token" } });
		const lent = aCandidate("proxy/gemini", { target: { authProvider: "google" } });
		expect(withEffectiveBilling(lent, perToken).target.billing).toBe("per-token");
	});

	it.each([
		["no provider is paid by the token", aCandidate("google/gemini"), new Set<string>()],
		["another provider is", aCandidate("anthropic/opus"), perToken],
		["the account is another one", aCandidate("google/gemini", { target: { authProvider: "work" } }), perToken],
		["it is so already", aCandidate("google/gemini", { target: { billing: "per-token" } }), perToken],
	])("is the same candidate where %s", (_what, candidate, set) => {
		expect(withEffectiveBilling(candidate, set)).toBe(candidate);
	});
});
