/** The smallest request that a target refused for its size. */
export interface SizeLimit {
	/** Estimated tokens of that request. */
	readonly refusedTokens: number;
	readonly atMs: number;
}

/** An allowance per request belongs to a plan; after a day the plan may be another one. */
const SIZE_LIMIT_MEMORY_MS = 24 * 60 * 60_000;
/** Targets that are remembered; far more than anybody configures. */
const MAX_SIZE_LIMITS = 200;

export type SizeLimits = ReadonlyMap<string, SizeLimit>;

/** True when a target is known to refuse requests of this size. */
export function isKnownRefusal(limit: SizeLimit | undefined, estimatedTokens: number, nowMs: number): boolean {
	if (!limit || nowMs - limit.atMs > SIZE_LIMIT_MEMORY_MS) return false;
	return estimatedTokens >= limit.refusedTokens;
}

/** What is remembered after one more refusal; the smallest refused size of a day counts. */
export function addRefusal(limits: SizeLimits, targetId: string, refusal: SizeLimit): SizeLimits {
	const before = limits.get(targetId);
	const isOld = !before || refusal.atMs - before.atMs > SIZE_LIMIT_MEMORY_MS;
	const refusedTokens = isOld ? refusal.refusedTokens : Math.min(before.refusedTokens, refusal.refusedTokens);
	const next = new Map(limits);
	next.delete(targetId);
	next.set(targetId, { refusedTokens, atMs: refusal.atMs });
	const oldest = next.keys().next();
	if (next.size > MAX_SIZE_LIMITS && !oldest.done) next.delete(oldest.value);
	return next;
}

/** What is remembered after an answer to a prompt of this many tokens: a limit that it passed is none. */
export function addAnswer(limits: SizeLimits, targetId: string, promptTokens: number): SizeLimits {
	const limit = limits.get(targetId);
	if (!limit || promptTokens < limit.refusedTokens) return limits;
	const next = new Map(limits);
	next.delete(targetId);
	return next;
}
