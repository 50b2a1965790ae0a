import type { CooldownScope } from "../events.ts";
import { FAILURE_RULES, type Failure, type RestPlan } from "../failure.ts";
import { accountOf, type Target } from "../route.ts";

/** Something that rests until a known time. */
export interface Cooldown {
	readonly untilMs: number;
	readonly setAtMs: number;
	readonly kind: Failure["kind"];
	readonly reason: string;
	/** A shorter rest that was set later: it is left when this one is cleared. */
	readonly later?: Cooldown;
}

/** The cooldown after one more rest. The longest counts, whichever arrives first. */
export function addRest(cooldown: Cooldown | undefined, rest: Cooldown): Cooldown {
	if (!cooldown) return rest;
	const isLonger = rest.untilMs - cooldown.untilMs || rest.setAtMs - cooldown.setAtMs;
	if (isLonger >= 0) {
		const later = restSetAfter(cooldown, rest.setAtMs);
		return later ? { ...rest, later } : rest;
	}
	return rest.setAtMs > cooldown.setAtMs ? { ...cooldown, later: addRest(cooldown.later, rest) } : cooldown;
}

/** What is left of a cooldown when everything that was set until then is cleared. */
export function restSetAfter(cooldown: Cooldown | undefined, atMs: number): Cooldown | undefined {
	let left = cooldown;
	while (left && left.setAtMs <= atMs) left = left.later;
	return left;
}

/** Failures in a row of one target. */
export interface Strikes {
	readonly count: number;
	readonly lastAtMs: number;
	/** End of the longest rest these strikes led to; 0 when none did. */
	readonly restUntilMs: number;
	/** Request of the last strike; its quick retry is not a second one. */
	readonly requestId?: string;
}

/** A strike this long after the last one, or after its rest, begins a new count. */
export const STRIKE_MEMORY_MS = 60_000;
/** Share of the computed rest that is added at random, so that many processes do not come back at once. */
const JITTER_SHARE = 0.2;
/** Time added after a hint, since clocks differ. */
const HINT_FUZZ_MS = 1_000;

/** The strikes after one more failure. */
export function addStrike(strikes: Strikes | undefined, atMs: number, requestId?: string): Strikes {
	if (strikes && requestId !== undefined && strikes.requestId === requestId) return strikes;
	const isNew = !strikes || atMs > Math.max(strikes.lastAtMs, strikes.restUntilMs) + STRIKE_MEMORY_MS;
	const request = requestId === undefined ? {} : { requestId };
	return isNew
		? { count: 1, lastAtMs: atMs, restUntilMs: 0, ...request }
		: { count: strikes.count + 1, lastAtMs: atMs, restUntilMs: strikes.restUntilMs, ...request };
}

/** The strikes without the one of this request, where it is the last. */
export function strikesBefore(strikes: Strikes | undefined, requestId: string): Strikes | undefined {
	if (strikes?.requestId !== requestId) return strikes;
	return strikes.count > 1 ? { ...strikes, count: strikes.count - 1 } : undefined;
}

function plannedMs(plan: RestPlan, strikeCount: number): number {
	switch (plan.kind) {
		case "none":
			return 0;
		case "fixed":
			return plan.ms;
		case "strikes": {
			const doublings = plan.firstStrikeRests ? strikeCount - 1 : strikeCount - 2;
			return doublings < 0 ? 0 : Math.min(plan.maxMs, plan.baseMs * 2 ** doublings);
		}
	}
}

/**
 * Until when what failed rests, epoch milliseconds; undefined when nothing rests.
 * A believable hint of the provider wins over the plan. `random` is 0 to 1.
 */
export function restUntilMs(failure: Failure, strikeCount: number, nowMs: number, random: number): number | undefined {
	const rule = FAILURE_RULES[failure.kind];
	const hintMs = failure.retryAtMs === undefined ? undefined : failure.retryAtMs - nowMs;
	if (hintMs !== undefined && hintMs > 0 && hintMs <= rule.maxHintMs) return nowMs + hintMs + HINT_FUZZ_MS;
	const ms = plannedMs(rule.rest, strikeCount);
	if (ms === 0) return undefined;
	const jitter = rule.rest.kind === "strikes" ? ms * JITTER_SHARE * random : 0;
	return nowMs + Math.round(ms + jitter);
}

/** Key of a cooldown in the state. */
export function cooldownKey(scope: CooldownScope, key: string): string {
	return `${scope}:${key}`;
}

/** Scope and key of a cooldown, from its key in the state. */
export function splitCooldownKey(id: string): { readonly scope: CooldownScope; readonly key: string } {
	const colon = id.indexOf(":");
	return { scope: id.slice(0, colon) as CooldownScope, key: id.slice(colon + 1) };
}

/** Keys `account/family` among the cooldowns. */
export function restingFamiliesOf(cooldowns: ReadonlyMap<string, Cooldown>): readonly string[] {
	return [...cooldowns.keys()].map(splitCooldownKey).flatMap(({ scope, key }) => (scope === "family" ? [key] : []));
}

/** Key under which a model family of an account rests. */
export function familyKey(target: Pick<Target, "provider" | "authProvider">, family: string): string {
	return `${accountOf(target)}/${family}`;
}
