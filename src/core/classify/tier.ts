import type { Tier } from "../request.ts";

/** Words in a route's id and the tier they stand for. */
const TIER_OF_WORD: Readonly<Record<string, Tier>> = {
	reasoning: "reasoning",
	swe: "swe",
	long: "long",
	vision: "vision",
	fast: "fast",
	economy: "economy",
};

/** The tier a route stands for by its name, `swe` where the name does not say. */
export function tierOf(routeId: string): Tier {
	for (const word of routeId.toLowerCase().split(/[^a-z]+/)) {
		const tier = TIER_OF_WORD[word];
		if (tier) return tier;
	}
	return "swe";
}
