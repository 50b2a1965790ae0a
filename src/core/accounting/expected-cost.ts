import type { Candidate } from "../decision.ts";
import type { RouteRequest } from "../request.ts";
import { isWarm, type SessionMemory } from "../session-memory.ts";
import type { RouterState } from "../state.ts";

const TOKENS_PER_PRICE = 1_000_000;

/** What the cost of one more request depends on besides the target. */
export interface CostInput {
	readonly request: Pick<RouteRequest, "estimatedTokens">;
	readonly state: Pick<RouterState, "outputs">;
	readonly session: SessionMemory | undefined;
	readonly nowMs: number;
}

/** Tokens of this request that the target's prompt cache holds, as far as this session knows. */
function cachedTokens(targetId: string, { request, session, nowMs }: CostInput): number {
	const answer = session?.answers.get(targetId);
	return isWarm(answer, nowMs) ? Math.min(answer.tokens, request.estimatedTokens) : 0;
}

/**
 * What one more request is worth by the catalog's price and the output that this target usually gives, in US dollars,
 * whoever pays for it. Undefined where price or usual output are not known.
 */
export function pricedCostUsd({ target, facts }: Candidate, input: CostInput): number | undefined {
	if (!facts) return undefined;
	const { price } = facts;
	const output = input.state.outputs.get(target.id);
	if (output === undefined || (price.input === 0 && price.output === 0)) return undefined;
	const cached = cachedTokens(target.id, input);
	// What is not in the cache is written to it, where the provider charges for that.
	const newPrice = price.cacheWrite > 0 ? price.cacheWrite : price.input;
	const cachedPrice = price.cacheRead > 0 ? price.cacheRead : price.input;
	const inputCost = cached * cachedPrice + (input.request.estimatedTokens - cached) * newPrice;
	return (inputCost + output.tokens * price.output) / TOKENS_PER_PRICE;
}

/** What one more request is expected to cost, in US dollars: nothing where a plan pays, else its price if that is known. */
export function expectedCostUsd(candidate: Candidate, input: CostInput): number | undefined {
	if (!candidate.facts) return undefined;
	return candidate.target.billing === "subscription" ? 0 : pricedCostUsd(candidate, input);
}
