import type { FailureEvidence } from "../../../core/classify/evidence.ts";
import { classifyFailure } from "../../../core/classify/provider-error.ts";
import type { Clock } from "../../../engine/ports.ts";

/** By then a request is on its way and nothing is to be done but wait; few failures arrive earlier. */
const FIRST_AFTER_MS = 100;
/** Each classification blocks for some milliseconds, so there is room for other work between two of them. */
const PAUSE_MS = 20;
/** The first use of a pattern compiles it for a start, the second one for good. */
const ROUNDS = 2;

const common = { provider: "", api: "", modelId: "", hasStarted: false, stopReason: "error" };

/** What fails most often; between them these use nearly every pattern. */
const SAMPLES: readonly FailureEvidence[] = [
	{ ...common, errorMessage: '529 {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}' },
	{ ...common, errorMessage: '429 {"error":{"message":"Rate limit reached. Try again in 20s.","type":"rate_limit"}}' },
	{ ...common, errorMessage: "fetch failed" },
];

/**
 * Classifies a few failures ahead of time. Without that the first failover of a process waits for some hundred patterns
 * to be compiled, which takes ten times as long as any later one.
 */
export function warmUpFailures(clock: Clock): void {
	const waiting = Array.from({ length: ROUNDS }, () => SAMPLES).flat();
	const next = (): void => {
		const sample = waiting.shift();
		if (sample === undefined) return;
		classifyFailure(sample, clock.now());
		clock.after(PAUSE_MS, next);
	};
	clock.after(FIRST_AFTER_MS, next);
}
