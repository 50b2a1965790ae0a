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
	if (!usual) return { tokens, samples: 1, updatedAtMs: atMs };
	const samples = usual.samples + 1;
	const weight = Math.max(NEWEST_WEIGHT, 1 / samples);
	return { tokens: usual.tokens + (tokens - usual.tokens) * weight, samples, updatedAtMs: atMs };
}
