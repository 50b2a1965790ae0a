import type { CooldownScope, Fact, ResultData } from "../events.ts";
import { FAILURE_RULES, type Failure, type FailureKind } from "../failure.ts";
import { accountOf, type Target } from "../route.ts";
import type { RouterState } from "../state.ts";
import { type RestingPlace, restingPlaces } from "./availability.ts";
import { CIRCUIT_OPEN_MS, CIRCUIT_TRIAL_MS, circuitPressure, viewCircuit } from "./circuit-breaker.ts";
import { cooldownKey, familyKey, restSetAfter, restUntilMs, splitCooldownKey } from "./cooldown.ts";

/** Failures on this many different models of one account within two minutes rest the whole account. */
const ACCOUNT_FAILURE_TARGETS = 3;
const ACCOUNT_REST_MS = 60_000;

/** What happened, and what is needed to judge it. `state` already contains the result. */
export interface FailureContext {
	readonly target: Target;
	readonly failure: Failure;
	readonly state: RouterState;
	readonly nowMs: number;
	/** 0 to 1, for jitter. */
	readonly random: number;
	/** How many targets of this provider are configured over all routes. */
	readonly targetsOfProvider: number;
}

function restingPlace(target: Target, failure: Failure): { scope: CooldownScope; key: string } {
	switch (failure.scope) {
		case "family":
			return failure.family === undefined
				? { scope: "target", key: target.id }
				: { scope: "family", key: familyKey(target, failure.family) };
		case "account":
		case "provider":
			return { scope: "account", key: accountOf(target) };
		default:
			return { scope: "target", key: target.id };
	}
}

function cooldownFact(context: FailureContext, place: { scope: CooldownScope; key: string }, untilMs: number): Fact {
	const { failure, nowMs } = context;
	const until = new Date(untilMs).toISOString();
	const data = { ...place, until, kind: failure.kind, reason: failure.message };
	return { type: "cooldown.set", atMs: nowMs, data };
}

function restFacts(context: FailureContext): Fact[] {
	const { target, failure, state, nowMs, random } = context;
	const strikeCount = state.strikes.get(target.id)?.count ?? 1;
	const untilMs = restUntilMs(failure, strikeCount, nowMs, random);
	return untilMs === undefined ? [] : [cooldownFact(context, restingPlace(target, failure), untilMs)];
}

/** A model that is not served says nothing about the others of its account; that it is slow, limited or failing may. */
function saysSomethingOfAccount(kind: FailureKind): boolean {
	const { rest, endsAtRestart } = FAILURE_RULES[kind];
	return rest.kind !== "none" && !endsAtRestart;
}

function accountFacts(context: FailureContext): Fact[] {
	const { target, failure, state, nowMs } = context;
	if (!saysSomethingOfAccount(failure.kind) || failure.scope !== "target") return [];
	const account = accountOf(target);
	const failed = state.recentFailures.filter((f) => f.account === account && saysSomethingOfAccount(f.kind));
	if (new Set(failed.map((f) => f.targetId)).size < ACCOUNT_FAILURE_TARGETS) return [];
	return [cooldownFact(context, { scope: "account", key: account }, nowMs + ACCOUNT_REST_MS)];
}

function circuitFacts(context: FailureContext): Fact[] {
	const { target, failure, state, nowMs, targetsOfProvider } = context;
	if (!FAILURE_RULES[failure.kind].countsForCircuit) return [];
	const { provider } = target;
	const circuit = state.circuits.get(provider);
	const from = circuit?.kind ?? "closed";
	const pressure = circuitPressure(state.recentFailures, circuit, provider, { nowMs, targetsOfProvider });
	const opens = from === "half-open" || (from === "closed" && pressure.opens);
	if (!opens) return [];
	const until = new Date(nowMs + CIRCUIT_OPEN_MS).toISOString();
	const failures = Math.max(pressure.failures, circuit?.failures ?? 0);
	return [{ type: "circuit.changed", atMs: nowMs, data: { provider, from, to: "open", failures, until } }];
}

/** The facts that follow from a failed attempt: what rests, and whether the provider's circuit opens. */
export function consequencesOfFailure(context: FailureContext): readonly Fact[] {
	return [...restFacts(context), ...accountFacts(context), ...circuitFacts(context)];
}

/** The facts that follow from starting an attempt: a circuit that was due takes its one trial. */
export function consequencesOfAttempt(state: RouterState, provider: string, nowMs: number): readonly Fact[] {
	const circuit = state.circuits.get(provider);
	if (!circuit || viewCircuit(circuit, nowMs).kind !== "trial") return [];
	const until = new Date(nowMs + CIRCUIT_TRIAL_MS).toISOString();
	const data = { provider, from: circuit.kind, to: "half-open" as const, failures: circuit.failures, until };
	return [{ type: "circuit.changed", atMs: nowMs, data }];
}

/** When a target was called, and the present moment, epoch milliseconds. */
interface CallSpan {
	readonly calledAtMs: number;
	readonly nowMs: number;
}

/** Rests of a provider's other targets for a network that is there again. */
function unreachableBefore(state: RouterState, { id, provider }: Target): readonly RestingPlace[] {
	const places: RestingPlace[] = [];
	for (const [cooldownId, { kind }] of state.cooldowns) {
		const { scope, key } = splitCooldownKey(cooldownId);
		const isOther = scope === "target" && key !== id && key.startsWith(`${provider}/`);
		if (isOther && kind === "network") places.push({ scope, key });
	}
	return places;
}

/** An answer shows that there is room; what was learnt after its call may be newer than that. */
function recoveryFacts(state: RouterState, target: Target, { calledAtMs, nowMs }: CallSpan): Fact[] {
	const places = [...restingPlaces(state, target), ...unreachableBefore(state, target)];
	return places.flatMap(({ scope, key }): Fact[] => {
		const cooldown = state.cooldowns.get(cooldownKey(scope, key));
		if (!cooldown || cooldown.untilMs <= nowMs || restSetAfter(cooldown, calledAtMs)) return [];
		return [{ type: "cooldown.cleared", atMs: nowMs, data: { scope, key, reason: `${target.id} answered` } }];
	});
}

/** The facts that follow from an answer that has begun: nothing it belongs to has to rest, and its circuit closes. */
export function consequencesOfOutput(state: RouterState, target: Target, span: CallSpan): readonly Fact[] {
	const facts = state.cooldowns.size === 0 ? [] : recoveryFacts(state, target, span);
	const { provider } = target;
	const circuit = state.circuits.get(provider);
	if (!circuit || circuit.kind === "closed") return facts;
	const data = { provider, from: circuit.kind, to: "closed" as const, failures: 0 };
	return [...facts, { type: "circuit.changed", atMs: span.nowMs, data }];
}

/** When a request took a trial, and the present moment, epoch milliseconds. */
interface TrialSpan {
	readonly takenAtMs: number;
	readonly nowMs: number;
}

/** The facts that follow when a trial ended and neither closed nor opened the circuit: the next request may try at once. */
export function consequencesOfUndecidedTrial(state: RouterState, provider: string, span: TrialSpan): readonly Fact[] {
	const circuit = state.circuits.get(provider);
	// After its time a trial may have passed to another request.
	if (circuit?.kind !== "half-open" || circuit.changedAtMs !== span.takenAtMs) return [];
	const until = new Date(span.nowMs).toISOString();
	const data = { provider, from: "half-open" as const, to: "open" as const, failures: circuit.failures, until };
	return [{ type: "circuit.changed", atMs: span.nowMs, data }];
}

/** True when every failed attempt of a request says the network is down: then nobody rests for it. */
export function isOffline(results: readonly ResultData[]): boolean {
	return results.length > 0 && results.every((result) => result.failure?.kind === "network");
}
