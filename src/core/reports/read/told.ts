import type { ImportedSpend } from "../../accounting/accounting-events.ts";
import type { FinalData } from "../../events.ts";
import type { RatingRecord, ResultRecord, SeenCandidate, SeenFailure, SeenUsage, Who } from "./log-record.ts";

/** What the attempt that answered took and used. */
export interface Answer {
	readonly latencyMs: number | undefined;
	readonly ttftMs: number | undefined;
	readonly usage: SeenUsage | undefined;
}

/** One request from its decision to its end. */
export interface ToldRequest {
	readonly kind: "request";
	/** When it was decided. */
	readonly atMs: number;
	readonly sessionId: string | undefined;
	readonly routeId: string;
	readonly tier: string;
	readonly intent: string;
	readonly subtask: string | undefined;
	/** Who was to be tried first. */
	readonly planned: SeenCandidate | undefined;
	/** Who answered; where nobody did, absent. */
	readonly actual: SeenCandidate | undefined;
	readonly outcome: FinalData["outcome"];
	/** It has no end in the log: its process was killed, or it was running when the log was read. */
	readonly isUnfinished: boolean;
	readonly attempts: number;
	readonly failures: readonly SeenFailure[];
	/** Of the whole request. */
	readonly latencyMs: number | undefined;
	readonly answer: Answer | undefined;
	/** Of all attempts together; absent where none has a price. */
	readonly costUsd: number | undefined;
}

/** One attempt, for what it used. */
export interface ToldAttempt extends Omit<ResultRecord, "kind"> {
	readonly kind: "attempt";
}

/** What is known of a request that is rated. */
export interface RatedRequest extends Pick<ToldRequest, "routeId" | "tier" | "intent" | "subtask"> {
	readonly outcome: string;
	readonly hasFailedOver: boolean;
	readonly latencyMs: number | undefined;
	readonly ttftMs: number | undefined;
	readonly costUsd: number | undefined;
}

/** A rating with the request that it is about, where that one is among the newest. */
export interface ToldRating extends Omit<RatingRecord, "kind"> {
	readonly kind: "rating";
	readonly request: RatedRequest | undefined;
}

/** What was spent before this extension counted. */
export interface ToldImport {
	readonly kind: "import";
	readonly atMs: number;
	readonly spend: readonly ImportedSpend[];
}

/** What reports are folded from: whole requests in the order in which they ended, and what else is counted. */
export type Told = ToldRequest | ToldAttempt | ToldRating | ToldImport;

/** True where an attempt failed and another one was made. */
export function hasFailedOver({ attempts, failures }: ToldRequest): boolean {
	return attempts > 1 && failures.length > 0;
}

/** Who a request counts for: the target that answered, or the one it was planned for. */
export function whoCounts({ actual, planned }: ToldRequest): Who | undefined {
	return actual ?? planned;
}

/** Provider and model as reports name them; two accounts of one model count together. */
export function modelKey({ target, provider, modelId }: Partial<Who> & Omit<Who, "target">): string {
	// An id without an account is just that, and making the text anew for each request takes time.
	const isBare = target?.length === provider.length + modelId.length + 1;
	return isBare ? target : `${provider}/${modelId}`;
}
