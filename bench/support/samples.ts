/** What a set of measurements of one thing says, in the unit of the measurements. */
export interface Summary {
	readonly min: number;
	readonly p50: number;
	readonly p90: number;
	readonly p99: number;
	readonly n: number;
}

/** The value that `share` (0 to 1) of the sorted values do not exceed. Throws for an empty list. */
function quantile(sorted: readonly number[], share: number): number {
	const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
	if (value === undefined) throw new Error("nothing was measured");
	return value;
}

/** Summarizes measurements in any order. Throws when there are none. */
export function summarize(samples: readonly number[]): Summary {
	const sorted = Float64Array.from(samples).sort();
	const values = Array.from(sorted);
	return {
		min: quantile(values, 0),
		p50: quantile(values, 0.5),
		p90: quantile(values, 0.9),
		p99: quantile(values, 0.99),
		n: values.length,
	};
}

/** Repeats a measurement until it was made `count` times or `limitMs` have passed; the first `warmUps` results are dropped. */
export async function repeat(
	measure: (round: number) => Promise<void> | void,
	{ count, warmUps = 0, limitMs = 20_000 }: { count: number; warmUps?: number; limitMs?: number },
	onWarm: () => void = () => undefined,
): Promise<void> {
	const endAt = performance.now() + limitMs;
	for (let round = 0; round < warmUps + count; round++) {
		if (round === warmUps) onWarm();
		if (round > warmUps && performance.now() > endAt) return;
		await measure(round);
	}
}
