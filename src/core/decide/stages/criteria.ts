import { type Bucket, bucketOf } from "../../accounting/standing.ts";
import type { Candidate } from "../../decision.ts";
import { isModelNamed } from "../../policy/subject.ts";
import type { Tier } from "../../request.ts";
import { isKnownRefusal } from "../../resilience/size-limit.ts";
import type { Route } from "../../route.ts";
import { formatDuration } from "../../text/format.ts";
import { formatLatency } from "../../text/format-latency.ts";
import { formatUsd } from "../../text/format-usd.ts";
import type { DecideInput } from "../stage.ts";
import { standingOf } from "./reject-over-budget.ts";
import { canThink } from "./reject-unsuitable.ts";

/** One thing to order by. A smaller key comes first; equal keys leave it to the next criterion. */
export interface Criterion {
	readonly name: string;
	/** False where no candidate of this request can differ in it; then it is not asked. Absent: always asked. */
	readonly applies?: (input: DecideInput) => boolean;
	/** Must be cheap and must not look at other candidates: else a worse one could change who wins. */
	readonly keyOf: (candidate: Candidate, input: DecideInput) => number;
	/** What a person is told where this key sets the candidate apart; undefined where the other one's words say it. */
	readonly because: (candidate: Candidate, input: DecideInput) => string | undefined;
}

const fitsWindow = ({ facts }: Candidate, { request }: DecideInput): boolean =>
	!facts || facts.contextWindowTokens <= 0 || request.estimatedTokens <= facts.contextWindowTokens;

const refusesSize = ({ target }: Candidate, { request, snapshot }: DecideInput): boolean =>
	isKnownRefusal(snapshot.state.sizeLimits.get(target.id), request.estimatedTokens, snapshot.nowMs);

/** A criterion of yes or no, where yes is worse. */
function worseIf(
	name: string,
	isWorse: (candidate: Candidate, input: DecideInput) => boolean,
	because: { readonly worse: string; readonly better?: string },
	applies?: Criterion["applies"],
): Criterion {
	return {
		name,
		...(applies === undefined ? {} : { applies }),
		keyOf: (candidate, input) => (isWorse(candidate, input) ? 1 : 0),
		because: (candidate, input) => (isWorse(candidate, input) ? because.worse : because.better),
	};
}

const brokenAnswer = worseIf(
	"broken-answer",
	({ target }, { request }) => request.failedTargetId === target.id,
	{ worse: "last, because its answer to this request broke off" },
	({ request }) => request.failedTargetId !== undefined,
);
const contextFit = worseIf("context-fit", (candidate, input) => !fitsWindow(candidate, input), {
	worse: "the estimate is above its window",
	better: "the estimate fits its window",
});
const sizeLimit = worseIf(
	"size-limit",
	refusesSize,
	{ worse: "it refused a request of this size within the last day" },
	({ snapshot }) => snapshot.state.sizeLimits.size > 0,
);

const isAffine = (kind: "turn" | "session", { target }: Candidate, { affinity }: DecideInput): boolean =>
	affinity.kind === kind && affinity.targetId === target.id;

const turnAffinity: Criterion = {
	name: "turn-affinity",
	applies: ({ affinity }) => affinity.kind === "turn",
	keyOf: (candidate, input) => (isAffine("turn", candidate, input) ? 0 : 1),
	because: (candidate, input) => (isAffine("turn", candidate, input) ? "it answered earlier in this turn" : undefined),
};

const sessionAffinity: Criterion = {
	name: "session-affinity",
	applies: ({ affinity }) => affinity.kind === "session",
	keyOf: (candidate, input) => (isAffine("session", candidate, input) ? 0 : 1),
	because: (candidate, input) =>
		isAffine("session", candidate, input)
			? "it answered the turn before and its prompt cache is presumably warm"
			: undefined,
};

const BUCKET_KEYS: Readonly<Record<Bucket, number>> = { promoted: 0, normal: 1, demoted: 2 };
const BUCKET_REASONS: Readonly<Record<Bucket, string | undefined>> = {
	promoted: "promoted: more of its plan is left than time",
	normal: undefined,
	demoted: "demoted: its plan is used up too fast",
};

const hasStandings = ({ snapshot }: DecideInput): boolean => snapshot.standings.size > 0;

const bucket: Criterion = {
	name: "bucket",
	applies: hasStandings,
	keyOf: (candidate, input) => BUCKET_KEYS[bucketOf(standingOf(candidate, input))],
	because: (candidate, input) => BUCKET_REASONS[bucketOf(standingOf(candidate, input))],
};

function surplusEndMs(candidate: Candidate, input: DecideInput): number {
	const { pace } = standingOf(candidate, input);
	return pace?.status === "surplus" ? (pace.resetsAtMs ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
}

const surplusEnd: Criterion = {
	name: "surplus-end",
	applies: hasStandings,
	keyOf: surplusEndMs,
	because(candidate, input) {
		const endMs = surplusEndMs(candidate, input);
		return Number.isFinite(endMs)
			? `what is left of its plan expires in ${formatDuration(endMs - input.snapshot.nowMs)}`
			: undefined;
	},
};

/** A cap that was stated cannot be checked where the cost is unknown; what is known to keep to it comes first. */
const uncheckedCap = worseIf(
	"unchecked-cap",
	(candidate, input) => input.expectedCostUsd(candidate) === undefined,
	{ worse: "its cost is not known, so @budget could not be checked", better: "it keeps to @budget" },
	({ needs }) => needs.maxCostUsd !== undefined,
);

/** The rule that prefers a candidate. */
function preferringRule(candidate: Candidate, { effects }: DecideInput): string | undefined {
	const provider = effects.preferProviders.find(({ value }) => value === candidate.target.provider);
	return provider?.rule ?? effects.preferModels.find(({ value }) => isModelNamed(value, candidate.target))?.rule;
}

const preference: Criterion = {
	name: "policy-preference",
	applies: ({ effects }) => effects.preferProviders.length > 0 || effects.preferModels.length > 0,
	keyOf: (candidate, input) => (preferringRule(candidate, input) === undefined ? 1 : 0),
	because(candidate, input) {
		const rule = preferringRule(candidate, input);
		return rule === undefined ? undefined : `preferred by rule "${rule}"`;
	},
};

const rankOfTarget: Criterion = {
	name: "rank",
	keyOf: ({ target }) => target.rank ?? Number.POSITIVE_INFINITY,
	because: ({ target }) => (target.rank === undefined ? "no rank" : `rank ${target.rank}`),
};

/** Latencies within a fifth of each other are equal; steps keep the order total. */
const LATENCY_STEP = Math.log(1.2);

const latency: Criterion = {
	name: "latency",
	keyOf({ target }, { snapshot }) {
		const known = snapshot.state.latencies.get(target.id);
		return known === undefined
			? Number.POSITIVE_INFINITY
			: Math.floor(Math.log(Math.max(1, known.ttftMs)) / LATENCY_STEP);
	},
	because({ target }, { snapshot }) {
		const known = snapshot.state.latencies.get(target.id);
		return known === undefined ? "its speed is not known yet" : `first output after ${formatLatency(known.ttftMs)}`;
	},
};

const cost: Criterion = {
	name: "cost",
	keyOf: (candidate, input) => input.expectedCostUsd(candidate) ?? Number.POSITIVE_INFINITY,
	because(candidate, input) {
		const usd = input.expectedCostUsd(candidate);
		if (usd === undefined) return "its cost is not known yet";
		return usd === 0 ? "its plan pays" : `expected to cost ${formatUsd(usd)}`;
	},
};

const configOrder: Criterion = {
	name: "config-order",
	keyOf: ({ configRank }) => configRank,
	because: () => "by its place in the routes file",
};

/** A window that is worth being called long. */
const LONG_WINDOW_TOKENS = 100_000;

const thinkers = worseIf("tier-thinking", ({ facts }) => facts !== undefined && !canThink(facts), {
	worse: "it cannot think",
	better: "it can think",
});
const seers = worseIf("tier-images", ({ facts }) => facts?.hasImageInput === false, {
	worse: "it reads no images",
	better: "it reads images",
});
const longWindows = worseIf(
	"tier-window",
	({ facts }) => facts !== undefined && facts.contextWindowTokens > 0 && facts.contextWindowTokens < LONG_WINDOW_TOKENS,
	{ worse: "its window is short", better: "its window is long" },
);

/** What a tier prefers. A shortcut or a rule that forces a tier also rejects; see `Needs`. */
const TIER_PREFERENCES: Readonly<Record<Tier, Criterion>> = {
	reasoning: thinkers,
	swe: thinkers,
	long: longWindows,
	vision: seers,
	economy: cost,
	fast: latency,
};

const isStated = ({ tier }: DecideInput): boolean => tier.source === "shortcut" || tier.source === "rule";

function tierPreference(name: string, applies: (input: DecideInput) => boolean): Criterion {
	return {
		name,
		applies,
		keyOf: (candidate, input) => TIER_PREFERENCES[input.tier.tier].keyOf(candidate, input),
		because: (candidate, input) => TIER_PREFERENCES[input.tier.tier].because(candidate, input),
	};
}

const statedTier = tierPreference("stated-tier", isStated);
const inferredTier = tierPreference("inferred-tier", (input) => !isStated(input));

/** What holds for every way of sorting: whether the request would succeed there at all, then what the user asked for. */
const FIRST = [
	brokenAnswer,
	contextFit,
	sizeLimit,
	turnAffinity,
	bucket,
	surplusEnd,
	uncheckedCap,
	preference,
	statedTier,
	sessionAffinity,
] as const;

/** Criteria by `sortBy` of the route, strongest first. */
const CRITERIA: Readonly<Record<Route["sortBy"], readonly Criterion[]>> = {
	adaptive: [...FIRST, rankOfTarget, inferredTier, latency, cost, configOrder],
	latency: [...FIRST, rankOfTarget, latency, inferredTier, cost, configOrder],
	cost: [...FIRST, rankOfTarget, cost, inferredTier, latency, configOrder],
	config: [...FIRST, configOrder],
};

/** The criteria that count for one request, strongest first. The last one is never left out: it makes the order total. */
export function criteriaFor(input: DecideInput): readonly Criterion[] {
	return CRITERIA[input.route.sortBy].filter(({ applies }) => applies === undefined || applies(input));
}
