import type { Api, Model, SimpleStreamOptions, TranscriptContext } from "@earendil-works/pi-ai";
import { classifyPrompt } from "../../../core/classify/prompt/classify-prompt.ts";
import type { IsAlias } from "../../../core/classify/shortcut.ts";
import type { Config } from "../../../core/config/config.ts";
import { isAlias } from "../../../core/config/resolve-pin.ts";
import { type PromptReport, promptReport } from "../../../core/reports/prompt-report.ts";
import type { RequestReason } from "../../../core/request.ts";
import type { Route } from "../../../core/route.ts";
import { createPerTokenProviders } from "../../../engine/money/per-token-providers.ts";
import { type RoutedRequest, type RouterDeps, routeRequest } from "../../../engine/router.ts";
import { createPromptReader } from "../facts/prompt-reader.ts";
import { inferReason } from "../facts/request-facts.ts";
import { type ArrivedRequest, type FactDeps, factsOfRequest } from "../facts/route-request.ts";
import type { Answer } from "./answer-stream.ts";
import { type CallRegistry, createCaller } from "./caller.ts";
import type { PiModelGateway } from "./model-gateway.ts";
import { problemEvent, terminalEvent, unroutedAbortEvent } from "./terminal-event.ts";
import { withoutShortcuts } from "./transcript.ts";
import { warmUpFailures } from "./warm-up-failures.ts";

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
	/** What a request has to wait for, such as the state of earlier runs; mostly nothing. */
	readonly pending: () => Promise<void> | undefined;
	readonly config: () => Pick<Config, "routes" | "aliases" | "budgets" | "settings">;
	/** What to say about a route that does not exist. */
	readonly unknownRoute: (id: string) => string;
	readonly registry: () => CallRegistry | undefined;
	/** Working directory of a session. */
	readonly projectOf: (sessionId: string | undefined) => string | undefined;
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

function arrivedRequest(deps: ServeDeps, route: Route, { context, options }: PiRequest): ArrivedRequest {
	const id = options.sessionId;
	const memory = id === undefined ? undefined : deps.recorder.state().sessions.get(id);
	const isKnown = deps.isKnownSession(id);
	const reason = deps.reasonOf(options.signal) ?? inferReason(context.messages, isKnown, memory);
	// What is outside of the conversation changes nothing that is remembered of a session.
	const sessionId = isKnown && reason !== "direct" ? id : undefined;
	return {
		requestId: deps.createId(),
		route,
		context,
		options,
		reason,
		...(sessionId === undefined ? {} : { sessionId }),
		session: sessionId === undefined ? undefined : memory,
		project: deps.projectOf(sessionId),
	};
}

/** Waits until the router is ready. An abort ends the answer at once, however slow the disk; the request is recorded all the same. */
async function waitFor(pending: Promise<void>, { clock }: ServeDeps, request: PiRequest): Promise<void> {
	const { answer, model, options } = request;
	const onAbort = (): void => answer.push(unroutedAbortEvent(model, clock.now()));
	if (options.signal?.aborted) onAbort();
	options.signal?.addEventListener("abort", onAbort, { once: true });
	await pending;
	options.signal?.removeEventListener("abort", onAbort);
}

/** Everything that serving needs, made once. */
interface Serving extends ServeDeps, Pick<FactDeps, "readPrompt" | "perToken"> {
	readonly isAlias: IsAlias;
}

async function serve(deps: Serving, arrived: PiRequest): Promise<void> {
	const { answer, model, options } = arrived;
	const pending = deps.pending();
	if (pending !== undefined) await waitFor(pending, deps, arrived);
	const route = deps.config().routes.get(model.id);
	const registry = deps.registry();
	if (!route || !registry) {
		const text = route ? "auto-router: no session has begun yet" : deps.unknownRoute(model.id);
		answer.push(problemEvent(text, model, deps.clock.now()));
		return;
	}
	const { gateway, dropsForeignThinking, needsVirtualOverflow } = deps;
	const context = withoutShortcuts(arrived.context, deps.isAlias);
	const routed = await routeRequest(deps, {
		...factsOfRequest(arrivedRequest(deps, route, arrived), deps),
		route,
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

/** Carries requests out. */
export interface RequestServer {
	/** Fills the answer to its end. Rejects only for a bug. */
	serve(request: PiRequest): Promise<void>;
	/** Reads a prompt that pi is about to send, so that its request finds it read. */
	announce(sessionId: string, prompt: string): void;
	/** Says what a prompt would be taken for in a session, and why. */
	readPrompt(prompt: string, sessionId: string | undefined): PromptReport;
}

/** Makes what carries requests out, when the first one is there. */
export function createRequestServer(input: ServeDeps): RequestServer {
	const isAliasNow: IsAlias = (name) => isAlias(input.config(), name);
	const { recorder, hashPrompt } = input;
	const readPrompt = createPromptReader({ classify: classifyPrompt, isAlias: isAliasNow, hash: hashPrompt });
	const perToken = createPerTokenProviders({ config: input.config, state: () => recorder.state() });
	const deps: Serving = { ...input, readPrompt, perToken, isAlias: isAliasNow };
	// The first prompt of a process is not to wait for weights to be unpacked and patterns to be compiled.
	deps.clock.after(1, () => classifyPrompt("fix the parser, then write a test for it"));
	warmUpFailures(deps.clock);
	const turnOf = (sessionId: string) => recorder.state().sessions.get(sessionId)?.turn;
	return {
		serve: (request) => serve(deps, request),
		announce(sessionId, prompt) {
			readPrompt(sessionId, { text: prompt }, turnOf(sessionId));
		},
		readPrompt(prompt, sessionId) {
			return promptReport(prompt, isAliasNow, sessionId === undefined ? undefined : turnOf(sessionId));
		},
	};
}
