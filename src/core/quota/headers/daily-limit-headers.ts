import { numberOf } from "../reading/untrusted.ts";
import { DAY_MS, shareOf, type WindowFacts, whatIsNotLeft } from "../reading/windows.ts";
import type { HeaderFindings, Headers } from "./header-findings.ts";

/** Where a vendor tells how many requests of a day are left for the model that was asked. */
interface DailyLimit {
	readonly limit: string;
	readonly remaining: string;
	/** Seconds until the day is over; absent where the allowance refills all the time. */
	readonly resetSeconds?: string;
}

/**
 * Requests a day, by provider. Their limits a minute are no plan: refusals and cooldowns deal with them.
 * Groq: console.groq.com/docs/rate-limits (`-requests` is per day, and its reset says when everything has refilled).
 * Cerebras: inference-docs.cerebras.ai/support/rate-limits (seconds).
 */
const DAILY_LIMITS: Readonly<Record<string, DailyLimit>> = {
	groq: { limit: "x-ratelimit-limit-requests", remaining: "x-ratelimit-remaining-requests" },
	cerebras: {
		limit: "x-ratelimit-limit-requests-day",
		remaining: "x-ratelimit-remaining-requests-day",
		resetSeconds: "x-ratelimit-reset-requests-day",
	},
};

/** The requests of a day that are left for one model, by the headers of its answer. */
export function dailyLimitHeaders(provider: string, modelId: string) {
	return (headers: Headers, nowMs: number): HeaderFindings => {
		const { limit, remaining, resetSeconds = "" } = DAILY_LIMITS[provider] ?? { limit: "", remaining: "" };
		const seconds = numberOf(headers[resetSeconds]);
		const window: WindowFacts = {
			id: `24h:${modelId}`,
			usedShare: whatIsNotLeft(shareOf(numberOf(headers[remaining]), numberOf(headers[limit]))),
			...(seconds === undefined ? {} : { resetsAtMs: nowMs + seconds * 1_000, windowMs: DAY_MS }),
			family: modelId.toLowerCase(),
		};
		return { windows: [window], plan: undefined };
	};
}
