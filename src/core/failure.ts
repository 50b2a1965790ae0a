/** What went wrong, as a value. What each kind means is a row of `FAILURE_RULES`. */
export const FAILURE_KINDS = [
	"overload",
	"server",
	"network",
	"stalled",
	"empty",
	"rate",
	"window",
	"balance",
	"auth",
	"entitlement",
	"model",
	"overflow",
	"request-limit",
	"request",
	"policy",
	"cancelled",
	"unknown",
] as const;

export type FailureKind = (typeof FAILURE_KINDS)[number];

/** What a failure says something about, narrowest first. */
export type FailureScope = "request" | "target" | "family" | "account" | "provider";

/** Where the evidence for a failure was found. */
export type FailureSource = "headers" | "body" | "message" | "timer";

/** One failed attempt, classified once at the edge. */
export interface Failure {
	readonly kind: FailureKind;
	readonly scope: FailureScope;
	/** HTTP status, where one was seen. */
	readonly status?: number;
	/** The provider's own code or type, where one was seen. */
	readonly code?: string;
	/** Redacted and bounded text for people and for the log. */
	readonly message: string;
	/** When the provider says it can be asked again, epoch milliseconds. */
	readonly retryAtMs?: number;
	/** Model family that the evidence names, for scope `family`. */
	readonly family?: string;
	/** True when the connection failed before any response, which allows one quick retry of the same target. */
	readonly isBeforeResponse?: boolean;
	/** True when a shorter conversation would be taken although this one fits the window. */
	readonly isPromptTooLarge?: boolean;
	readonly source: FailureSource;
}

/** How the rest of a target grows: nothing on a first strike where `firstStrikeRests` is false. */
export type RestPlan =
	| { readonly kind: "none" }
	| { readonly kind: "strikes"; readonly firstStrikeRests: boolean; readonly baseMs: number; readonly maxMs: number }
	| { readonly kind: "fixed"; readonly ms: number };

/** What a failure kind means. */
export interface FailureRule {
	/** `larger-window`: only a target with a larger window. `other-api-once`: at most one target of another protocol. */
	readonly failsOver: "yes" | "no" | "larger-window" | "other-api-once" | "if-route-allows";
	/** What rests when the evidence names nothing wider. */
	readonly scope: FailureScope;
	readonly rest: RestPlan;
	/** The longest hint that is believed, in milliseconds. */
	readonly maxHintMs: number;
	readonly countsForCircuit: boolean;
	/** Ends with a reload or restart, whatever the time says. */
	readonly endsAtRestart: boolean;
	/** Short noun phrase for people: "anthropic is <phrase>". */
	readonly phrase: string;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const NO_REST: RestPlan = { kind: "none" };
const strikes = (baseMs: number, maxMs: number, firstStrikeRests = false): RestPlan => ({
	kind: "strikes",
	firstStrikeRests,
	baseMs,
	maxMs,
});

const transient = (phrase: string, maxMs: number): FailureRule => ({
	failsOver: "yes",
	scope: "target",
	rest: strikes(30_000, maxMs),
	maxHintMs: HOUR_MS,
	countsForCircuit: true,
	endsAtRestart: false,
	phrase,
});

const quiet = (phrase: string, failsOver: FailureRule["failsOver"]): FailureRule => ({
	failsOver,
	scope: "request",
	rest: NO_REST,
	maxHintMs: 0,
	countsForCircuit: false,
	endsAtRestart: false,
	phrase,
});

const resting = (phrase: string, scope: FailureScope, rest: RestPlan, maxHintMs: number): FailureRule => ({
	failsOver: "yes",
	scope,
	rest,
	maxHintMs,
	countsForCircuit: false,
	endsAtRestart: false,
	phrase,
});

/** One row per failure kind: the only place that says what a kind means. */
export const FAILURE_RULES: Readonly<Record<FailureKind, FailureRule>> = {
	overload: transient("overloaded", 10 * MINUTE_MS),
	server: transient("failing", 5 * MINUTE_MS),
	network: transient("unreachable", 5 * MINUTE_MS),
	stalled: transient("not responding", 5 * MINUTE_MS),
	empty: transient("answering with nothing", 5 * MINUTE_MS),
	// Limits per day are told as rate limits by some; the hour is for clocks that differ.
	rate: resting("rate-limited", "target", strikes(MINUTE_MS, 15 * MINUTE_MS, true), DAY_MS + HOUR_MS),
	window: resting(
		"out of plan quota",
		"account",
		{ kind: "fixed", ms: 30 * MINUTE_MS },
		// A monthly window is the longest that providers document.
		32 * DAY_MS,
	),
	balance: resting("out of credit", "account", { kind: "fixed", ms: 30 * MINUTE_MS }, 32 * DAY_MS),
	auth: {
		...resting("not accepting the login or key", "account", { kind: "fixed", ms: 10 * MINUTE_MS }, 0),
		endsAtRestart: true,
	},
	entitlement: {
		...resting("not included in the plan", "account", { kind: "fixed", ms: 12 * HOUR_MS }, 12 * HOUR_MS),
		endsAtRestart: true,
	},
	model: {
		...resting("not serving this model", "target", { kind: "fixed", ms: 12 * HOUR_MS }, 0),
		endsAtRestart: true,
	},
	overflow: quiet("too small for this conversation", "larger-window"),
	"request-limit": quiet("refusing a request of this size", "yes"),
	request: quiet("rejecting the request", "other-api-once"),
	policy: quiet("refusing the request", "if-route-allows"),
	cancelled: quiet("stopped by you", "no"),
	unknown: resting("failing", "target", { kind: "fixed", ms: 30_000 }, HOUR_MS),
};
