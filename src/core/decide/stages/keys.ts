import type { Candidate } from "../../decision.ts";
import type { DecideInput, Keyed } from "../stage.ts";
import type { Criterion } from "./criteria.ts";

/** Keys of one candidate, each worked out once and when it is first needed: most comparisons end at an early criterion. */
export class CandidateKeys implements Keyed {
	readonly candidate: Candidate;
	readonly #keys: number[] = [];
	readonly #criteria: readonly Criterion[];
	readonly #input: DecideInput;

	constructor(candidate: Candidate, criteria: readonly Criterion[], input: DecideInput) {
		this.candidate = candidate;
		this.#criteria = criteria;
		this.#input = input;
	}

	at(place: number): number {
		const known = this.#keys[place];
		if (known !== undefined) return known;
		const key = this.#criteria[place]?.keyOf(this.candidate, this.#input) ?? 0;
		this.#keys[place] = key;
		return key;
	}
}

/** Place of the first criterion by which two candidates differ; -1 where there is none. */
export function decisivePlace(a: Keyed, b: Keyed, count: number): number {
	// Two unknown values are both Infinity, and equal.
	for (let place = 0; place < count; place++) if (a.at(place) !== b.at(place)) return place;
	return -1;
}
