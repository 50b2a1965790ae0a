import type { ThinkingLevel } from "./model.ts";

/** Why pi makes the request. `direct` is anything outside the agent loop, such as a compaction summary. */
export type RequestReason = "user" | "continuation" | "retry" | "direct";

/** What prompts may want, in the order in which the classifier's model has them. */
export const INTENTS = ["code", "creative", "analysis", "general"] as const;

/** What the prompt seems to want. */
export type Intent = (typeof INTENTS)[number];

/** Kinds of coding work. */
export const SUBTASKS = ["implementation", "debugging", "refactor", "testing", "review", "devops"] as const;

/** Kind of coding work. */
export type Subtask = (typeof SUBTASKS)[number];

/** Classes of work. */
export const TIERS = ["reasoning", "swe", "long", "economy", "vision", "fast"] as const;

/** Class of work a request is routed for. */
export type Tier = (typeof TIERS)[number];

/** What can be asked for with `@` at the front of a prompt. */
export type Shortcut = Exclude<Tier, "economy">;

/** How the newest test run or build of a conversation ended. */
export type CheckOutcome = "passed" | "failed";

/** The targets that the user asked for by name, for one turn. */
export interface Pin {
	/** As typed, without the `@`. */
	readonly name: string;
	readonly targetIds: readonly string[];
}

/** The facts about one request that a decision may depend on; made once, never looked up again. */
export interface RouteRequest {
	readonly requestId: string;
	/** pi's own session id; absent where it cannot be known (compaction on pi 0.87.1). */
	readonly sessionId?: string;
	readonly routeId: string;
	readonly reason: RequestReason;
	/** Tokens that will be sent: last reported usage plus an estimate of what was added. */
	readonly estimatedTokens: number;
	/** An image is somewhere in what will be sent. */
	readonly hasImages: boolean;
	readonly thinkingLevel: ThinkingLevel;
	/** Output limit asked for by the caller, in tokens. */
	readonly maxOutputTokens?: number;
	readonly intent: Intent;
	/** 0 to 1; 0 means not classified. */
	readonly intentConfidence: number;
	readonly subtask?: Subtask;
	/** Classes of work asked for with `@` at the front of the prompt, in the order typed. */
	readonly shortcuts: readonly Shortcut[];
	readonly pin?: Pin;
	/** Most that this request may cost by the user's word (`@budget(0.50)`), in US dollars. */
	readonly maxCostUsd?: number;
	readonly testOutcome?: CheckOutcome;
	readonly buildOutcome?: CheckOutcome;
	/** Working directory of the session. */
	readonly project?: string;
	readonly isFollowUp: boolean;
	readonly isRepair: boolean;
	/** Keyed hash of the prompt, so that equal prompts can be recognised without storing them. */
	readonly promptHash: string;
	readonly promptChars: number;
	/** The prompt itself, shortened and without credentials; present only where the user wants prompts in the log. */
	readonly promptText?: string;
	/** Target that failed after it had begun to answer; on pi's own repetition it ranks last. */
	readonly failedTargetId?: string;
}

/** Which request a recorded fact belongs to. */
export function requestRef({
	requestId,
	sessionId,
	routeId,
}: RouteRequest): Pick<RouteRequest, "requestId" | "sessionId" | "routeId"> {
	return { requestId, routeId, ...(sessionId === undefined ? {} : { sessionId }) };
}

/** What is said of a request that nobody has classified. */
export const UNCLASSIFIED = {
	intent: "general",
	intentConfidence: 0,
	shortcuts: [],
	isFollowUp: false,
	isRepair: false,
} as const;
