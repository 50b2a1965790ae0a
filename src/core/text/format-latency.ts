import { formatDuration } from "./format.ts";

const TENTHS_BELOW_MS = 9_950;

/** A time that was measured: "0.4s", "9.9s", from ten seconds on "12s", "1m05s". */
export function formatLatency(ms: number): string {
	return ms < TENTHS_BELOW_MS
		? `${(Math.max(0, ms) / 1_000).toFixed(1)}s`
		: formatDuration(Math.round(ms / 1_000) * 1_000);
}
