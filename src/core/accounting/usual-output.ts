import { afterSample } from "../decaying-mean.ts";

/** Decaying average of the tokens that one target answers with. */
export interface UsualOutput {
	readonly tokens: number;
	readonly samples: number;
	readonly updatedAtMs: number;
}

/** Weight of the newest sample once there are enough of them: answers differ more than latencies do. */
const NEWEST_WEIGHT = 0.1;

/** The average after one more answer. */
export function addOutputSample(usual: UsualOutput | undefined, tokens: number, atMs: number): UsualOutput {
	const before = usual && { mean: usual.tokens, samples: usual.samples };
	const { mean, samples } = afterSample(before, tokens, NEWEST_WEIGHT);
	return { tokens: mean, samples, updatedAtMs: atMs };
}
