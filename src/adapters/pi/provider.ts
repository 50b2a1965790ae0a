import type { Api, Model, SimpleStreamOptions, TranscriptContext } from "@earendil-works/pi-ai";
import { tierOf } from "../../core/classify/tier.ts";
import type { RequestReason, RouteRequest } from "../../core/request.ts";
import type { Route } from "../../core/route.ts";
import { type RoutedRequest, type RouterDeps, routeRequest } from "../../engine/router.ts";
import { type Answer, type AnswerStream, createAnswer } from "./answer-stream.ts";
import { type CallRegistry, createCaller } from "./caller.ts";
import type { PiModelGateway } from "./model-gateway.ts";
import { estimateTokens, hasImages, inferReason, newestUserMessage } from "./request-facts.ts";
import { problemEvent, terminalEvent, unroutedAbortEvent } from "./terminal-event.ts";

/** pi's call to a provider. */
export type StreamSimple = (
	model: Model<Api>,
	context: TranscriptContext,
	options?: SimpleStreamOptions,
) => AnswerStream;

/** What the provider needs of the app. */
export interface ProviderDeps extends RouterDeps {
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
	deps: ProviderDeps,
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
		intent: "general",
		intentConfidence: 0,
		shortcuts: [],
		isFollowUp: false,
		isRepair: false,
		promptHash: deps.hashPrompt(prompt),
		promptChars: prompt.length,
		...(failedTargetId === undefined ? {} : { failedTargetId }),
	};
}

/** Waits until the router is ready. An abort ends the answer at once, however slow the disk; the request is recorded all the same. */
async function untilReady(
	deps: ProviderDeps,
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

async function serve(
	deps: ProviderDeps,
	answer: Answer,
	model: Model<Api>,
	context: TranscriptContext,
	options: SimpleStreamOptions,
): Promise<void> {
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

/** Makes the one stream function behind both doors. It returns at once and never throws. */
export function createStreamSimple(input: ProviderDeps): StreamSimple {
	const deps: ProviderDeps = { ...input, hashPrompt: rememberLast(input.hashPrompt) };
	return (model, context, options = {}) => {
		const answer = createAnswer();
		serve(deps, answer, model, context, options).catch((error: unknown) => {
			deps.onBug(error);
			const reason = error instanceof Error ? error.message : String(error);
			answer.push(problemEvent(`auto-router failed by itself: ${reason}`, model, deps.clock.now()));
		});
		return answer.stream;
	};
}
