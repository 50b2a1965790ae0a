import { type Accounting, EMPTY_ACCOUNTING, evolveAccounting } from "./accounting/accounting.ts";
import { addOutputSample, type UsualOutput } from "./accounting/usual-output.ts";
import type { CircuitChangedData, CooldownClearedData, CooldownSetData, Fact, SettingChangedData } from "./events.ts";
import { FAILURE_RULES } from "./failure.ts";
import { entriesAfter, withEntry, withoutEntry } from "./maps.ts";
import { addRuleCounts, type RuleCountsByRoute } from "./policy/rule-counts.ts";
import { addRating, type Ratings } from "./ratings.ts";
import { CIRCUIT_WINDOW_MS, type Circuit, type CountedFailure } from "./resilience/circuit-breaker.ts";
import {
	addRest,
	addStrike,
	type Cooldown,
	cooldownKey,
	restingFamiliesOf,
	restSetAfter,
	type Strikes,
	strikesBefore,
} from "./resilience/cooldown.ts";
import { addLatencySample, type Latency } from "./resilience/latency.ts";
import { addAnswer, addRefusal, type SizeLimits } from "./resilience/size-limit.ts";
import { afterDecision, afterFinal, afterResult, type SessionMemory } from "./session-memory.ts";

/** All router state; made only by `evolve`, replaced and never edited. */
export interface RouterState {
	readonly cooldowns: ReadonlyMap<string, Cooldown>;
	/** Keys `account/family` that have a family cooldown, so that a look-up needs no scan. */
	readonly restingFamilies: readonly string[];
	/** When a cooldown was last cleared: an older `cooldown.set` of another process that arrives late is void. */
	readonly clearedAtMs: ReadonlyMap<string, number>;
	readonly resetAtMs: number;
	readonly circuits: ReadonlyMap<string, Circuit>;
	readonly strikes: ReadonlyMap<string, Strikes>;
	/** Failures of the last two minutes. */
	readonly recentFailures: readonly CountedFailure[];
	readonly latencies: ReadonlyMap<string, Latency>;
	/** Tokens that each target usually answers with. */
	readonly outputs: ReadonlyMap<string, UsualOutput>;
	/** What the user thought of answers, by provider and model. */
	readonly ratings: Ratings;
	/** How often each rule of a route was evaluated and matched: by route, then by name. */
	readonly ruleCounts: RuleCountsByRoute;
	/** Modes that were switched by command; the environment may say otherwise. */
	readonly settings: ReadonlyMap<string, Setting>;
	/** Target ids and the sizes of requests they refuse. */
	readonly sizeLimits: SizeLimits;
	readonly sessions: ReadonlyMap<string, SessionMemory>;
	readonly accounting: Accounting;
}

/** A mode that was switched by command. */
export interface Setting {
	readonly value: boolean;
	readonly atMs: number;
}

/** How long single failures are remembered. */
export const FAILURE_MEMORY_MS = 2 * CIRCUIT_WINDOW_MS;
/** Failures kept, so that a flood of them costs neither memory nor time; a circuit needs three. */
const MAX_FAILURES = 500;
/** Sessions kept; the longest unused is dropped. */
const MAX_SESSIONS = 200;

/** State before any event. */
export const initialState: RouterState = {
	cooldowns: new Map(),
	restingFamilies: [],
	clearedAtMs: new Map(),
	resetAtMs: 0,
	circuits: new Map(),
	strikes: new Map(),
	recentFailures: [],
	latencies: new Map(),
	outputs: new Map(),
	ratings: new Map(),
	ruleCounts: new Map(),
	settings: new Map(),
	sizeLimits: new Map(),
	sessions: new Map(),
	accounting: EMPTY_ACCOUNTING,
};

function setCooldown(state: RouterState, data: CooldownSetData, atMs: number): RouterState {
	const key = cooldownKey(data.scope, data.key);
	const untilMs = Date.parse(data.until);
	const voidBefore = Math.max(state.clearedAtMs.get(key) ?? 0, state.resetAtMs);
	if (!Number.isFinite(untilMs) || atMs < voidBefore) return state;
	const current = state.cooldowns.get(key);
	const cooldown = addRest(current, { untilMs, setAtMs: atMs, kind: data.kind, reason: data.reason });
	if (cooldown === current) return state;
	const live = [...state.cooldowns].filter(([, other]) => other.untilMs > atMs);
	const cooldowns = new Map(live).set(key, cooldown);
	const strikes = data.scope === "target" ? state.strikes.get(data.key) : undefined;
	return {
		...state,
		cooldowns,
		restingFamilies: restingFamiliesOf(cooldowns),
		strikes: strikes
			? withEntry(state.strikes, data.key, { ...strikes, restUntilMs: Math.max(strikes.restUntilMs, untilMs) })
			: state.strikes,
	};
}

function clearCooldown(state: RouterState, data: CooldownClearedData, atMs: number): RouterState {
	const key = cooldownKey(data.scope, data.key);
	const left = restSetAfter(state.cooldowns.get(key), atMs);
	const cooldowns = left ? withEntry(state.cooldowns, key, left) : withoutEntry(state.cooldowns, key);
	return {
		...state,
		cooldowns,
		restingFamilies: restingFamiliesOf(cooldowns),
		clearedAtMs: withEntry(state.clearedAtMs, key, Math.max(atMs, state.clearedAtMs.get(key) ?? 0)),
	};
}

function changeCircuit(state: RouterState, data: CircuitChangedData, atMs: number): RouterState {
	const current = state.circuits.get(data.provider);
	if (atMs < state.resetAtMs || (current && current.changedAtMs > atMs)) return state;
	const untilMs = data.until === undefined ? 0 : Date.parse(data.until);
	const circuit: Circuit = { kind: data.to, untilMs, failures: data.failures, changedAtMs: atMs };
	return { ...state, circuits: withEntry(state.circuits, data.provider, circuit) };
}

type ResultFact = Fact & { type: "routing.result" };

function addFailure(state: RouterState, { data, atMs, requestId }: ResultFact): RouterState {
	const failure = data.failure;
	if (!failure || atMs < state.resetAtMs) return state;
	const rule = FAILURE_RULES[failure.kind];
	if (rule.rest.kind === "none") return state;
	const counted: CountedFailure = {
		provider: data.provider,
		account: data.account ?? data.provider,
		targetId: data.target,
		atMs,
		kind: failure.kind,
		countsForCircuit: rule.countsForCircuit,
		...(requestId === undefined ? {} : { requestId }),
	};
	// A quick retry of the same target belongs to the failure it repeats.
	const isRepeat = (f: CountedFailure) =>
		f.requestId !== undefined && f.requestId === requestId && f.targetId === data.target;
	const recent = state.recentFailures.filter((f) => f.atMs > atMs - FAILURE_MEMORY_MS && !isRepeat(f));
	return {
		...state,
		recentFailures: [...recent.slice(1 - MAX_FAILURES), counted],
		strikes:
			rule.rest.kind === "strikes"
				? withEntry(state.strikes, data.target, addStrike(state.strikes.get(data.target), atMs, requestId))
				: state.strikes,
	};
}

function addRefusedSize(state: RouterState, { data, atMs }: ResultFact): RouterState {
	const refusedTokens = data.failure?.requestTokens;
	if (refusedTokens === undefined || atMs < state.resetAtMs) return state;
	return { ...state, sizeLimits: addRefusal(state.sizeLimits, data.target, { refusedTokens, atMs }) };
}

function promptTokensOf({ usage }: ResultFact["data"]): number {
	return usage && usage.estimated !== true ? usage.input + usage.cacheRead + usage.cacheWrite : 0;
}

function addSamples(state: RouterState, { data, atMs }: ResultFact): Pick<RouterState, "latencies" | "outputs"> {
	const { target, ttftMs, usage } = data;
	const { latencies, outputs } = state;
	const isMeasured = usage !== undefined && usage.estimated !== true && usage.output > 0;
	return {
		latencies:
			ttftMs === undefined
				? latencies
				: withEntry(latencies, target, addLatencySample(latencies.get(target), ttftMs, atMs)),
		outputs: isMeasured
			? withEntry(outputs, target, addOutputSample(outputs.get(target), usage.output, atMs))
			: outputs,
	};
}

function addResult(state: RouterState, fact: ResultFact): RouterState {
	const { data, atMs } = fact;
	if (data.outcome === "failed") return addFailure(addRefusedSize(state, fact), fact);
	if (data.outcome === "aborted" || atMs < state.resetAtMs) return state;
	return {
		...state,
		...addSamples(state, fact),
		sizeLimits: addAnswer(state.sizeLimits, data.target, promptTokensOf(data)),
		strikes: withoutEntry(state.strikes, data.target),
	};
}

function rememberSession(
	state: RouterState,
	{ sessionId }: Fact,
	next: (before: SessionMemory | undefined) => SessionMemory,
): RouterState {
	if (sessionId === undefined) return state;
	const sessions = new Map(state.sessions);
	const memory = next(sessions.get(sessionId));
	sessions.delete(sessionId);
	sessions.set(sessionId, memory);
	const oldest = sessions.keys().next();
	if (sessions.size > MAX_SESSIONS && !oldest.done) sessions.delete(oldest.value);
	return { ...state, sessions };
}

function countRules(state: RouterState, { data, routeId }: Fact & { type: "routing.decision" }): RouterState {
	if (routeId === undefined || data.rules.length === 0) return state;
	return { ...state, ruleCounts: addRuleCounts(state.ruleCounts, routeId, data.rules) };
}

function changeSetting(state: RouterState, { key, value }: SettingChangedData, atMs: number): RouterState {
	const before = state.settings.get(key);
	if (before && before.atMs > atMs) return state;
	return { ...state, settings: withEntry(state.settings, key, { value, atMs }) };
}

type FinalFact = Fact & { type: "routing.final" };

/** A request that met nothing but a network which is down tells of the user being offline, not of its targets. */
function forgetIfOffline(state: RouterState, { data, requestId }: FinalFact): RouterState {
	if (data.outcome !== "exhausted" || requestId === undefined) return state;
	const ofRequest = state.recentFailures.filter((failure) => failure.requestId === requestId);
	if (ofRequest.length === 0 || ofRequest.some(({ kind }) => kind !== "network")) return state;
	const strikes = new Map(state.strikes);
	for (const { targetId } of ofRequest) {
		const before = strikesBefore(strikes.get(targetId), requestId);
		if (before) strikes.set(targetId, before);
		else strikes.delete(targetId);
	}
	return { ...state, strikes, recentFailures: state.recentFailures.filter((failure) => !ofRequest.includes(failure)) };
}

/** Forgets everything up to the reset; what another process did since then may have arrived before it. */
function reset(state: RouterState, atMs: number): RouterState {
	if (atMs < state.resetAtMs) return state;
	const cooldowns = new Map<string, Cooldown>();
	for (const [key, cooldown] of state.cooldowns) {
		const left = restSetAfter(cooldown, atMs);
		if (left) cooldowns.set(key, left);
	}
	return {
		cooldowns,
		restingFamilies: restingFamiliesOf(cooldowns),
		clearedAtMs: entriesAfter(state.clearedAtMs, atMs, (clearedAtMs) => clearedAtMs),
		resetAtMs: atMs,
		circuits: entriesAfter(state.circuits, atMs, ({ changedAtMs }) => changedAtMs),
		strikes: entriesAfter(state.strikes, atMs, ({ lastAtMs }) => lastAtMs),
		recentFailures: state.recentFailures.filter((failure) => failure.atMs > atMs),
		latencies: entriesAfter(state.latencies, atMs, ({ updatedAtMs }) => updatedAtMs),
		outputs: entriesAfter(state.outputs, atMs, ({ updatedAtMs }) => updatedAtMs),
		ratings: entriesAfter(state.ratings, atMs, ({ lastAtMs }) => lastAtMs),
		ruleCounts: new Map(),
		// What the user has switched is no history.
		settings: state.settings,
		sizeLimits: entriesAfter(state.sizeLimits, atMs, (limit) => limit.atMs),
		sessions: entriesAfter(state.sessions, atMs, (memory) => memory.atMs),
		// Spend, limits and what the providers say are no history of the router.
		accounting: state.accounting,
	};
}

/**
 * The next state after one fact. Facts of several processes may arrive slightly out of order: rests and circuits come
 * out the same, averages and strikes nearly so.
 */
export function evolve(before: RouterState, fact: Fact): RouterState {
	const accounting = evolveAccounting(before.accounting, fact);
	const state = accounting === before.accounting ? before : { ...before, accounting };
	return evolveRest(state, fact);
}

function evolveRest(state: RouterState, fact: Fact): RouterState {
	switch (fact.type) {
		case "routing.decision":
			return rememberSession(countRules(state, fact), fact, (before) => afterDecision(before, fact.data, fact));
		case "routing.result":
			return rememberSession(addResult(state, fact), fact, (before) => afterResult(before, fact.data, fact.atMs));
		case "routing.final":
			return rememberSession(forgetIfOffline(state, fact), fact, (before) => afterFinal(before, fact.data, fact));
		case "routing.feedback":
			return fact.atMs < state.resetAtMs
				? state
				: { ...state, ratings: addRating(state.ratings, fact.data, fact.atMs) };
		case "setting.changed":
			return changeSetting(state, fact.data, fact.atMs);
		case "cooldown.set":
			return setCooldown(state, fact.data, fact.atMs);
		case "cooldown.cleared":
			return clearCooldown(state, fact.data, fact.atMs);
		case "circuit.changed":
			return changeCircuit(state, fact.data, fact.atMs);
		case "state.reset":
			return reset(state, fact.atMs);
		default:
			return state;
	}
}
