import type { Candidate } from "../../decision.ts";
import type { DecideInput, Plan } from "../stage.ts";
import { type Criterion, criteriaFor } from "./criteria.ts";
import { CandidateKeys, decisivePlace } from "./keys.ts";

/** Orders what is left. The last criterion makes the order total, so it never depends on the order of the input. */
export function rank(plan: Plan, input: DecideInput): Plan {
	if (plan.candidates.length < 2) return plan;
	const criteria = criteriaFor(input);
	const keyed = plan.candidates.map((candidate) => new CandidateKeys(candidate, criteria, input));
	keyed.sort((a, b) => {
		const place = decisivePlace(a, b, criteria.length);
		return place < 0 ? 0 : a.at(place) < b.at(place) ? -1 : 1;
	});
	return { ...plan, candidates: keyed.map(({ candidate }) => candidate), keyed };
}

/** What the criteria at two places say of a candidate, the stronger one first. */
function phrases(
	[one, other]: readonly [Criterion | undefined, Criterion | undefined],
	candidate: Candidate,
	input: DecideInput,
): readonly string[] {
	const first = one?.because(candidate, input);
	const second = other === one ? undefined : other?.because(candidate, input);
	if (first === undefined) return second === undefined ? [] : [second];
	return second === undefined ? [first] : [first, second];
}

/**
 * Why each candidate stands where it stands: what sets it apart from its neighbours in the order, for the first `count`
 * of them.
 */
export function placeReasons(
	{ candidates, keyed }: Plan,
	input: DecideInput,
	count: number,
): readonly (readonly string[])[] {
	const [only] = candidates;
	if (only && candidates.length === 1) return [["nobody else is left"]];
	const criteria = criteriaFor(input);
	const keys = keyed ?? candidates.map((candidate) => new CandidateKeys(candidate, criteria, input));
	let before = -1;
	return keys.slice(0, count).map((one, at) => {
		const next = keys[at + 1];
		const after = next ? decisivePlace(one, next, criteria.length) : -1;
		const [strong, weak] = before < after ? [before, after] : [after, before];
		const reasons = phrases([criteria[strong], criteria[weak]], one.candidate, input);
		before = after;
		if (reasons.length > 0 || at === 0) return reasons;
		return [`behind ${keys[at - 1]?.candidate.target.label}`];
	});
}
