import { type CostInput, expectedCostUsd, pricedCostUsd } from "../accounting/expected-cost.ts";
import { budgetUsedShare } from "../accounting/standing.ts";
import { requestTier, type TierChoice } from "../classify/tier.ts";
import type { Candidate } from "../decision.ts";
import {
	evaluatePolicy,
	NO_RULES,
	type PolicyEffects,
	type PolicyOutcome,
	type RuleTrace,
} from "../policy/evaluate.ts";
import type { PolicyFacts } from "../policy/policy-facts.ts";
import { ratingKey } from "../ratings.ts";
import type { RouteRequest, Tier } from "../request.ts";
import type { Route } from "../route.ts";
import { affinityOf } from "./affinity.ts";
import { neededBy } from "./needs.ts";
import type { DecideInput, Snapshot } from "./stage.ts";

/** What every stage may look at, and what became of each policy rule. */
export interface Prepared {
	readonly input: DecideInput;
	readonly rules: readonly RuleTrace[];
}

/** The largest value that is known of a provider's targets on this route. */
function largestOf(
	route: Route,
	provider: string,
	usedBy: (targetId: string) => number | undefined,
): number | undefined {
	const values = route.targets.flatMap((target) => (target.provider === provider ? (usedBy(target.id) ?? []) : []));
	return values.length === 0 ? undefined : Math.max(...values);
}

function policyFacts(request: RouteRequest, tier: Tier, route: Route, snapshot: Snapshot): PolicyFacts {
	const { standings, state, nowMs } = snapshot;
	const { intent, subtask, estimatedTokens, hasImages, project } = request;
	return {
		intent,
		...(subtask === undefined ? {} : { subtask }),
		tier,
		estimatedTokens,
		hasImages,
		nowMs,
		// Not before a rule asks: the first look-up of the machine's zone takes longer than a whole decision.
		get timeZone() {
			return snapshot.timeZone;
		},
		...(project === undefined ? {} : { project }),
		targets: route.targets,
		ratingOf: (provider, modelId) => state.ratings.get(ratingKey(provider, modelId)),
		budgetUsedShareOf: (provider) =>
			largestOf(route, provider, (id) => {
				const standing = standings.get(id);
				return standing && budgetUsedShare(standing);
			}),
		uviOf: (provider) => largestOf(route, provider, (id) => standings.get(id)?.pace?.uvi),
	};
}

function policyOf(request: RouteRequest, { tier }: TierChoice, route: Route, snapshot: Snapshot): PolicyOutcome {
	const { rules } = snapshot;
	return rules.length === 0 ? NO_RULES : evaluatePolicy(rules, policyFacts(request, tier, route, snapshot));
}

/** A shortcut beats a rule that forces a tier; the rule's line says so. */
function overruled(rules: readonly RuleTrace[], { tier }: PolicyEffects, request: RouteRequest): readonly RuleTrace[] {
	const [shortcut] = request.shortcuts;
	if (tier === undefined || shortcut === undefined) return rules;
	return rules.map((rule) =>
		rule.name === tier.rule && rule.matched
			? { ...rule, why: `${rule.why}; its tier ${tier.value} gives way to @${shortcut}` }
			: rule,
	);
}

/** The tier after the rules: one that is forced gives way to a shortcut only. */
function afterRules(own: TierChoice, effects: PolicyEffects): TierChoice {
	if (own.source === "shortcut" || effects.tier === undefined) return own;
	return { tier: effects.tier.value, source: "rule" };
}

/** Evaluates the rules and works out what the stages need, once per request. */
export function prepare(request: RouteRequest, route: Route, snapshot: Snapshot): Prepared {
	const ownTier = requestTier(request);
	const { effects, trace } = policyOf(request, ownTier, route, snapshot);
	const session = request.sessionId === undefined ? undefined : snapshot.state.sessions.get(request.sessionId);
	const tier = afterRules(ownTier, effects);
	const { nowMs, state } = snapshot;
	const costs = new Map<Candidate, number | undefined>();
	const costInput: CostInput = { request, state, session, nowMs };
	const input: DecideInput = {
		request,
		route,
		snapshot,
		session,
		tier,
		effects,
		needs: neededBy(request, effects),
		affinity: affinityOf({ request, route, session, tier, effects, nowMs }),
		expectedCostUsd(candidate) {
			if (!costs.has(candidate)) costs.set(candidate, expectedCostUsd(candidate, costInput));
			return costs.get(candidate);
		},
		pricedCostUsd: (candidate) => pricedCostUsd(candidate, costInput),
	};
	return { input, rules: overruled(trace, effects, request) };
}
