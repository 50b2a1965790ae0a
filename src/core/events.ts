import type {
	BalanceReadData,
	BudgetClearedData,
	BudgetSetData,
	QuotaReadData,
	StateImportedData,
} from "./accounting/accounting-events.ts";
import type { Bucket, UviStatus } from "./accounting/standing.ts";
import type { TierSource } from "./classify/tier.ts";
import type { DecisionPhase, Fallback, RejectionCode, StageName } from "./decision.ts";
import type { FailureKind, FailureScope, FailureSource } from "./failure.ts";
import type { Billing } from "./model.ts";
import type { CheckOutcome, Intent, RequestReason, Subtask, Tier } from "./request.ts";

/** Version of the record format; raised when a field changes its meaning. */
export const EVENT_VERSION = 2;

/** Tokens and cost of one attempt. `estimated` marks figures the provider did not report. */
export interface UsageRecord {
	readonly input: number;
	readonly output: number;
	readonly cacheRead: number;
	readonly cacheWrite: number;
	readonly costUsd?: number;
	readonly estimated?: boolean;
}

/** A candidate as the log shows it. */
export interface CandidateRecord {
	readonly target: string;
	readonly provider: string;
	readonly modelId: string;
	readonly label: string;
	readonly billing: Billing;
	readonly configRank: number;
	readonly finalRank?: number;
	readonly status: "selected" | "eligible" | "rejected";
	readonly stage?: StageName;
	readonly code?: RejectionCode;
	readonly detail?: string;
	readonly bucket?: Bucket;
	readonly ttftMs?: number;
	/** Expected, for this request; absent where price or usual output are unknown. */
	readonly expectedCostUsd?: number;
	readonly uvi?: number;
	readonly uviStatus?: UviStatus;
	/** The budgets that are nearly spent, in words. */
	readonly budgetWarning?: string;
}

/** One policy rule and what became of it. */
export interface RuleRecord {
	readonly name: string;
	readonly matched: boolean;
	readonly why: string;
}

export interface DecisionData {
	readonly phase: DecisionPhase;
	readonly tier: Tier;
	/** Where the tier comes from; absent in records of earlier releases. */
	readonly tierSource?: TierSource;
	readonly facts: {
		readonly intent: Intent;
		readonly intentConfidence: number;
		readonly subtask?: Subtask;
		readonly shortcuts: readonly string[];
		/** Provider or alias that the prompt asked for. */
		readonly pin?: string;
		/** Most that the prompt allows the request to cost, in US dollars. */
		readonly maxCostUsd?: number;
		readonly estimatedTokens: number;
		readonly hasImages: boolean;
		readonly isFollowUp: boolean;
		readonly isRepair: boolean;
		readonly testOutcome?: CheckOutcome;
		readonly buildOutcome?: CheckOutcome;
		readonly reason: RequestReason;
		readonly promptHash: string;
		readonly promptChars: number;
		/** With `settings.logPrompts` only. */
		readonly prompt?: string;
	};
	/** Target ids in the order they will be tried. */
	readonly order: readonly string[];
	readonly candidates: readonly CandidateRecord[];
	/** Rejected candidates beyond the listed ones, counted by code. */
	readonly omitted?: Readonly<Record<string, number>>;
	readonly rules: readonly RuleRecord[];
	/** Under the tightest budget of the first target. */
	readonly budgetRemainingUsd?: number;
	readonly fallback?: Fallback;
	/** Shadow mode: target ids in the order that the pipeline chose, and in the order that served. */
	readonly shadow?: { readonly would: readonly string[]; readonly did: readonly string[] };
	readonly decideUs: number;
}

/** Who was asked. */
export interface TargetRef {
	readonly target: string;
	readonly provider: string;
	readonly modelId: string;
	readonly label: string;
}

export interface AttemptData extends TargetRef {
	/** Which attempt of the request, from 1. */
	readonly index: number;
}

export interface FailureRecord {
	readonly kind: FailureKind;
	readonly scope: FailureScope;
	readonly status?: number;
	readonly code?: string;
	readonly message: string;
	/** ISO 8601. */
	readonly retryAt?: string;
	readonly family?: string;
	/** Estimated tokens of a request that was refused for its size. */
	readonly requestTokens?: number;
	readonly source: FailureSource;
}

export interface ResultData extends AttemptData {
	/** The account that paid, where it is not the provider itself. */
	readonly account?: string;
	readonly billing?: Billing;
	/** The local day that the usage is booked to, such as `2026-03-14`; absent in records of earlier releases. */
	readonly day?: string;
	readonly outcome: "success" | "failed" | "aborted";
	readonly committed: boolean;
	readonly latencyMs: number;
	readonly ttftMs?: number;
	readonly usage?: UsageRecord;
	readonly failure?: FailureRecord;
}

/** How a request may end. */
export const FINAL_OUTCOMES = ["success", "exhausted", "terminal_error", "aborted"] as const;

export interface FinalData {
	readonly outcome: (typeof FINAL_OUTCOMES)[number];
	readonly target?: string;
	readonly provider?: string;
	readonly modelId?: string;
	readonly attempts: number;
	readonly latencyMs: number;
	readonly failedOver: boolean;
}

/** What the user thought of an answer. */
export interface FeedbackData {
	readonly rating: "good" | "bad";
	readonly reason?: string;
	readonly tags: readonly string[];
	readonly target: string;
	readonly provider: string;
	readonly modelId: string;
	readonly ratedRequestId: string;
}

/** A mode that was switched by command. */
export interface SettingChangedData {
	readonly key: string;
	readonly value: boolean;
}

/** What may rest. The key says which one: a target id, `provider/family`, or an account. */
export type CooldownScope = "target" | "family" | "account";

export interface CooldownSetData {
	readonly scope: CooldownScope;
	readonly key: string;
	/** ISO 8601. */
	readonly until: string;
	readonly kind: FailureKind;
	/** One sentence. */
	readonly reason: string;
}

export interface CooldownClearedData {
	readonly scope: CooldownScope;
	readonly key: string;
	readonly reason: string;
}

export type CircuitName = "closed" | "open" | "half-open";

export interface CircuitChangedData {
	readonly provider: string;
	readonly from: CircuitName;
	readonly to: CircuitName;
	readonly failures: number;
	/** When the state ends by itself (open: trial allowed; half-open: trial given up). ISO 8601. */
	readonly until?: string;
}

export interface ConfigLoadedData {
	readonly path: string;
	readonly routes: number;
	readonly problems: number;
}

interface EventDataByType {
	readonly "routing.decision": DecisionData;
	readonly "routing.attempt": AttemptData;
	readonly "routing.result": ResultData;
	readonly "routing.final": FinalData;
	readonly "routing.feedback": FeedbackData;
	readonly "cooldown.set": CooldownSetData;
	readonly "cooldown.cleared": CooldownClearedData;
	readonly "circuit.changed": CircuitChangedData;
	readonly "budget.set": BudgetSetData;
	readonly "budget.cleared": BudgetClearedData;
	readonly "quota.read": QuotaReadData;
	readonly "balance.read": BalanceReadData;
	readonly "state.imported": StateImportedData;
	readonly "config.loaded": ConfigLoadedData;
	readonly "setting.changed": SettingChangedData;
	readonly "state.reset": Readonly<Record<never, never>>;
}

export type RouterEventType = keyof EventDataByType;

/** Which request a fact belongs to. */
export interface RequestRef {
	readonly requestId?: string;
	readonly sessionId?: string;
	readonly routeId?: string;
}

/** A fact as it happened, without the envelope that the writer adds. */
export type Fact = {
	readonly [T in RouterEventType]: {
		readonly type: T;
		readonly atMs: number;
		readonly data: EventDataByType[T];
	} & RequestRef;
}[RouterEventType];

/** A fact with the id of the process that wrote it and its number there. */
export type RouterEvent = Fact & { readonly writer: string; readonly seq: number };
