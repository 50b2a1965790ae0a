import type { ThinkingLevel } from "../model.ts";
import type { Timeouts } from "../route.ts";

/** Defaults of one attempt. Healthy first tokens of large reasoning models reach 94 s at the 99th percentile. */
const DEFAULT_TIMEOUTS: Timeouts = { firstEventMs: 60_000, firstOutputMs: 120_000, idleMs: 120_000 };

/** One more second for the first output per this many tokens sent. */
const TOKENS_PER_EXTRA_SECOND = 4_000;
const SLOW_LEVELS: ReadonlySet<ThinkingLevel> = new Set(["high", "xhigh", "max"]);

/** What the deadlines of one attempt depend on. */
export interface DeadlineInput {
	readonly route: Partial<Timeouts>;
	readonly target: Partial<Timeouts> | undefined;
	readonly estimatedTokens: number;
	readonly thinkingLevel: ThinkingLevel;
}

/** The deadlines of one attempt: target over route over defaults; the first output gets time for the prompt and the thinking. */
export function deadlines(input: DeadlineInput): Timeouts {
	const base = { ...DEFAULT_TIMEOUTS, ...input.route, ...input.target };
	const forPrompt = base.firstOutputMs + (input.estimatedTokens / TOKENS_PER_EXTRA_SECOND) * 1_000;
	const firstOutputMs = SLOW_LEVELS.has(input.thinkingLevel) ? forPrompt * 2 : forPrompt;
	return { ...base, firstOutputMs: Math.round(firstOutputMs) };
}
