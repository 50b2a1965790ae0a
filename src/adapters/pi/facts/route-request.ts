import type { SimpleStreamOptions, TranscriptContext } from "@earendil-works/pi-ai";
import { withEffectiveBilling } from "../../../core/accounting/effective-billing.ts";
import type { Config } from "../../../core/config/config.ts";
import { resolvePin } from "../../../core/config/resolve-pin.ts";
import type { Candidate } from "../../../core/decision.ts";
import { type RequestReason, type RouteRequest, UNCLASSIFIED } from "../../../core/request.ts";
import type { Route, Target } from "../../../core/route.ts";
import type { SessionMemory } from "../../../core/session-memory.ts";
import { redact } from "../../../core/text/redact.ts";
import type { ModelGateway } from "../../../engine/ports.ts";
import { estimateTokens } from "./estimate-request.ts";
import type { PromptReader, ReadPrompt } from "./prompt-reader.ts";
import { hasImages, newestChecks, newestUserMessage } from "./request-facts.ts";

/** A request of pi that is to be routed. */
export interface ArrivedRequest {
	readonly requestId: string;
	readonly route: Route;
	readonly context: TranscriptContext;
	readonly options: SimpleStreamOptions;
	readonly reason: RequestReason;
	/** Absent for what belongs to no session, such as a summary. */
	readonly sessionId?: string;
	readonly session: SessionMemory | undefined;
	readonly project: string | undefined;
}

/** What making the facts of a request needs. */
export interface FactDeps {
	readonly readPrompt: PromptReader;
	readonly hashPrompt: (text: string) => string;
	readonly config: () => Pick<Config, "routes" | "aliases" | "settings">;
	readonly gateway: ModelGateway;
	/** Accounts that are paid by the token because of a monthly limit. */
	readonly perToken: () => ReadonlySet<string>;
}

/** The facts about a request, and the targets that are considered for it. */
export interface RequestWithCandidates {
	readonly request: RouteRequest;
	readonly candidates: readonly Candidate[];
}

function pinFacts(name: string | undefined, pinned: readonly Target[]): Pick<RouteRequest, "pin"> {
	return name === undefined ? {} : { pin: { name, targetIds: pinned.map(({ id }) => id) } };
}

/** What the prompt says. A request outside of the conversation has no prompt of the user's. */
function promptFacts(read: ReadPrompt | undefined) {
	if (!read) return UNCLASSIFIED;
	const { intent, confidence, subtask, isFollowUp, isRepair } = read.promptClass;
	return {
		intent,
		intentConfidence: confidence,
		...(subtask === undefined ? {} : { subtask }),
		shortcuts: read.shortcuts,
		...(read.maxCostUsd === undefined ? {} : { maxCostUsd: read.maxCostUsd }),
		isFollowUp,
		isRepair,
	};
}

/** The route's targets, and those that the prompt asks for by name though the route does not have them. */
function targetsFor(route: Route, pinned: readonly Target[]): readonly Target[] {
	if (pinned.length === 0) return route.targets;
	const known = new Set(route.targets.map(({ id }) => id));
	return [...route.targets, ...pinned.filter(({ id }) => !known.has(id))];
}

/** A line of the log has an end. */
const MAX_LOGGED_CHARS = 4_000;

function textFacts(text: string, { config }: FactDeps): Pick<RouteRequest, "promptChars" | "promptText"> {
	const promptChars = text.length;
	return config().settings.logPrompts ? { promptChars, promptText: redact(text, MAX_LOGGED_CHARS) } : { promptChars };
}

/** Makes the facts about a request; nothing is looked up again afterwards. */
export function factsOfRequest(arrived: ArrivedRequest, deps: FactDeps): RequestWithCandidates {
	const { route, context, options, reason, sessionId, session, project } = arrived;
	const { messages } = context;
	const raw = newestUserMessage(messages);
	const isOfUser = raw !== undefined && sessionId !== undefined && reason !== "direct";
	const read = isOfUser ? deps.readPrompt(sessionId, raw, session?.turn) : undefined;
	const pinned = read?.pin === undefined ? [] : resolvePin(deps.config(), route, read.pin);
	const text = read?.text ?? raw?.text ?? "";
	const failedTargetId = reason === "retry" ? session?.brokenTargetId : undefined;
	const request: RouteRequest = {
		requestId: arrived.requestId,
		...(sessionId === undefined ? {} : { sessionId }),
		routeId: route.id,
		reason,
		estimatedTokens: estimateTokens(messages),
		hasImages: hasImages(messages),
		thinkingLevel: options.reasoning ?? "off",
		...(options.maxTokens === undefined ? {} : { maxOutputTokens: options.maxTokens }),
		...promptFacts(read),
		...pinFacts(read?.pin, pinned),
		...(read ? newestChecks(messages) : {}),
		...(project === undefined ? {} : { project }),
		promptHash: read?.hash ?? deps.hashPrompt(text),
		...textFacts(text, deps),
		...(failedTargetId === undefined ? {} : { failedTargetId }),
	};
	const perToken = deps.perToken();
	const candidates = targetsFor(route, pinned).map((target, configRank) =>
		withEffectiveBilling(deps.gateway.describe(target, configRank), perToken),
	);
	return { request, candidates };
}
