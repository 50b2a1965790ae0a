import { localDay } from "../core/calendar/local-days.ts";
import { decide } from "../core/decide/decide.ts";
import type { Candidate, Decision } from "../core/decision.ts";
import type { FinalData } from "../core/events.ts";
import { decisionData } from "../core/explain/decision-record.ts";
import { type RouteRequest, requestRef } from "../core/request.ts";
import type { Route, Target } from "../core/route.ts";
import type { AnswerSink } from "./attempt/hold-until-output.ts";
import { targetRef } from "./attempt/result-data.ts";
import { type FailoverInput, type FailoverResult, failover } from "./failover.ts";
import type { CallerRequest, Clock } from "./ports.ts";
import type { Recorder } from "./recorder.ts";
import type { TakeSnapshot } from "./snapshots.ts";
import { within } from "./within.ts";

/** What every request of a router shares. */
export interface RouterDeps
	extends Pick<
		FailoverInput,
		"clock" | "random" | "recorder" | "claims" | "targetsOfProvider" | "onFailover" | "onHeaders" | "onBug"
	> {
	readonly takeSnapshot: TakeSnapshot;
}

/** One request as it arrived. */
export interface IncomingRequest {
	readonly request: RouteRequest;
	readonly route: Route;
	readonly candidates: readonly Candidate[];
	readonly caller: CallerRequest;
	readonly sink: AnswerSink;
	readonly signal: AbortSignal | undefined;
}

/** A request that was decided and carried out; its final record is written. */
export interface RoutedRequest extends FailoverResult {
	readonly decision: Decision;
}

/** How long the terminal event waits for the record to reach the operating system. */
const FLUSH_LIMIT_MS = 50;

function finalData(result: FailoverResult, latencyMs: number): FinalData {
	const { outcome, attempts, failures } = result;
	const candidate = outcome.kind === "exhausted" ? undefined : outcome.candidate;
	const names = {
		completed: "success",
		exhausted: "exhausted",
		stopped: "terminal_error",
		broken: "terminal_error",
		aborted: "aborted",
	} as const;
	const ref = candidate === undefined ? undefined : targetRef(candidate);
	return {
		outcome: names[outcome.kind],
		...(ref === undefined ? {} : { target: ref.target, provider: ref.provider, modelId: ref.modelId }),
		attempts,
		latencyMs: Math.round(latencyMs),
		failedOver: outcome.kind === "completed" && failures.some((f) => f.candidate.target.id !== ref?.target),
	};
}

/** Waits until what was recorded reached the operating system, but not for long: a slow disk must not delay an answer. */
export function flushBriefly(recorder: Recorder, clock: Clock): Promise<void> {
	return within(clock, FLUSH_LIMIT_MS, recorder.flush(), undefined);
}

/** The route's own list where the request is about nobody else, so that what is known of it is found again. */
function targetsOf(route: Route, candidates: readonly Candidate[]): readonly Target[] {
	return candidates.length === route.targets.length ? route.targets : candidates.map(({ target }) => target);
}

/** One request: decide, carry out, record. Never throws for what a target does. */
export async function routeRequest(deps: RouterDeps, incoming: IncomingRequest): Promise<RoutedRequest> {
	const { clock, recorder } = deps;
	const { request, route, candidates, caller, sink, signal } = incoming;
	const startedAtMs = clock.monotonicMs();
	const snapshot = deps.takeSnapshot(route, targetsOf(route, candidates));
	const decision = decide(request, route, candidates, snapshot);
	const decideUs = Math.round((clock.monotonicMs() - startedAtMs) * 1_000);
	const ref = requestRef(request);
	recorder.record({ type: "routing.decision", atMs: clock.now(), ...ref, data: decisionData(decision, decideUs) });
	const dayOf = (atMs: number): string => localDay(atMs, snapshot.timeZone);
	const result = await failover({ ...deps, decision, caller, sink, signal, localDay: dayOf });
	const data = finalData(result, clock.monotonicMs() - startedAtMs);
	recorder.record({ type: "routing.final", atMs: clock.now(), ...ref, data });
	await flushBriefly(recorder, clock);
	return { ...result, decision };
}
