import { prepare } from "../../src/core/decide/prepare.ts";
import type { DecideInput, Snapshot } from "../../src/core/decide/stage.ts";
import type { Candidate } from "../../src/core/decision.ts";
import type { ModelFacts } from "../../src/core/model.ts";
import type { RouteRequest } from "../../src/core/request.ts";
import { type Route, type Target, targetId } from "../../src/core/route.ts";
import { initialState } from "../../src/core/state.ts";
import type { AnswerSink } from "../../src/engine/attempt/hold-until-output.ts";
import type { StreamEvent } from "../../src/engine/ports.ts";
import { FAKE_START_MS } from "./fake-clock.ts";

/** A target named `provider/modelId`; what is not given is filled in. */
export function aTarget(name = "acme/model-a", more: Partial<Target> = {}): Target {
	const slash = name.indexOf("/");
	const provider = name.slice(0, slash);
	const modelId = name.slice(slash + 1);
	return {
		id: targetId(provider, modelId, more.authProvider),
		provider,
		modelId,
		label: name,
		billing: "subscription",
		...more,
	};
}

/** Facts of a text model with a window of 200,000 tokens that does not reason. */
function someFacts(more: Partial<ModelFacts> = {}): ModelFacts {
	return {
		api: "openai-completions",
		contextWindowTokens: 200_000,
		maxOutputTokens: 32_000,
		hasImageInput: false,
		thinkingLevels: ["off", "low", "high"],
		price: { input: 1, output: 10, cacheRead: 0.1, cacheWrite: 1 },
		hasCredentials: true,
		...more,
	};
}

/** What a candidate may be made of. `facts: "unknown"` is a model that the catalog does not have. */
export interface CandidateParts {
	readonly target?: Partial<Target>;
	readonly facts?: Partial<ModelFacts> | "unknown";
	readonly configRank?: number;
	readonly nearestModelIds?: readonly string[];
}

/** A candidate named `provider/modelId`. */
export function aCandidate(name = "acme/model-a", parts: CandidateParts = {}): Candidate {
	const { target, facts, configRank = 0, nearestModelIds } = parts;
	return {
		target: aTarget(name, target),
		configRank,
		...(facts === "unknown" ? {} : { facts: someFacts(facts) }),
		...(nearestModelIds === undefined ? {} : { nearestModelIds }),
	};
}

/** Candidates in config order, each a name or a name with its parts. */
export function someCandidates(...list: readonly (string | readonly [string, CandidateParts])[]): readonly Candidate[] {
	return list.map((one, configRank) =>
		typeof one === "string" ? aCandidate(one, { configRank }) : aCandidate(one[0], { configRank, ...one[1] }),
	);
}

/** A short request for `subscription-swe`. */
export function aRequest(more: Partial<RouteRequest> = {}): RouteRequest {
	return {
		requestId: "request-1",
		sessionId: "session-1",
		routeId: "subscription-swe",
		reason: "user",
		estimatedTokens: 1_000,
		hasImages: false,
		thinkingLevel: "off",
		intent: "general",
		intentConfidence: 0,
		shortcuts: [],
		isFollowUp: false,
		isRepair: false,
		promptHash: "hash",
		promptChars: 12,
		...more,
	};
}

/** The route `subscription-swe` with every default. */
export function aRoute(more: Partial<Route> = {}): Route {
	return {
		id: "subscription-swe",
		name: "Subscription SWE",
		reasoning: true,
		input: ["text"],
		sortBy: "adaptive",
		affinity: "session",
		commitOn: "output",
		onRefusal: "stop",
		whenAllRejected: "earliest-recovery",
		timeouts: {},
		targets: [],
		policyRules: [],
		...more,
	};
}

/** Nothing but the time, and a router that knows nothing yet. */
export function aSnapshot(more: Partial<Snapshot> = {}): Snapshot {
	return {
		nowMs: FAKE_START_MS,
		state: initialState,
		rules: [],
		timeZone: "UTC",
		standings: new Map(),
		modes: { isShadow: false, isHard: false, blocksCritical: true },
		...more,
	};
}

/** What the stages are given for a request. */
export function aDecideInput(
	parts: { readonly request?: RouteRequest; readonly route?: Route; readonly snapshot?: Partial<Snapshot> } = {},
): DecideInput {
	return prepare(parts.request ?? aRequest(), parts.route ?? aRoute(), aSnapshot(parts.snapshot)).input;
}

/** A sink that keeps what it was given, and a copy of how each event looked at that moment. */
export interface RecordingSink extends AnswerSink {
	readonly events: StreamEvent[];
	readonly asSeen: string[];
	/** Types of the events in order, for example "start thinking_start". */
	types(): string;
	/** All text that was shown. */
	text(): string;
	/** All thinking that was shown. */
	thinking(): string;
}

/** Makes an empty sink. */
export function createRecordingSink(): RecordingSink {
	const events: StreamEvent[] = [];
	const asSeen: string[] = [];
	const deltas = (type: "text_delta" | "thinking_delta") =>
		events.map((event) => (event.type === type ? event.delta : "")).join("");
	return {
		events,
		asSeen,
		push(event) {
			events.push(event);
			asSeen.push(JSON.stringify(event));
		},
		hasStarted: () => events.some((event) => event.type === "start"),
		types: () => events.map((event) => event.type).join(" "),
		text: () => deltas("text_delta"),
		thinking: () => deltas("thinking_delta"),
	};
}
