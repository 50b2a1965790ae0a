import type { CircuitName, CooldownScope, Fact } from "../../src/core/events.ts";
import type { FailureKind } from "../../src/core/failure.ts";
import { evolve, initialState, type RouterState } from "../../src/core/state.ts";
import { FAKE_START_MS } from "./fake-clock.ts";

/** Something rests for so long from `atMs` on. */
export function rests(
	key: string,
	forMs: number,
	more: { readonly scope?: CooldownScope; readonly kind?: FailureKind; readonly atMs?: number } = {},
): Fact {
	const { scope = "target", kind = "rate", atMs = FAKE_START_MS } = more;
	const until = new Date(atMs + forMs).toISOString();
	return { type: "cooldown.set", atMs, data: { scope, key, until, kind, reason: "Too many requests" } };
}

/** A rest ends before its time. */
export function restEnds(key: string, atMs: number, scope: CooldownScope = "target"): Fact {
	return { type: "cooldown.cleared", atMs, data: { scope, key, reason: "asked for" } };
}

/** A circuit changes; what was open stays so for `forMs`. */
export function circuitTurns(provider: string, to: CircuitName, forMs = 0, atMs = FAKE_START_MS): Fact {
	const until = to === "closed" ? {} : { until: new Date(atMs + forMs).toISOString() };
	return { type: "circuit.changed", atMs, data: { provider, from: "closed", to, failures: 3, ...until } };
}

/** The state after these facts. */
export function stateAfter(...facts: readonly Fact[]): RouterState {
	return facts.reduce(evolve, initialState);
}
