import type { Candidate } from "../../decision.ts";
import type { DecideInput, Plan } from "../stage.ts";
import { CRITERIA, type Criterion } from "./criteria.ts";

/** The criteria of a route, strongest first. */
export function criteriaFor({ sortBy }: DecideInput["route"]): readonly Criterion[] {
	return CRITERIA[sortBy];
}

/** The first criterion by which two candidates differ. */
export function decisiveCriterion(a: Candidate, b: Candidate, input: DecideInput): Criterion | undefined {
	return criteriaFor(input.route).find(({ keyOf }) => keyOf(a, input) !== keyOf(b, input));
}

/** Keys of one candidate, worked out when they are first needed: most comparisons end at an early criterion. */
class Keyed {
	readonly candidate: Candidate;
	readonly #keys: number[] = [];
	readonly #criteria: readonly Criterion[];
	readonly #input: DecideInput;

	constructor(candidate: Candidate, criteria: readonly Criterion[], input: DecideInput) {
		this.candidate = candidate;
		this.#criteria = criteria;
		this.#input = input;
	}

	key(at: number): number {
		const known = this.#keys[at];
		if (known !== undefined) return known;
		const key = this.#criteria[at]?.keyOf(this.candidate, this.#input) ?? 0;
		this.#keys[at] = key;
		return key;
	}
}

function compare(a: Keyed, b: Keyed, count: number): number {
	for (let at = 0; at < count; at++) {
		const [x, y] = [a.key(at), b.key(at)];
		// Unknown values are Infinity, of which two have no difference.
		if (x !== y) return x < y ? -1 : 1;
	}
	return 0;
}

/** Orders what is left. The last criterion makes the order total, so it never depends on the order of the input. */
export function rank(plan: Plan, input: DecideInput): Plan {
	if (plan.candidates.length < 2) return plan;
	const criteria = criteriaFor(input.route);
	const keyed = plan.candidates.map((candidate) => new Keyed(candidate, criteria, input));
	keyed.sort((a, b) => compare(a, b, criteria.length));
	return { ...plan, candidates: keyed.map(({ candidate }) => candidate) };
}
