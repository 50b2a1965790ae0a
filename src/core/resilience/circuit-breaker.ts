import type { CircuitName } from "../events.ts";
import type { FailureKind } from "../failure.ts";

/** Counted failures that open a circuit, and the span they must fall into. */
export const CIRCUIT_FAILURES = 3;
export const CIRCUIT_WINDOW_MS = 60_000;
/** How long an open circuit refuses everything before one trial is allowed. */
export const CIRCUIT_OPEN_MS = 30_000;
/** After this long a trial that was never heard of again is given up, so another may be made. */
export const CIRCUIT_TRIAL_MS = 120_000;

/** State of one provider's circuit as recorded. Time alone never changes it; `viewCircuit` says what it means now. */
export interface Circuit {
	readonly kind: CircuitName;
	/** Open: a trial is allowed from then on. Half-open: the running trial is given up then. Closed: 0. */
	readonly untilMs: number;
	readonly failures: number;
	readonly changedAtMs: number;
}

/** What a circuit means at one moment. `trial` lets exactly one request through. */
export type CircuitView =
	| { readonly kind: "closed" }
	| { readonly kind: "open"; readonly untilMs: number; readonly failures: number }
	| { readonly kind: "trial"; readonly failures: number }
	| { readonly kind: "trial-taken"; readonly untilMs: number; readonly failures: number };

/** Looks at a circuit without changing it. */
export function viewCircuit(circuit: Circuit | undefined, nowMs: number): CircuitView {
	if (!circuit || circuit.kind === "closed") return { kind: "closed" };
	if (nowMs >= circuit.untilMs) return { kind: "trial", failures: circuit.failures };
	const kind = circuit.kind === "open" ? "open" : "trial-taken";
	return { kind, untilMs: circuit.untilMs, failures: circuit.failures };
}

/** A failure that counts against a provider. */
export interface CountedFailure {
	readonly provider: string;
	readonly account: string;
	readonly targetId: string;
	readonly atMs: number;
	readonly kind: FailureKind;
	readonly countsForCircuit: boolean;
	readonly requestId?: string;
}

/** How many counted failures there are, and whether they are enough to open the circuit. */
export function circuitPressure(
	failures: readonly CountedFailure[],
	circuit: Circuit | undefined,
	provider: string,
	options: { readonly nowMs: number; readonly targetsOfProvider: number },
): { readonly failures: number; readonly opens: boolean } {
	const since = Math.max(options.nowMs - CIRCUIT_WINDOW_MS, circuit?.changedAtMs ?? 0);
	const counted = failures.filter((f) => f.countsForCircuit && f.provider === provider && f.atMs > since);
	const targets = new Set(counted.map((f) => f.targetId)).size;
	const isSpread = targets >= 2 || options.targetsOfProvider <= 1;
	return { failures: counted.length, opens: counted.length >= CIRCUIT_FAILURES && isSpread };
}
