import type { ImportedSpend } from "../../accounting/accounting-events.ts";
import type { FinalData } from "../../events.ts";

/**
 * When a record was made and what it belongs to. What may be absent is undefined here and below, rather than left out:
 * objects of one shape are made several times as fast, and a long log has a million of them.
 */
export interface RecordRef {
	readonly atMs: number;
	/** Absent in records that belong to no request. */
	readonly requestId: string | undefined;
	readonly sessionId: string | undefined;
	readonly routeId: string | undefined;
	/** Of the record format: 1 is that of the earlier extension. */
	readonly version: 1 | 2;
}

/** Who was asked or might have been. */
export interface Who {
	/** Id of the target. */
	readonly target: string;
	readonly provider: string;
	readonly modelId: string;
}

/** A target as the decision saw it. */
export interface SeenCandidate extends Who {
	/** Place in the order, from 0; absent where it was rejected. */
	readonly rank: number | undefined;
	readonly bucket: string | undefined;
	/** Usual time to first output; in version 1 the usual time of a whole answer. */
	readonly ttftMs: number | undefined;
	readonly expectedCostUsd: number | undefined;
	readonly uviStatus: string | undefined;
}

/** Tokens and dollars of one attempt. */
export interface SeenUsage {
	readonly input: number;
	readonly output: number;
	readonly cacheRead: number;
	readonly cacheWrite: number;
	readonly costUsd: number | undefined;
}

/** Why an attempt failed. */
export interface SeenFailure extends Who {
	/** A failure kind, or what version 1 called the outcome. */
	readonly kind: string;
	readonly message: string;
}

export interface DecisionRecord extends RecordRef {
	readonly kind: "decision";
	readonly tier: string | undefined;
	readonly intent: string | undefined;
	readonly subtask: string | undefined;
	/** Target that was to be tried first; absent where nothing could be tried. */
	readonly planned: Who | undefined;
	readonly candidates: readonly SeenCandidate[];
}

/** Version 1 wrote the candidates as a record of their own. */
export interface CandidatesRecord extends RecordRef {
	readonly kind: "candidates";
	readonly candidates: readonly SeenCandidate[];
}

export interface ResultRecord extends RecordRef, Who {
	readonly kind: "result";
	readonly outcome: "success" | "failed" | "aborted";
	readonly latencyMs: number | undefined;
	readonly ttftMs: number | undefined;
	readonly usage: SeenUsage | undefined;
	readonly failure: SeenFailure | undefined;
	readonly billing: "subscription" | "per-token";
	readonly account: string | undefined;
	/** The local day that the usage is booked to. */
	readonly day: string | undefined;
}

export interface FinalRecord extends RecordRef {
	readonly kind: "final";
	readonly outcome: FinalData["outcome"];
	readonly who: Who | undefined;
	readonly latencyMs: number | undefined;
}

export interface RatingRecord extends RecordRef, Who {
	readonly kind: "rating";
	readonly rating: "good" | "bad";
	readonly reason: string | undefined;
	readonly tags: readonly string[];
	readonly ratedRequestId: string | undefined;
	/** Of the rated request, where the record says so itself (version 1). */
	readonly tier: string | undefined;
	readonly intent: string | undefined;
	readonly outcome: string | undefined;
}

export interface ImportRecord extends RecordRef {
	readonly kind: "import";
	readonly spend: readonly ImportedSpend[];
}

/** What reports need of a record of the log, whichever version wrote it. */
export type LogRecord = DecisionRecord | CandidatesRecord | ResultRecord | FinalRecord | RatingRecord | ImportRecord;
