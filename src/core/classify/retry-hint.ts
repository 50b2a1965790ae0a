import { FAILURE_RULES, type FailureKind } from "../failure.ts";
import type { ErrorFacts } from "./error-facts.ts";
import { walkFields } from "./error-json.ts";
import { textHints } from "./hints/text-hints.ts";
import { durationOf, toInstant } from "./hints/time-value.ts";
import { zoneClock } from "./hints/zoned-time.ts";
import type { RejectedWindow } from "./rejected-windows.ts";
import type { HintRule } from "./signatures/signature.ts";

const SECOND_MS = 1_000;
const MAX_HINTS = 40;

type Hints = ReadonlyArray<number | undefined>;

function afterSeconds(raw: unknown, nowMs: number): number | undefined {
	if (raw === null || raw === "" || typeof raw === "boolean") return undefined;
	const seconds = Number(raw);
	return Number.isFinite(seconds) ? nowMs + seconds * SECOND_MS : toInstant(raw, nowMs);
}

function afterMs(raw: unknown, nowMs: number): number | undefined {
	return raw === undefined || raw === null || raw === "" ? undefined : nowMs + Number(raw);
}

/** The headers made for this: `retry-after-ms`, and `retry-after` in seconds or as a date. */
function retryAfter({ headers }: ErrorFacts, nowMs: number): Hints {
	return [afterMs(headers["retry-after-ms"], nowMs), afterSeconds(headers["retry-after"], nowMs)];
}

/** Body fields by name (lower case, without separators) and how their value is meant. */
const BODY_FIELDS: Readonly<Record<string, (raw: unknown, nowMs: number) => number | undefined>> = {
	retryafterms: afterMs,
	retryafterseconds: afterSeconds,
	retryafter: afterSeconds,
	retrydelay: (raw, nowMs) => {
		const ms = typeof raw === "string" ? durationOf(raw) : undefined;
		return ms === undefined ? afterSeconds(raw, nowMs) : nowMs + ms;
	},
	quotaresetdelay: toInstant,
	quotaresettimestamp: toInstant,
	resetsinseconds: afterSeconds,
	resetinseconds: afterSeconds,
	resetsat: toInstant,
	resetat: toInstant,
	resettime: toInstant,
	xratelimitreset: toInstant,
};

/** Google's `RetryInfo`, Codex' `resets_at`, OpenRouter's and Cerebras' fields, wherever they stand in the body. */
function bodyHints({ json }: ErrorFacts, nowMs: number): Hints {
	const found: Array<number | undefined> = [];
	walkFields(json, (name, value) => {
		const key = name.toLowerCase().replace(/[_-]/g, "");
		const read = found.length < MAX_HINTS && Object.hasOwn(BODY_FIELDS, key) ? BODY_FIELDS[key] : undefined;
		if (read) found.push(read(value, nowMs));
	});
	return found;
}

const PLAIN_RESET = ["x-ratelimit-reset-ms", "x-ratelimit-reset", "x-ratelimit-reset-after", "ratelimit-reset"];
const NAMED_RESET = /^(?:x-ratelimit-reset-([a-z-]{3,40})|anthropic-ratelimit-([a-z-]{3,40})-reset)$/;

/** `x-ratelimit-reset*` and `anthropic-ratelimit-*-reset`; where the remaining amount is told, only limits at zero count. */
function limitResets({ headers }: ErrorFacts, nowMs: number): Hints {
	const plain = PLAIN_RESET.map((name) =>
		name.endsWith("-ms") && Number(headers[name]) < 1e12
			? afterMs(headers[name], nowMs)
			: toInstant(headers[name], nowMs),
	);
	const named = Object.keys(headers).map((name) => {
		const match = PLAIN_RESET.includes(name) || name.includes("unified") ? null : NAMED_RESET.exec(name);
		if (!match) return undefined;
		const remaining =
			headers[match[1] ? `x-ratelimit-remaining-${match[1]}` : `anthropic-ratelimit-${match[2]}-remaining`];
		return remaining === undefined || Number(remaining) <= 0 ? toInstant(headers[name], nowMs) : undefined;
	});
	return [...plain, ...named];
}

const UTC_PLUS_8 = "+08:00";

/** Zone of times that name none: z.ai and Zhipu mean Beijing, everyone else is taken at UTC. */
function naiveZone(provider: string): string {
	return /^(?:z\.?-?ai|zhipu|bigmodel|glm)/.test(provider) ? UTC_PLUS_8 : "UTC";
}

/** The next reset of a calendar period, for limits whose own hint is known to be missing or about something else. */
function calendarReset(rule: Exclude<HintRule, "none">, nowMs: number): number | undefined {
	const zone = { "pacific-day": "America/Los_Angeles", "beijing-day": UTC_PLUS_8, "utc-month": "UTC" }[rule];
	const clock = zoneClock(zone);
	if (!clock) return undefined;
	const today = clock.wallAt(nowMs);
	const midnight = { ...today, hour: 0, minute: 0, second: 0 };
	const next = rule === "utc-month" ? { day: 1, month: today.month + 1 } : { day: today.day + 1 };
	return clock.instantOf({ ...midnight, ...next });
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
		...textHints(facts.hintText, { nowMs, naiveZone: naiveZone(facts.provider) }),
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
		(at) => at !== undefined && at > nowMs && at - nowMs <= maxHintMs,
	);
	if (believable.length === 0) return undefined;
	const isLasting = question.kind === "window" || question.kind === "balance";
	return Math.round(isLasting ? Math.max(...(believable as number[])) : (believable[0] ?? 0));
}
