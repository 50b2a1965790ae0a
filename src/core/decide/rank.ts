import type { Candidate, Ranked } from "../decision.ts";
import { isKnownRefusal } from "../resilience/size-limit.ts";
import type { DecideInput, Plan } from "./stage.ts";

/** One thing to order by. A smaller key comes first; equal keys leave it to the next criterion. */
interface Criterion {
	readonly name: string;
	readonly keyOf: (candidate: Candidate, input: DecideInput) => number;
	/** Why this key moved the candidate, when it did. */
	readonly because: (candidate: Candidate, input: DecideInput) => string | undefined;
}

const fitsWindow = ({ facts }: Candidate, { request }: DecideInput): boolean =>
	!facts || facts.contextWindowTokens <= 0 || request.estimatedTokens <= facts.contextWindowTokens;

const refusesSize = ({ target }: Candidate, { request, snapshot }: DecideInput): boolean =>
	isKnownRefusal(snapshot.state.sizeLimits.get(target.id), request.estimatedTokens, snapshot.nowMs);

/** Strongest first. */
const CRITERIA: readonly Criterion[] = [
	{
		name: "broken-answer",
		keyOf: ({ target }, { request }) => (request.failedTargetId === target.id ? 1 : 0),
		because: ({ target }, { request }) =>
			request.failedTargetId === target.id ? "last, because its answer to this request broke off" : undefined,
	},
	{
		name: "context-fit",
		keyOf: (candidate, input) => (fitsWindow(candidate, input) ? 0 : 1),
		because: (candidate, input) => (fitsWindow(candidate, input) ? undefined : "the estimate is above its window"),
	},
	{
		name: "size-limit",
		keyOf: (candidate, input) => (refusesSize(candidate, input) ? 1 : 0),
		because: (candidate, input) =>
			refusesSize(candidate, input) ? "it refused a request of this size within the last day" : undefined,
	},
	{
		name: "rank",
		keyOf: ({ target }, { route }) => (route.sortBy === "config" ? 0 : (target.rank ?? Number.MAX_SAFE_INTEGER)),
		because: ({ target }, { route }) =>
			target.rank === undefined || route.sortBy === "config" ? undefined : `rank ${target.rank}`,
	},
	{ name: "config-order", keyOf: ({ configRank }) => configRank, because: () => undefined },
];

function compareKeys(a: readonly number[], b: readonly number[]): number {
	for (let i = 0; i < a.length; i++) {
		const difference = (a[i] ?? 0) - (b[i] ?? 0);
		if (difference !== 0) return difference;
	}
	return 0;
}

/** Orders what is left. The last criterion makes the order total, so it never depends on the order of the input. */
export function rank(plan: Plan, input: DecideInput): Plan {
	if (plan.candidates.length < 2) return plan;
	const keyed = plan.candidates.map((candidate) => ({
		candidate,
		keys: CRITERIA.map((criterion) => criterion.keyOf(candidate, input)),
	}));
	keyed.sort((a, b) => compareKeys(a.keys, b.keys));
	return { ...plan, candidates: keyed.map(({ candidate }) => candidate) };
}

/** The candidate with the reasons for its place. */
export function withReasons(candidate: Candidate, input: DecideInput): Ranked {
	const because: string[] = [];
	for (const criterion of CRITERIA) {
		const reason = criterion.because(candidate, input);
		if (reason !== undefined) because.push(reason);
	}
	return { candidate, because };
}
