import { type Intent, SUBTASKS, type Tier } from "../request.ts";
import { CACHE_WARM_MS, type SessionMemory, type Turn } from "../session-memory.ts";
import { type Fields, isFields, numberIn, readMap } from "./saved-values.ts";

/** Sessions as JSON: those that a restart may still find with a warm prompt cache. */
export function sessionsToJson(
	sessions: ReadonlyMap<string, SessionMemory>,
	nowMs: number,
): Readonly<Record<string, unknown>> {
	const recent = [...sessions].filter(([, { atMs }]) => nowMs - atMs < CACHE_WARM_MS);
	return Object.fromEntries(
		recent.map(([id, { answers, ...memory }]) => [id, { ...memory, answers: Object.fromEntries(answers) }]),
	);
}

const INTENTS: readonly Intent[] = ["code", "creative", "analysis", "general"];
const TIERS: readonly Tier[] = ["reasoning", "swe", "long", "economy", "vision", "fast"];
const OUTCOMES = ["success", "exhausted", "terminal_error", "aborted"] as const;

function oneOf<T extends string>(values: readonly T[], value: unknown): T | undefined {
	return values.find((one) => one === value);
}

const textIn = (fields: Fields, name: string): string | undefined => {
	const value = fields[name];
	return typeof value === "string" ? value : undefined;
};

function readTurn(value: unknown): Turn | undefined {
	if (!isFields(value)) return undefined;
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

function readAnswer(fields: Fields) {
	const atMs = numberIn(fields, "atMs");
	const tokens = numberIn(fields, "tokens");
	return atMs === undefined || tokens === undefined ? undefined : { atMs, tokens };
}

/** A session from a saved one; undefined for anything else. */
export function readSession(fields: Fields): SessionMemory | undefined {
	const atMs = numberIn(fields, "atMs");
	if (atMs === undefined) return undefined;
	const outcome = oneOf(OUTCOMES, fields["outcome"]);
	const lastTargetId = textIn(fields, "lastTargetId");
	const brokenTargetId = textIn(fields, "brokenTargetId");
	const turn = readTurn(fields["turn"]);
	return {
		atMs,
		answers: readMap(fields["answers"], readAnswer),
		...(outcome === undefined ? {} : { outcome }),
		...(lastTargetId === undefined ? {} : { lastTargetId }),
		...(brokenTargetId === undefined ? {} : { brokenTargetId }),
		...(turn === undefined ? {} : { turn }),
	};
}
