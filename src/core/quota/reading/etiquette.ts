const MINUTE_MS = 60_000;

/**
 * How often clients ask endpoints that nobody has been refused by: every 5 minutes (openusage, opencode-quota), longer
 * after a refusal. Vendors document no limit.
 */
export const PLAN_ETIQUETTE = { minIntervalMs: 5 * MINUTE_MS, refusedMs: 10 * MINUTE_MS } as const;

/** Balances move slowly; DeepSeek asks for 5 minutes or more, OpenRouter's figure may be a minute old. */
export const BALANCE_ETIQUETTE = { minIntervalMs: 10 * MINUTE_MS, refusedMs: 20 * MINUTE_MS } as const;
