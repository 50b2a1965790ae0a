import type { Standing } from "../../src/core/accounting/standing.ts";
import type { PolicyRule } from "../../src/core/config/rule-schema.ts";
import { decide } from "../../src/core/decide/decide.ts";
import type { Modes } from "../../src/core/decide/stage.ts";
import type { Decision } from "../../src/core/decision.ts";
import { decisionData } from "../../src/core/explain/decision-record.ts";
import { explain } from "../../src/core/explain/explain.ts";
import type { RouteRequest } from "../../src/core/request.ts";
import type { Route } from "../../src/core/route.ts";
import type { SessionMemory } from "../../src/core/session-memory.ts";
import { initialState, type RouterState } from "../../src/core/state.ts";
import { aRequest, aRoute, aSnapshot, type CandidateParts, someCandidates } from "../support/engine-builders.ts";
import { FAKE_START_MS } from "../support/fake-clock.ts";

/** Given targets and what is known, when a request comes, then these are tried in this order and the others removed. */
export interface DecisionCase {
	/** In the order of the routes file. */
	readonly given: readonly (string | readonly [string, CandidateParts])[];
	readonly rules?: readonly PolicyRule[];
	readonly route?: Partial<Route>;
	readonly when?: Partial<RouteRequest>;
	/** Usual time to first output, by target. */
	readonly ttftMs?: Readonly<Record<string, number>>;
	/** Usual output in tokens, by target. */
	readonly outputs?: Readonly<Record<string, number>>;
	readonly standings?: Readonly<Record<string, Standing>>;
	readonly session?: Partial<SessionMemory>;
	readonly state?: RouterState;
	readonly modes?: Partial<Modes>;
	readonly atMs?: number;
	readonly timeZone?: string;
	/** Ids in the order in which they are tried, with blanks between them. */
	readonly tries: string;
	/** Ids that are removed, with the code of the reason. */
	readonly removed?: Readonly<Record<string, string>>;
	readonly tier?: string;
	readonly fallback?: string;
	/** Something that explain says. */
	readonly says?: string | RegExp;
}

/** What came of a case, in the words of the case. */
export interface CaseOutcome {
	readonly tries: string;
	readonly removed: Readonly<Record<string, string>>;
	readonly tier: string;
	readonly fallback: string | undefined;
	readonly explanation: string;
}

function stateOf(
	{ ttftMs = {}, outputs = {}, session, state = initialState }: DecisionCase,
	atMs: number,
): RouterState {
	const latencies = Object.entries(ttftMs).map(
		([id, ms]) => [id, { ttftMs: ms, samples: 5, updatedAtMs: atMs }] as const,
	);
	const usual = Object.entries(outputs).map(([id, tokens]) => [id, { tokens, samples: 5, updatedAtMs: atMs }] as const);
	const memory: SessionMemory = { atMs, answers: new Map(), ...session };
	return {
		...state,
		latencies: new Map(latencies),
		outputs: new Map(usual),
		sessions: session === undefined ? state.sessions : new Map([["session-1", memory]]),
	};
}

function told(decision: Decision): string {
	const { request, route, atMs } = decision;
	const story = {
		requestId: request.requestId,
		routeId: route.id,
		atMs,
		decision: decisionData(decision, 1),
		results: [],
	};
	const { sections } = explain(story, { nowMs: atMs, timeZone: "UTC" });
	return sections.flatMap(({ heading, points }) => [heading, ...points.map(({ text }) => text)]).join("\n");
}

/** Decides a case. */
export function decideCase(one: DecisionCase): CaseOutcome {
	const { given, rules = [], when, route, standings = {}, modes, atMs = FAKE_START_MS, timeZone = "UTC" } = one;
	const candidates = someCandidates(...given);
	const targets = candidates.map(({ target }) => target);
	const base = aSnapshot();
	const snapshot = aSnapshot({
		nowMs: atMs,
		state: stateOf(one, atMs),
		rules,
		timeZone,
		standings: new Map(Object.entries(standings)),
		modes: { ...base.modes, ...modes },
	});
	const decision = decide(aRequest(when), aRoute({ targets, ...route }), candidates, snapshot);
	return {
		tries: decision.order.map(({ candidate }) => candidate.target.id).join(" "),
		removed: Object.fromEntries(decision.rejections.map(({ candidate, code }) => [candidate.target.id, code])),
		tier: decision.tier.tier,
		fallback: decision.fallback,
		explanation: told(decision),
	};
}
