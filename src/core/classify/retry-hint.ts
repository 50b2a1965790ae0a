import { FAILURE_RULES, type FailureKind } from "../failure.ts";
import type { ErrorFacts } from "./facts/error-facts.ts";
import { toNumber, walkFields } from "./facts/error-json.ts";
import type { RejectedWindow } from "./facts/rejected-windows.ts";
import { textHints } from "./hints/text-hints.ts";
import { toInstant } from "./hints/time-value.ts";
import { type ZoneClock, zoneClock } from "./hints/zoned-time.ts";
import type { HintRule } from "./signature.ts";

const SECOND_MS = 1_000;

type Hints = ReadonlyArray<number | undefined>;

function afterSeconds(raw: unknown, nowMs: number): number | undefined {
	const seconds = toNumber(raw);
	return Number.isNaN(seconds) ? toInstant(raw, nowMs) : nowMs + seconds * SECOND_MS;
}

function afterMs(raw: unknown, nowMs: number): number {
	return nowMs + toNumber(raw);
}

/** The headers made for this: `retry-after-ms`, and `retry-after` in seconds or as a date. */
function retryAfter({ headers }: ErrorFacts, nowMs: number): Hints {
	return [afterMs(headers["retry-after-ms"], nowMs), afterSeconds(headers["retry-after"], nowMs)];
}

/** Body fields by name (lower case, without separators) and how their value is meant. */
const BODY_FIELDS: ReadonlyMap<string, (raw: unknown, nowMs: number) => number | undefined> = new Map([
	["retryafterms", afterMs],
	["retryafterseconds", afterSeconds],
	["retryafter", afterSeconds],
	["retrydelay", afterSeconds],
	["quotaresetdelay", toInstant],
	["quotaresettimestamp", toInstant],
	["resetsinseconds", afterSeconds],
	["resetinseconds", afterSeconds],
	["resetsat", toInstant],
	["resetat", toInstant],
	["resettime", toInstant],
	["xratelimitreset", toInstant],
]);

/** Google's `RetryInfo`, Codex' `resets_at`, OpenRouter's and Cerebras' fields, wherever they stand in the body. */
function bodyHints({ json }: ErrorFacts, nowMs: number): Hints {
	const found: Array<number | undefined> = [];
	walkFields(json, (name, value) => {
		found.push(BODY_FIELDS.get(name.toLowerCase().replace(/[_-]/g, ""))?.(value, nowMs));
	});
	return found;
}

const PLAIN_RESET = ["x-ratelimit-reset", "x-ratelimit-reset-after", "ratelimit-reset"];
const NAMED_RESET = /^(?:x-ratelimit-reset-(?!ms$|after$)([a-z-]{3,40})|anthropic-ratelimit-([a-z-]{3,40})-reset)$/;

const FIRST_EPOCH_MS = 1e12;

/** `x-ratelimit-reset-ms` holds an instant or milliseconds to go. */
function resetMs(raw: string | undefined, nowMs: number): number {
	const ms = toNumber(raw);
	return ms < FIRST_EPOCH_MS ? nowMs + ms : ms;
}

/** `x-ratelimit-reset*` and `anthropic-ratelimit-*-reset`; where the remaining amount is told, only limits at zero count. */
function limitResets({ headers }: ErrorFacts, nowMs: number): Hints {
	const named = Object.entries(headers).map(([name, reset]) => {
		const [, ofLimit, ofAnthropic] = NAMED_RESET.exec(name) ?? [];
		const limit = ofLimit ?? ofAnthropic;
		if (limit === undefined || name.includes("unified")) return undefined;
		const left = headers[ofLimit ? `x-ratelimit-remaining-${limit}` : `anthropic-ratelimit-${limit}-remaining`];
		return left === undefined || Number(left) <= 0 ? toInstant(reset, nowMs) : undefined;
	});
	return [
		resetMs(headers["x-ratelimit-reset-ms"], nowMs),
		...PLAIN_RESET.map((name) => toInstant(headers[name], nowMs)),
		...named,
	];
}

const UTC_PLUS_8 = "+08:00";

/** Zone of times that name none: z.ai, Zhipu and whoever writes Chinese mean Beijing, everyone else is taken at UTC. */
function naiveZone({ provider, hintText }: ErrorFacts): string {
	return /^(?:z\.?-?ai|zhipu|bigmodel|glm)/.test(provider) || /\p{Script=Han}/u.test(hintText) ? UTC_PLUS_8 : "UTC";
}

function nextMidnight(clock: ZoneClock, nowMs: number, isMonthly: boolean): number {
	const today = clock.wallAt(nowMs);
	const next = isMonthly ? { day: 1, month: today.month + 1 } : { day: today.day + 1 };
	return clock.instantOf({ ...today, ...next, hour: 0, minute: 0, second: 0 });
}

/** The next reset of a calendar period, for limits whose own hint is known to be missing or about something else. */
function calendarReset(rule: Exclude<HintRule, "none">, nowMs: number): number | undefined {
	const zone = { "pacific-day": "America/Los_Angeles", "beijing-day": UTC_PLUS_8, "utc-month": "UTC" }[rule];
	const clock = zoneClock(zone);
	return clock && nextMidnight(clock, nowMs, rule === "utc-month");
}

/** What is needed to find out when a target can be asked again. */
export interface HintQuestion {
	readonly facts: ErrorFacts;
	readonly kind: FailureKind;
	readonly windows: readonly RejectedWindow[];
	readonly rule?: HintRule;
}

function allHints({ facts, windows, rule }: HintQuestion, nowMs: number): Hints {
	if (rule === "none") return [];
	if (rule !== undefined) return [calendarReset(rule, nowMs)];
	return [
		...retryAfter(facts, nowMs),
		...bodyHints(facts, nowMs),
		...windows.map((window) => window.resetAtMs),
		...limitResets(facts, nowMs),
		...textHints(facts.hintText, { nowMs, naiveZone: naiveZone(facts) }),
	];
}

/**
 * When the provider says that it can be asked again, epoch milliseconds. Times in the past or farther away than the kind
 * believes are ignored; of the rest the longest counts for a window or a balance, else the first in order of trust.
 */
export function retryHint(question: HintQuestion, nowMs: number): number | undefined {
	const { maxHintMs } = FAILURE_RULES[question.kind];
	if (maxHintMs === 0) return undefined;
	const believable = allHints(question, nowMs).filter(
		(at): at is number => at !== undefined && at > nowMs && at - nowMs <= maxHintMs,
	);
	const [first] = believable;
	if (first === undefined) return undefined;
	const isLasting = question.kind === "window" || question.kind === "balance";
	return Math.ceil(isLasting ? Math.max(...believable) : first);
}
