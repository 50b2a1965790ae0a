import type { TierChoice } from "../classify/tier.ts";
import type { PolicyEffects } from "../policy/evaluate.ts";
import type { RouteRequest } from "../request.ts";
import type { Route } from "../route.ts";
import { isWarm, type SessionMemory } from "../session-memory.ts";

/** The target that this session should stay on, and why. */
export type Affinity =
	| { readonly kind: "none" }
	/** It answered inside this turn: only a rejection ends that. */
	| { readonly kind: "turn"; readonly targetId: string }
	/** It answered in an earlier turn, and its prompt cache is presumably warm. */
	| { readonly kind: "session"; readonly targetId: string };

const NONE: Affinity = { kind: "none" };

/** What may end the affinity of a session. */
export interface AffinityInput {
	readonly request: RouteRequest;
	readonly route: Pick<Route, "affinity">;
	readonly session: SessionMemory | undefined;
	readonly tier: TierChoice;
	readonly effects: PolicyEffects;
	readonly nowMs: number;
}

/** True when the user asked for something by name, which weighs more than a warm cache. */
function isReleased({ request, session, tier, effects }: AffinityInput): boolean {
	const isAsked = request.shortcuts.length > 0 || request.pin !== undefined;
	const isPreferred = effects.preferProviders.length > 0 || effects.preferModels.length > 0;
	const turn = session?.turn;
	return isAsked || isPreferred || turn?.isPinned === true || turn?.tier !== tier.tier;
}

/** Where a request should stay: inside a turn on the target that answered, across turns while its prompt cache is warm. */
export function affinityOf(input: AffinityInput): Affinity {
	const { request, route, session, nowMs } = input;
	if (session === undefined || route.affinity === "off" || request.reason === "direct") return NONE;
	const { lastTargetId, turn, answers } = session;
	if (request.reason !== "user") {
		return turn?.answeredBy === undefined ? NONE : { kind: "turn", targetId: turn.answeredBy };
	}
	if (route.affinity !== "session" || lastTargetId === undefined) return NONE;
	if (!isWarm(answers.get(lastTargetId), nowMs) || isReleased(input)) return NONE;
	return { kind: "session", targetId: lastTargetId };
}
