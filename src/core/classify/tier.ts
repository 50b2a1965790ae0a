import type { Intent, RouteRequest, Tier } from "../request.ts";

/** Words in a route's id and the tier they stand for. */
const TIER_OF_WORD: Readonly<Record<string, Tier>> = {
	reasoning: "reasoning",
	swe: "swe",
	long: "long",
	vision: "vision",
	fast: "fast",
	economy: "economy",
};

/** The tier an intent hints at; a general prompt hints at nothing. */
const TIER_OF_INTENT: Readonly<Record<Intent, Tier | undefined>> = {
	code: "swe",
	creative: "economy",
	analysis: "long",
	general: undefined,
};

/** The tier a route stands for by its name, `swe` where the name does not say. */
export function tierOf(routeId: string): Tier {
	for (const word of routeId.toLowerCase().split(/[^a-z]+/)) {
		const tier = TIER_OF_WORD[word];
		if (tier) return tier;
	}
	return "swe";
}

/** Where a tier comes from. The user stated the first two; the others are guesses and only prefer. */
export type TierSource = "shortcut" | "rule" | "intent" | "route";

/** The class of work that a request is routed for. */
export interface TierChoice {
	readonly tier: Tier;
	readonly source: TierSource;
}

/** The tier before policy rules: the first shortcut, else what the intent hints at, else what the route stands for. */
export function requestTier({
	shortcuts,
	intent,
	routeId,
}: Pick<RouteRequest, "shortcuts" | "intent" | "routeId">): TierChoice {
	const [shortcut] = shortcuts;
	if (shortcut !== undefined) return { tier: shortcut, source: "shortcut" };
	const hinted = TIER_OF_INTENT[intent];
	return hinted === undefined ? { tier: tierOf(routeId), source: "route" } : { tier: hinted, source: "intent" };
}
