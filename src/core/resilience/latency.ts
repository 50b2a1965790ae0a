import { afterSample } from "../decaying-mean.ts";

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
	const before = latency && { mean: latency.ttftMs, samples: latency.samples };
	const { mean, samples } = afterSample(before, ttftMs, NEWEST_WEIGHT);
	return { ttftMs: mean, samples, updatedAtMs: atMs };
}
