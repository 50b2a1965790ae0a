/** Decaying average of the time to first output of one target. */
export interface Latency {
	readonly ttftMs: number;
	readonly samples: number;
	readonly updatedAtMs: number;
}

/** Weight of the newest sample once there are enough of them. */
const NEWEST_WEIGHT = 0.2;

/** The average after one more sample. */
export function addLatencySample(latency: Latency | undefined, ttftMs: number, atMs: number): Latency {
	if (!latency) return { ttftMs, samples: 1, updatedAtMs: atMs };
	const samples = latency.samples + 1;
	const weight = Math.max(NEWEST_WEIGHT, 1 / samples);
	return { ttftMs: latency.ttftMs + (ttftMs - latency.ttftMs) * weight, samples, updatedAtMs: atMs };
}
