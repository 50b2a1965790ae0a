import type { Candidate } from "../decision.ts";
import { accountOf } from "../route.ts";
import { type LimitSources, limitedProviders, limitsOf } from "./budgets.ts";

/** Providers that are paid by the token because a monthly limit is in force for them, whatever their targets say. */
export function perTokenProviders(sources: LimitSources): ReadonlySet<string> {
	const isMonthly = (provider: string): boolean =>
		limitsOf(provider, sources).some(({ period }) => period === "monthly");
	return new Set(limitedProviders(sources).filter(isMonthly));
}

/** The candidate with the billing that holds for its account; the same object where that changes nothing. */
export function withEffectiveBilling(candidate: Candidate, perToken: ReadonlySet<string>): Candidate {
	const { target } = candidate;
	if (perToken.size === 0 || target.billing === "per-token" || !perToken.has(accountOf(target))) return candidate;
	return { ...candidate, target: { ...target, billing: "per-token" } };
}
