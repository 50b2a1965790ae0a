/** Each step is this much wider than the one before. */
const GROWTH = 1.05;
const LOG_GROWTH = Math.log(GROWTH);
/** Smaller values count as nothing: a microsecond of a millisecond, a ten-thousandth of a cent. */
const SMALLEST = 1e-6;

/**
 * Values counted by steps that grow by five percent, so that a median is known without keeping the values. A quantile
 * is off by at most 2.5 percent of its value; count, sum and mean are exact. Milliseconds from a microsecond to a day
 * take five hundred steps at most.
 */
export class Histogram {
	readonly #steps = new Map<number, number>();
	count = 0;
	sum = 0;

	add(value: number): void {
		const step = value < SMALLEST ? Number.NEGATIVE_INFINITY : Math.floor(Math.log(value) / LOG_GROWTH);
		this.#steps.set(step, (this.#steps.get(step) ?? 0) + 1);
		this.count += 1;
		this.sum += value;
	}

	/** The value that so many (0 to 1) do not exceed, by nearest rank; undefined where there is none. */
	quantile(share: number): number | undefined {
		return this.count === 0 ? undefined : this.at(share);
	}

	/** The same, and 0 where there is none. */
	at(share: number): number {
		let left = Math.max(1, Math.ceil(share * this.count));
		const steps = [...this.#steps].sort(([a], [b]) => a - b);
		const [step = Number.NEGATIVE_INFINITY] =
			steps.find(([, count]) => {
				left -= count;
				return left <= 0;
			}) ?? [];
		// The middle of the step, by ratio.
		return GROWTH ** (step + 0.5);
	}
}
