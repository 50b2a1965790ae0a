import type { Candidate } from "../../core/decision.ts";
import type { RouteRequest } from "../../core/request.ts";
import type { Route } from "../../core/route.ts";

/** The smallest of the output limits that were set, in tokens; undefined lets the target decide. */
export function outputLimit(candidate: Candidate, request: RouteRequest, route: Route): number | undefined {
	const limits = [request.maxOutputTokens, route.maxTokens, candidate.target.maxTokens].filter((n) => n !== undefined);
	if (limits.length === 0) return undefined;
	const ofModel = candidate.facts?.maxOutputTokens;
	return Math.min(...limits, ...(ofModel ? [ofModel] : []));
}
