import type { HashedFeatures, LinearModel } from "../src/core/classify/prompt/linear-model.ts";

/** One prompt to learn from. */
export interface Sample {
	readonly hashed: HashedFeatures;
	/** Place of its label. */
	readonly label: number;
	/** How much it counts. */
	readonly weight: number;
}

/** What is learnt, apart from the samples. */
export type ModelShape = Pick<LinearModel, "labels" | "bits" | "hasPieces">;

const EPOCHS = 12;
const LEARNING_RATE = 0.3;
const L2 = 1e-5;
/** Keeps the first steps from being too long. */
const INITIAL_SQUARES = 1e-3;
const MAX_WEIGHT = 127;

/** Numbers that look random and are the same every time. */
function createRandom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state / 2 ** 32;
	};
}

function shuffle(order: number[], random: () => number): void {
	for (let i = order.length - 1; i > 0; i--) {
		const j = Math.floor(random() * (i + 1));
		[order[i], order[j]] = [order[j] as number, order[i] as number];
	}
}

/** Weights while they are learnt: logistic regression over all classes, each weight with a step of its own (AdaGrad). */
class Learner {
	readonly weights: Float64Array;
	readonly #squares: Float64Array;
	readonly #columns: number;

	constructor(columns: number, bits: number) {
		this.#columns = columns;
		this.weights = new Float64Array(columns << bits);
		this.#squares = new Float64Array(columns << bits).fill(INITIAL_SQUARES);
	}

	learn({ hashed, label, weight }: Sample): void {
		const errors = this.#errors(hashed, label);
		for (let i = 0; i < hashed.buckets.length; i++) {
			for (let column = 0; column < this.#columns; column++) {
				const at = (hashed.buckets[i] as number) * this.#columns + column;
				const gradient =
					(errors[column] as number) * weight * (hashed.values[i] as number) + L2 * (this.weights[at] as number);
				const squares = (this.#squares[at] as number) + gradient * gradient;
				this.#squares[at] = squares;
				this.weights[at] = (this.weights[at] as number) - (LEARNING_RATE * gradient) / Math.sqrt(squares);
			}
		}
	}

	/** How far each class's probability is from what it should be. */
	#errors({ buckets, values }: HashedFeatures, label: number): Float64Array {
		const scores = new Float64Array(this.#columns);
		for (let i = 0; i < buckets.length; i++) {
			for (let column = 0; column < this.#columns; column++) {
				const at = (buckets[i] as number) * this.#columns + column;
				scores[column] = (scores[column] as number) + (this.weights[at] as number) * (values[i] as number);
			}
		}
		const most = Math.max(...scores);
		const powers = scores.map((score) => Math.exp(score - most));
		const sum = powers.reduce((total, power) => total + power, 0);
		return powers.map((power, column) => power / sum - (column === label ? 1 : 0));
	}
}

/** Rounds to whole steps. The last class's score is taken from all, which changes no probability. */
function quantise({ weights }: Learner, shape: ModelShape): LinearModel {
	const columns = shape.labels.length - 1;
	const buckets = 1 << shape.bits;
	const relative = new Float64Array(buckets * columns);
	for (let bucket = 0; bucket < buckets; bucket++) {
		const last = weights[bucket * (columns + 1) + columns] as number;
		for (let column = 0; column < columns; column++) {
			relative[bucket * columns + column] = (weights[bucket * (columns + 1) + column] as number) - last;
		}
	}
	const largest = relative.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
	const step = largest / MAX_WEIGHT;
	return { ...shape, step, weights: Int8Array.from(relative, (weight) => Math.round(weight / step)) };
}

/** Learns a model from samples. The same samples in the same order give the same model. */
export function trainModel(samples: readonly Sample[], shape: ModelShape): LinearModel {
	const learner = new Learner(shape.labels.length, shape.bits);
	const random = createRandom(7);
	const order = samples.map((_, i) => i);
	for (let epoch = 0; epoch < EPOCHS; epoch++) {
		shuffle(order, random);
		for (const i of order) learner.learn(samples[i] as Sample);
	}
	return quantise(learner, shape);
}
