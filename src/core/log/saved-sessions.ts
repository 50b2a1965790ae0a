import { FINAL_OUTCOMES } from "../events.ts";
import { INTENTS, SUBTASKS, TIERS } from "../request.ts";
import { type Answer, CACHE_WARM_MS, type SessionMemory, type Turn } from "../session-memory.ts";
import { isRecord } from "./event-shapes.ts";
import { type Fields, numberIn, numbers, readMap } from "./saved-values.ts";

/** How long the last answer of a session that nobody goes on with can still be rated. */
const ANSWER_KEPT_MS = 7 * 24 * 3_600_000;

function sessionToJson({ answers, asideId: _ofThisRun, ...memory }: SessionMemory, nowMs: number): object | undefined {
	const { atMs, lastAnswer } = memory;
	const ageMs = nowMs - atMs;
	if (ageMs < CACHE_WARM_MS) return { ...memory, answers: Object.fromEntries(answers) };
	return lastAnswer && ageMs < ANSWER_KEPT_MS ? { atMs, lastAnswer } : undefined;
}

/**
 * Sessions as JSON: those that a restart may still find with a warm prompt cache; of others the last answer, which may be
 * rated when the session is opened again.
 */
export function sessionsToJson(
	sessions: ReadonlyMap<string, SessionMemory>,
	nowMs: number,
): Readonly<Record<string, unknown>> {
	const saved = [...sessions].map(([id, memory]) => [id, sessionToJson(memory, nowMs)] as const);
	return Object.fromEntries(saved.filter(([, json]) => json !== undefined));
}

function oneOf<T extends string>(values: readonly T[], value: unknown): T | undefined {
	return values.find((one) => one === value);
}

const textIn = (fields: Fields, name: string): string | undefined => {
	const value = fields[name];
	return typeof value === "string" ? value : undefined;
};

function readTurn(value: unknown): Turn | undefined {
	if (!isRecord(value)) return undefined;
	const intent = oneOf(INTENTS, value["intent"]);
	const tier = oneOf(TIERS, value["tier"]);
	const subtask = oneOf(SUBTASKS, value["subtask"]);
	const answeredBy = textIn(value, "answeredBy");
	if (intent === undefined || tier === undefined) return undefined;
	return {
		intent,
		tier,
		...(subtask === undefined ? {} : { subtask }),
		...(value["isPinned"] === true ? { isPinned: true } : {}),
		...(answeredBy === undefined ? {} : { answeredBy }),
	};
}

function readAnswer(value: unknown): Answer | undefined {
	if (!isRecord(value)) return undefined;
	const [requestId, target] = [textIn(value, "requestId"), textIn(value, "target")];
	const [provider, modelId] = [textIn(value, "provider"), textIn(value, "modelId")];
	const atMs = numberIn(value, "atMs");
	if (requestId === undefined || target === undefined || atMs === undefined) return undefined;
	if (provider === undefined || modelId === undefined) return undefined;
	return { requestId, target, provider, modelId, atMs };
}

/** A session from a saved one; undefined for anything else. */
export function readSession(fields: Fields): SessionMemory | undefined {
	const atMs = numberIn(fields, "atMs");
	if (atMs === undefined) return undefined;
	const outcome = oneOf(FINAL_OUTCOMES, fields["outcome"]);
	const lastTargetId = textIn(fields, "lastTargetId");
	const brokenTargetId = textIn(fields, "brokenTargetId");
	const turn = readTurn(fields["turn"]);
	const lastAnswer = readAnswer(fields["lastAnswer"]);
	return {
		atMs,
		answers: readMap(fields["answers"], numbers("atMs", "tokens")),
		...(outcome === undefined ? {} : { outcome }),
		...(lastTargetId === undefined ? {} : { lastTargetId }),
		...(brokenTargetId === undefined ? {} : { brokenTargetId }),
		...(turn === undefined ? {} : { turn }),
		...(lastAnswer === undefined ? {} : { lastAnswer }),
	};
}
