/** A mean in which older samples count less and less. */
export interface DecayingMean {
	readonly mean: number;
	readonly samples: number;
}

/**
 * The mean after one more sample. The first ones count alike, later ones at least `newestWeight`, so that a change shows
 * after a while however long the history is.
 */
export function afterSample(before: DecayingMean | undefined, sample: number, newestWeight: number): DecayingMean {
	if (!before) return { mean: sample, samples: 1 };
	const samples = before.samples + 1;
	const weight = Math.max(newestWeight, 1 / samples);
	return { mean: before.mean + (sample - before.mean) * weight, samples };
}
