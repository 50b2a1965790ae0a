/** How a target is paid for: covered by a plan, or by the token. */
export type Billing = "subscription" | "per-token";

/** pi's thinking levels, weakest first. */
export const THINKING_LEVELS = ["off", "minimal", "low", "medium", "high", "xhigh", "max"] as const;

/** How hard a model is asked to think. */
export type ThinkingLevel = (typeof THINKING_LEVELS)[number];

/** Price per million tokens, in US dollars. */
export interface Price {
	readonly input: number;
	readonly output: number;
	readonly cacheRead: number;
	readonly cacheWrite: number;
}

/** What is known about a concrete model before it is called. */
export interface ModelFacts {
	/** Wire protocol, for example `anthropic-messages`. */
	readonly api: string;
	readonly contextWindowTokens: number;
	readonly maxOutputTokens: number;
	readonly hasImageInput: boolean;
	/** Levels the model offers; `["off"]` for one that does not reason. */
	readonly thinkingLevels: readonly ThinkingLevel[];
	/** Per million tokens, in US dollars; all zero where the catalog knows no price. */
	readonly price: Price;
	/** False where pi has no key or login for the account that would pay. */
	readonly hasCredentials: boolean;
}

/** The offered level nearest to the wanted one: that or the next stronger, else the next weaker. As pi itself clamps. */
export function clampThinkingLevel(offered: readonly ThinkingLevel[], wanted: ThinkingLevel): ThinkingLevel {
	const at = THINKING_LEVELS.indexOf(wanted);
	const stronger = THINKING_LEVELS.slice(at).find((level) => offered.includes(level));
	const weaker = THINKING_LEVELS.slice(0, at).findLast((level) => offered.includes(level));
	return stronger ?? weaker ?? "off";
}
