import { hashOf } from "./feature-hash.ts";
import type { Features } from "./features.ts";

/**
 * A linear model over hashed features: for every bucket one whole number from -127 to 127 per class but the last, whose
 * score is always 0.
 */
export interface LinearModel {
	readonly labels: readonly string[];
	/** There are two to this power of buckets. */
	readonly bits: number;
	/** What one step of a weight stands for. */
	readonly step: number;
	readonly hasPieces: boolean;
	readonly weights: Int8Array;
}

/** A prompt as the model sees it: buckets and values, scaled to length 1. */
export interface HashedFeatures {
	readonly buckets: Int32Array;
	readonly values: Float64Array;
}

/** Puts features into buckets. Two of one bucket add up, which costs less accuracy than a list of all names would space. */
export function hashFeatures(
	{ words, pieces }: Features,
	{ bits, hasPieces }: Pick<LinearModel, "bits" | "hasPieces">,
): HashedFeatures {
	const size = words.size + (hasPieces ? pieces.size : 0);
	const buckets = new Int32Array(size);
	const values = new Float64Array(size);
	const mask = (1 << bits) - 1;
	let squares = 0;
	let at = 0;
	for (const features of hasPieces ? [words, pieces] : [words]) {
		for (const [hash, weight] of features) {
			squares += weight * weight;
			buckets[at] = hash & mask;
			values[at] = weight;
			at += 1;
		}
	}
	const scale = 1 / Math.sqrt(squares);
	for (let i = 0; i < size; i++) values[i] = (values[i] ?? 0) * scale;
	return { buckets, values };
}

/** The probability of every label, in the order of `labels`. */
export function probabilitiesOf({ labels, step, weights }: LinearModel, hashed: HashedFeatures): readonly number[] {
	const columns = labels.length - 1;
	const scores = labels.map(() => 0);
	for (let i = 0; i < hashed.buckets.length; i++) {
		const row = (hashed.buckets[i] ?? 0) * columns;
		const value = (hashed.values[i] ?? 0) * step;
		for (let column = 0; column < columns; column++) {
			scores[column] = (scores[column] ?? 0) + (weights[row + column] ?? 0) * value;
		}
	}
	const most = Math.max(...scores);
	const powers = scores.map((score) => Math.exp(score - most));
	const sum = powers.reduce((total, power) => total + power, 0);
	return powers.map((power) => power / sum);
}

/** How much one feature speaks for a label, compared with the average of all. */
export function supportOf({ labels, bits, weights }: LinearModel, name: string, label: number): number {
	const columns = labels.length - 1;
	const row = (hashOf(name) & ((1 << bits) - 1)) * columns;
	const score = (at: number): number => (at === columns ? 0 : (weights[row + at] ?? 0));
	const all = labels.map((_, at) => score(at));
	return score(label) - all.reduce((sum, one) => sum + one, 0) / labels.length;
}
