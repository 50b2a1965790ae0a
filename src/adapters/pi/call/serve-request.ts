import type { Api, Model, SimpleStreamOptions, TranscriptContext } from "@earendil-works/pi-ai";
import { tierOf } from "../../../core/classify/tier.ts";
import { type RequestReason, type RouteRequest, UNCLASSIFIED } from "../../../core/request.ts";
import type { Route } from "../../../core/route.ts";
import { type RoutedRequest, type RouterDeps, routeRequest } from "../../../engine/router.ts";
import type { Answer } from "./answer-stream.ts";
import { type CallRegistry, createCaller } from "./caller.ts";
import type { PiModelGateway } from "./model-gateway.ts";
import { estimateTokens, hasImages, inferReason, newestUserMessage } from "./request-facts.ts";
import { problemEvent, terminalEvent, unroutedAbortEvent } from "./terminal-event.ts";
import { warmUpClassifier } from "./warm-up-classifier.ts";

/** One call of pi, and where its answer goes. */
export interface PiRequest {
	readonly answer: Answer;
	readonly model: Model<Api>;
	readonly context: TranscriptContext;
	readonly options: SimpleStreamOptions;
}

/** What serving a request needs of the app. */
export interface ServeDeps extends RouterDeps {
	readonly gateway: PiModelGateway;
	/** Resolves when the state of earlier runs is loaded. */
	readonly ready: () => Promise<void>;
	readonly route: (id: string) => Route | undefined;
	/** What to say about a route that does not exist. */
	readonly unknownRoute: (id: string) => string;
	readonly registry: () => CallRegistry | undefined;
	readonly isKnownSession: (sessionId: string | undefined) => boolean;
	/** Why pi makes the call, where it said so (virtual models). */
	readonly reasonOf: (signal: AbortSignal | undefined) => RequestReason | undefined;
	readonly createId: () => string;
	readonly hashPrompt: (text: string) => string;
	readonly dropsForeignThinking: boolean;
	readonly needsVirtualOverflow: boolean;
	readonly timeZone: () => string | undefined;
	/** Called when a request was carried out, before its last event is shown. */
	readonly onRouted: (routed: RoutedRequest) => void;
	/** A bug: reported once, the request ends with an error. */
	readonly onBug: (error: unknown) => void;
}

function routeRequestOf(
	deps: ServeDeps,
	route: Route,
	context: TranscriptContext,
	options: SimpleStreamOptions,
): RouteRequest {
	const { messages } = context;
	const { sessionId } = options;
	const isKnown = deps.isKnownSession(sessionId);
	const memory = sessionId === undefined ? undefined : deps.recorder.state().sessions.get(sessionId);
	const reason = deps.reasonOf(options.signal) ?? inferReason(messages, isKnown, memory);
	const prompt = newestUserMessage(messages)?.text ?? "";
	const failedTargetId = reason === "retry" ? memory?.brokenTargetId : undefined;
	return {
		requestId: deps.createId(),
		...(isKnown && sessionId !== undefined ? { sessionId } : {}),
		routeId: route.id,
		reason,
		estimatedTokens: estimateTokens(messages),
		hasImages: hasImages(messages),
		thinkingLevel: options.reasoning ?? "off",
		...(options.maxTokens === undefined ? {} : { maxOutputTokens: options.maxTokens }),
		tier: tierOf(route.id),
		...UNCLASSIFIED,
		promptHash: deps.hashPrompt(prompt),
		promptChars: prompt.length,
		...(failedTargetId === undefined ? {} : { failedTargetId }),
	};
}

/** Waits until the router is ready. An abort ends the answer at once, however slow the disk; the request is recorded all the same. */
async function untilReady(
	deps: ServeDeps,
	answer: Answer,
	model: Model<Api>,
	signal: AbortSignal | undefined,
): Promise<void> {
	const onAbort = (): void => answer.push(unroutedAbortEvent(model, deps.clock.now()));
	if (signal?.aborted) onAbort();
	signal?.addEventListener("abort", onAbort, { once: true });
	await deps.ready();
	signal?.removeEventListener("abort", onAbort);
}

async function serve(deps: ServeDeps, { answer, model, context, options }: PiRequest): Promise<void> {
	await untilReady(deps, answer, model, options.signal);
	const route = deps.route(model.id);
	const registry = deps.registry();
	if (!route || !registry) {
		const text = route ? "auto-router: no session has begun yet" : deps.unknownRoute(model.id);
		answer.push(problemEvent(text, model, deps.clock.now()));
		return;
	}
	const { gateway, dropsForeignThinking, needsVirtualOverflow } = deps;
	const routed = await routeRequest(deps, {
		request: routeRequestOf(deps, route, context, options),
		route,
		candidates: route.targets.map((target, configRank) => gateway.describe(target, configRank)),
		caller: createCaller({ registry, gateway, context, options, dropsForeignThinking }),
		sink: answer,
		signal: options.signal,
	});
	deps.onRouted(routed);
	const timeZone = deps.timeZone();
	const terminal = terminalEvent(routed, {
		model,
		state: deps.recorder.state(),
		nowMs: deps.clock.now(),
		needsVirtualOverflow,
		...(timeZone === undefined ? {} : { timeZone }),
	});
	answer.push(terminal);
}

/** In a tool loop every request has the same prompt, and hashing it takes longer than deciding. */
function rememberLast(hash: (text: string) => string): (text: string) => string {
	let last: { readonly text: string; readonly hash: string } | undefined;
	return (text) => {
		if (last?.text !== text) last = { text, hash: hash(text) };
		return last.hash;
	};
}

/** Carries requests out: fills the answer to its end. Rejects only for a bug. */
export type ServeRequest = (request: PiRequest) => Promise<void>;

/** Makes what carries requests out, when the first one is there. */
export function createServeRequest(input: ServeDeps): ServeRequest {
	const deps: ServeDeps = { ...input, hashPrompt: rememberLast(input.hashPrompt) };
	warmUpClassifier(deps.clock);
	return (request) => serve(deps, request);
}
