import type { AssistantMessage, AssistantMessageEvent } from "@earendil-works/pi-ai";
import type { ResponseEvidence } from "../core/classify/evidence.ts";
import type { Candidate } from "../core/decision.ts";
import type { RouterEvent } from "../core/events.ts";
import type { ModelFacts, ThinkingLevel } from "../core/model.ts";
import type { Target } from "../core/route.ts";

/** pi's stream event and message, used as types only. */
export type StreamEvent = AssistantMessageEvent;
export type AnswerMessage = AssistantMessage;

/** Time from outside. `now` is epoch milliseconds, `monotonicMs` never goes back. */
export interface Clock {
	now(): number;
	monotonicMs(): number;
	/** Calls back once. The timer keeps the process alive only where a running request depends on it. Returns the canceller. */
	after(ms: number, callback: () => void, options?: { readonly keepsAlive: boolean }): () => void;
}

/** One open call to a target. */
export interface OpenCall {
	readonly events: AsyncIterable<StreamEvent>;
	/** What was seen of the HTTP response so far; undefined where the protocol does not let us look. */
	evidence(): ResponseEvidence | undefined;
	/** Keys and tokens the call was made with, asked for only after a failure, so that they can be taken out of its texts. */
	credentials?(): Promise<readonly string[]>;
}

/** How one target is to be called. */
export interface CallSettings {
	readonly signal: AbortSignal;
	readonly thinkingLevel: ThinkingLevel;
	/** Output limit in tokens; absent lets the target decide. */
	readonly maxTokens?: number;
	/** Called whenever bytes arrive, which counts as life. */
	readonly onActivity: () => void;
}

/** Everything the caller handed over, opaque to the engine; only the gateway that made it looks inside. */
export interface CallerRequest {
	/** Opens the call. Failures are `error` events; what is thrown fails the attempt in the same way. */
	open(candidate: Candidate, settings: CallSettings): OpenCall;
}

/** A model of the catalog with its facts. */
export interface CatalogModel {
	readonly provider: string;
	readonly modelId: string;
	readonly name: string;
	readonly facts: ModelFacts;
}

/** What can be known about targets without calling them. */
export interface ModelGateway {
	/** False until pi has shown its catalog; then a target without facts says nothing yet. */
	isReady(): boolean;
	/** The target with its facts of this moment: catalog entry, limits, price, credentials. */
	describe(target: Target, configRank: number): Candidate;
	/** The whole catalog, for people; never asked by a request. */
	catalog(): readonly CatalogModel[];
}

/** The append-only record. */
export interface EventLog {
	/** Queues events; they reach the file in order and in batches. Never throws. */
	append(events: readonly RouterEvent[]): void;
	/** Resolves when everything queued so far was handed to the operating system (or has failed). */
	flush(): Promise<void>;
}

/** Lets exactly one process have the trial of a half-open circuit. */
export interface TrialClaims {
	/** True when the claim is ours until `expiresAtMs`. */
	take(key: string, nowMs: number, expiresAtMs: number): Promise<boolean>;
	release(key: string): Promise<void>;
}
