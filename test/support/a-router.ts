import type { Candidate } from "../../src/core/decision.ts";
import type { RouterEvent } from "../../src/core/events.ts";
import type { RouteRequest } from "../../src/core/request.ts";
import type { Route } from "../../src/core/route.ts";
import type { FailoverNotice } from "../../src/engine/failover.ts";
import type { OnHeaders } from "../../src/engine/quota/header-reader.ts";
import { createRecorder, type Recorder } from "../../src/engine/recorder.ts";
import { type RoutedRequest, routeRequest } from "../../src/engine/router.ts";
import { aRequest, aRoute, aSnapshot, createRecordingSink, type RecordingSink } from "./engine-builders.ts";
import { createFakeClaims, type FakeClaims } from "./fake-claims.ts";
import { createFakeClock, type FakeClock } from "./fake-clock.ts";
import { createMemoryLog, type MemoryLog } from "./memory-log.ts";
import { rethrow } from "./rethrow.ts";
import { createScriptedCaller, type ScriptedCaller, type Scripts } from "./scripted-caller.ts";

/** What one request consists of; what is not given is the plain case. */
export interface Question {
	readonly candidates: readonly Candidate[];
	readonly scripts: Scripts;
	readonly request?: Partial<RouteRequest>;
	/** False for a request of which pi does not tell the session. */
	readonly hasSession?: boolean;
	readonly route?: Partial<Route>;
	/** The user gives up after this long; "before" is before the request is made. */
	readonly abortAfterMs?: number | "before";
}

/** A request under way. */
export interface Asked {
	readonly routed: Promise<RoutedRequest>;
	readonly sink: RecordingSink;
	readonly caller: ScriptedCaller;
	abort(): void;
}

/** Data of the events of one type. */
type DataOf<T extends RouterEvent["type"]> = Extract<RouterEvent, { type: T }>["data"];

/** The engine over a fake clock, scripted targets and a log in memory. */
export interface TestRouter {
	readonly clock: FakeClock;
	readonly claims: FakeClaims;
	readonly recorder: Recorder;
	readonly log: MemoryLog;
	/** Every event so far. */
	readonly events: readonly RouterEvent[];
	readonly notices: readonly FailoverNotice[];
	ask(question: Question): Asked;
	/** Asks and moves time until the request is over. */
	answer(question: Question): Promise<Asked & { readonly result: RoutedRequest }>;
	/** Data of all events of one type. */
	dataOf<T extends RouterEvent["type"]>(type: T): readonly DataOf<T>[];
}

/** What several routers may share, as several processes share a disk. */
export interface TestRouterParts {
	readonly clock?: FakeClock;
	readonly claims?: FakeClaims;
	/** 0 to 1, for jitter; 0 when not given. */
	readonly random?: number;
	/** How many targets each provider has; 2 when not given. */
	readonly targetsOfProvider?: number;
	/** Told of the headers of each answer. */
	readonly onHeaders?: OnHeaders;
	/** Where a bug is to be seen instead of failing the test. */
	readonly onBug?: (error: unknown) => void;
	/** Where the user is; UTC when not given. */
	readonly timeZone?: string;
}

/** Makes a router for tests. */
export function aRouter(parts: TestRouterParts = {}): TestRouter {
	const { clock = createFakeClock(), claims = createFakeClaims(), random = 0, targetsOfProvider = 2 } = parts;
	const { onHeaders, onBug = rethrow } = parts;
	const { timeZone = "UTC" } = parts;
	const log = createMemoryLog();
	const recorder = createRecorder({ log, writer: "w1", onBug: rethrow });
	const events: RouterEvent[] = [];
	const notices: FailoverNotice[] = [];
	recorder.subscribe((event) => events.push(event));
	let requests = 0;

	const requestOf = ({ request, hasSession = true }: Question): RouteRequest => {
		const { sessionId, ...rest } = aRequest({ requestId: `request-${requests}`, ...request });
		return hasSession && sessionId !== undefined ? { ...rest, sessionId } : rest;
	};
	const ask = (question: Question): Asked => {
		requests += 1;
		const sink = createRecordingSink();
		const caller = createScriptedCaller(clock, question.scripts);
		const controller = new AbortController();
		const { abortAfterMs } = question;
		if (abortAfterMs === "before") controller.abort();
		const stopWaiting =
			typeof abortAfterMs === "number" ? clock.after(abortAfterMs, () => controller.abort()) : () => undefined;
		const routed = routeRequest(
			{
				clock,
				claims,
				recorder,
				random: () => random,
				targetsOfProvider: () => targetsOfProvider,
				onFailover: (notice) => notices.push(notice),
				...(onHeaders === undefined ? {} : { onHeaders }),
				onBug,
				takeSnapshot: ({ policyRules }) =>
					aSnapshot({ nowMs: clock.now(), state: recorder.state(), rules: policyRules, timeZone }),
			},
			{
				request: requestOf(question),
				route: aRoute(question.route),
				candidates: question.candidates,
				caller,
				sink,
				signal: controller.signal,
			},
		);
		routed.then(stopWaiting, stopWaiting);
		return { routed, sink, caller, abort: () => controller.abort() };
	};

	return {
		clock,
		claims,
		recorder,
		log,
		events,
		notices,
		ask,
		async answer(question) {
			const asked = ask(question);
			return { ...asked, result: await clock.until(asked.routed) };
		},
		dataOf<T extends RouterEvent["type"]>(type: T) {
			const ofType = events.filter((event) => event.type === type) as readonly { readonly data: unknown }[];
			return ofType.map(({ data }) => data as DataOf<T>);
		},
	};
}
