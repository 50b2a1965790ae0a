import type { DecisionData, Fact, FinalData, ResultData } from "./events.ts";
import type { Intent, Subtask, Tier } from "./request.ts";

/** What the user's newest prompt was routed for. */
export interface Turn {
	readonly intent: Intent;
	readonly subtask?: Subtask;
	readonly tier: Tier;
	/** The prompt asked for a target by name or capped the cost, which is for this turn only. */
	readonly isPinned?: true;
	/** Target that answered last inside this turn. */
	readonly answeredBy?: string;
}

/** An answer that left the conversation in a provider's prompt cache. */
export interface CachedAnswer {
	readonly atMs: number;
	/** Tokens of the conversation up to and with the answer. */
	readonly tokens: number;
}

/** An answer that was completed: what a rating is about. */
export interface Answer {
	readonly requestId: string;
	readonly target: string;
	readonly provider: string;
	readonly modelId: string;
	readonly atMs: number;
}

/** What is remembered of a session: what it is about, who answered, how its last request ended. */
export interface SessionMemory {
	readonly atMs: number;
	/** The newest answer inside the conversation; a summary that pi asks for is none. */
	readonly lastAnswer?: Answer;
	/** The newest request outside the conversation. */
	readonly asideId?: string;
	readonly outcome?: FinalData["outcome"];
	/** Target that answered last. */
	readonly lastTargetId?: string;
	/** Target whose answer broke off after it had begun, until something else answers. */
	readonly brokenTargetId?: string;
	readonly turn?: Turn;
	/** Newest answer of each target; of the longest unused ones none. */
	readonly answers: ReadonlyMap<string, CachedAnswer>;
}

/** How long providers keep a prompt that is not asked for again: five minutes is the shortest that they document. */
export const CACHE_WARM_MS = 5 * 60_000;

/** Targets whose answers are kept per session. */
const MAX_ANSWERS = 8;

/** True while a provider presumably still has the conversation in its cache. */
export function isWarm(answer: CachedAnswer | undefined, nowMs: number): answer is CachedAnswer {
	return answer !== undefined && nowMs - answer.atMs < CACHE_WARM_MS;
}

const nothing = (atMs: number): SessionMemory => ({ atMs, answers: new Map() });

/** When something happened, and in which request. */
type Envelope = Pick<Fact, "atMs" | "requestId">;

/** The memory after a decision. Only a new prompt begins a new turn. */
export function afterDecision(
	before: SessionMemory | undefined,
	data: DecisionData,
	{ atMs, requestId }: Envelope,
): SessionMemory {
	const { intent, subtask, reason, pin, maxCostUsd } = data.facts;
	const isAside = reason === "direct" && requestId !== undefined;
	const memory = { ...(before ?? nothing(atMs)), ...(isAside ? { asideId: requestId } : {}) };
	if (memory.turn && reason !== "user") return memory;
	const turn: Turn = {
		intent,
		tier: data.tier,
		...(subtask === undefined ? {} : { subtask }),
		...(pin === undefined && maxCostUsd === undefined ? {} : { isPinned: true }),
	};
	return { ...memory, atMs, turn };
}

function tokensOf({ usage }: ResultData): number {
	return usage ? usage.input + usage.output + usage.cacheRead + usage.cacheWrite : 0;
}

/** The memory after an attempt. Answers may arrive out of order from the log; the newest of a target counts. */
export function afterResult(before: SessionMemory | undefined, data: ResultData, atMs: number): SessionMemory {
	const memory = before ?? nothing(atMs);
	if (data.outcome !== "success") return memory;
	const answers = new Map(memory.answers);
	answers.delete(data.target);
	answers.set(data.target, { atMs, tokens: tokensOf(data) });
	const oldest = answers.keys().next();
	if (answers.size > MAX_ANSWERS && !oldest.done) answers.delete(oldest.value);
	return { ...memory, atMs, answers };
}

function answerOf(data: FinalData, { atMs, requestId }: Envelope): Answer | undefined {
	const { outcome, target, provider, modelId } = data;
	if (outcome !== "success" || requestId === undefined) return undefined;
	if (target === undefined || provider === undefined || modelId === undefined) return undefined;
	return { requestId, target, provider, modelId, atMs };
}

/** The memory after the end of a request. */
export function afterFinal(before: SessionMemory | undefined, data: FinalData, envelope: Envelope): SessionMemory {
	const { atMs, requestId } = envelope;
	const answer = before?.asideId === requestId ? undefined : answerOf(data, envelope);
	const { lastTargetId: last, brokenTargetId: broken, turn, ...memory } = before ?? nothing(atMs);
	const isSuccess = data.outcome === "success";
	const lastTargetId = isSuccess ? data.target : last;
	const stillBrokenId = isSuccess ? undefined : broken;
	const brokenTargetId = data.outcome === "terminal_error" ? data.target : stillBrokenId;
	const answered = isSuccess && data.target !== undefined ? { answeredBy: data.target } : {};
	return {
		...memory,
		atMs,
		outcome: data.outcome,
		...(answer === undefined ? {} : { lastAnswer: answer }),
		...(turn === undefined ? {} : { turn: { ...turn, ...answered } }),
		...(lastTargetId === undefined ? {} : { lastTargetId }),
		...(brokenTargetId === undefined ? {} : { brokenTargetId }),
	};
}
