import type { QuotaWindow } from "../quota-reading.ts";

/** What a vendor says about one allowance, before anybody has looked whether it makes sense. */
export interface WindowFacts {
	readonly id: string;
	/** 0 to 1; undefined where the vendor's figure cannot be read. */
	readonly usedShare: number | undefined;
	readonly resetsAtMs?: number | undefined;
	readonly windowMs?: number | undefined;
	readonly family?: string | undefined;
}

const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
export const WEEK_MS = 7 * DAY_MS;

/** Shorter ones are rate limits, which errors and cooldowns deal with. */
const SHORTEST_PLAN_MS = 10 * MINUTE_MS;
const LONGEST_PLAN_MS = 400 * DAY_MS;
const MAX_SHARE = 1_000;
/** Shares that were computed may miss zero by this much. */
const ROUNDING = 0.01;

/** The share of a percentage. */
export function percent(value: number | undefined): number | undefined {
	return value === undefined ? undefined : value / 100;
}

/** The share that is used when this share is left. */
export function whatIsNotLeft(share: number | undefined): number | undefined {
	return share === undefined ? undefined : 1 - share;
}

/** The share that an amount is of a limit; undefined where either is missing or the limit is not above zero. */
export function shareOf(amount: number | undefined, limit: number | undefined): number | undefined {
	return amount === undefined || limit === undefined || limit <= 0 ? undefined : amount / limit;
}

/** Short name of a length, such as `5h` or `7d`; days from a day and a half on. */
export function lengthName(windowMs: number): string {
	if (windowMs >= 1.5 * DAY_MS) return `${Math.round(windowMs / DAY_MS)}d`;
	if (windowMs >= HOUR_MS) return `${Math.round(windowMs / HOUR_MS)}h`;
	return `${Math.round(windowMs / MINUTE_MS)}m`;
}

/** A length that a plan can have; undefined for any other. */
function planLength(windowMs: number | undefined): number | undefined {
	return windowMs !== undefined && windowMs > 0 && windowMs <= LONGEST_PLAN_MS ? windowMs : undefined;
}

function believableReset(resetsAtMs: number | undefined, windowMs: number | undefined, nowMs: number) {
	if (resetsAtMs === undefined || !Number.isFinite(resetsAtMs)) return undefined;
	const farthestMs = windowMs === undefined ? LONGEST_PLAN_MS : 2 * windowMs;
	return resetsAtMs - nowMs <= farthestMs ? Math.round(resetsAtMs) : undefined;
}

/** `over`: its reset has passed, so what is used by now is not known. `odd`: the used share makes no sense. */
type ReadWindow = QuotaWindow | "over" | "odd";

/**
 * One window from what a vendor says. A length or a reset that no plan can have is left out; limits per minute are not
 * windows of a plan and count as over.
 */
function readWindow(facts: WindowFacts, nowMs: number): ReadWindow {
	const { id, usedShare, family } = facts;
	if (usedShare === undefined || !(usedShare >= -ROUNDING && usedShare <= MAX_SHARE)) return "odd";
	const windowMs = planLength(facts.windowMs);
	if (windowMs !== undefined && windowMs < SHORTEST_PLAN_MS) return "over";
	const resetsAtMs = believableReset(facts.resetsAtMs, windowMs, nowMs);
	if (resetsAtMs !== undefined && resetsAtMs <= nowMs) return "over";
	return {
		id,
		usedShare: Math.max(0, usedShare),
		...(resetsAtMs === undefined ? {} : { resetsAtMs }),
		...(windowMs === undefined ? {} : { windowMs }),
		...(family === undefined ? {} : { family }),
	};
}

/** The windows that could be read, one of each id: where a vendor says two things, the fuller one. */
export function readWindows(facts: readonly WindowFacts[], nowMs: number) {
	const byId = new Map<string, QuotaWindow>();
	let odd = 0;
	for (const fact of facts) {
		const window = readWindow(fact, nowMs);
		if (window === "odd") odd += 1;
		if (typeof window === "string") continue;
		const known = byId.get(window.id);
		if (known === undefined || known.usedShare < window.usedShare) byId.set(window.id, window);
	}
	return { windows: [...byId.values()], hasOnlyOdd: odd > 0 && odd === facts.length };
}
