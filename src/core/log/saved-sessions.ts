import { FINAL_OUTCOMES } from "../events.ts";
import { INTENTS, SUBTASKS, TIERS } from "../request.ts";
import { CACHE_WARM_MS, type SessionMemory, type Turn } from "../session-memory.ts";
import { isRecord } from "./event-shapes.ts";
import { type Fields, numberIn, numbers, readMap } from "./saved-values.ts";

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

/** A session from a saved one; undefined for anything else. */
export function readSession(fields: Fields): SessionMemory | undefined {
	const atMs = numberIn(fields, "atMs");
	if (atMs === undefined) return undefined;
	const outcome = oneOf(FINAL_OUTCOMES, fields["outcome"]);
	const lastTargetId = textIn(fields, "lastTargetId");
	const brokenTargetId = textIn(fields, "brokenTargetId");
	const turn = readTurn(fields["turn"]);
	return {
		atMs,
		answers: readMap(fields["answers"], numbers("atMs", "tokens")),
		...(outcome === undefined ? {} : { outcome }),
		...(lastTargetId === undefined ? {} : { lastTargetId }),
		...(brokenTargetId === undefined ? {} : { brokenTargetId }),
		...(turn === undefined ? {} : { turn }),
	};
}
