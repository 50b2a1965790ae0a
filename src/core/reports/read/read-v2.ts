import type { ImportedSpend } from "../../accounting/accounting-events.ts";
import { FINAL_OUTCOMES } from "../../events.ts";
import { EVENT_SHAPES } from "../../log/event-shapes.ts";
import { amountOf, commonNameOf, type Fields, fieldsOf, listOf, nameOf } from "./fields.ts";
import type { LogRecord, RecordRef, SeenCandidate, SeenFailure, SeenUsage, Who } from "./log-record.ts";
import { whoOf } from "./who.ts";

/** Reads the data of one type of record; undefined where it is not what its type says. */
export type ReadData = (ref: RecordRef, data: Fields) => LogRecord | undefined;

/** No decision lists more; see `MAX_LISTED` of decision-record.ts. */
const MAX_CANDIDATES = 24;
const MAX_TAGS = 20;
const RESULT_OUTCOMES = ["success", "failed", "aborted"] as const;

/** How records of version 2 are read, by type. */
export const READ_V2: Readonly<Record<string, ReadData>> = {
	"routing.decision": readDecision,
	"routing.result": readResult,
	"routing.final": readFinal,
	"routing.feedback": readRating,
	"state.imported": readImport,
};

function readDecision(ref: RecordRef, data: Fields): LogRecord {
	const facts = fieldsOf(data["facts"]);
	const candidates = listOf(data["candidates"], MAX_CANDIDATES).flatMap((one) => candidateOf(fieldsOf(one)));
	const [first] = listOf(data["order"], 1);
	return {
		...ref,
		kind: "decision",
		tier: commonNameOf(data["tier"]),
		intent: commonNameOf(facts["intent"]),
		subtask: commonNameOf(facts["subtask"]),
		planned: candidates.find(({ target }) => target === first) ?? whoOfId(nameOf(first)),
		candidates,
	};
}

/** Shadow mode can try first what the pipeline did not list. */
function whoOfId(target: string | undefined): Who | undefined {
	const slash = target?.indexOf("/") ?? -1;
	if (target === undefined || slash < 1) return undefined;
	return { target, provider: target.slice(0, slash), modelId: target.slice(slash + 1) };
}

function candidateOf(fields: Fields): SeenCandidate[] {
	const who = whoOf(fields);
	if (who === undefined) return [];
	const { finalRank, bucket, ttftMs, expectedCostUsd, uviStatus } = fields;
	return [
		{
			...who,
			rank: amountOf(finalRank),
			bucket: commonNameOf(bucket),
			ttftMs: amountOf(ttftMs),
			expectedCostUsd: amountOf(expectedCostUsd),
			uviStatus: commonNameOf(uviStatus),
		},
	];
}

function readResult(ref: RecordRef, data: Fields): LogRecord | undefined {
	const who = whoOf(data);
	const outcome = RESULT_OUTCOMES.find((one) => one === data["outcome"]);
	if (who === undefined || outcome === undefined) return undefined;
	const day = data["day"];
	return {
		...ref,
		kind: "result",
		...who,
		outcome,
		billing: data["billing"] === "per-token" ? "per-token" : "subscription",
		latencyMs: amountOf(data["latencyMs"]),
		ttftMs: amountOf(data["ttftMs"]),
		usage: usageOf(data["usage"]),
		failure: failureOf(data["failure"], who),
		account: nameOf(data["account"]),
		day: typeof day === "string" && /^\d{4}-\d\d-\d\d$/.test(day) ? day : undefined,
	};
}

function usageOf(value: unknown): SeenUsage | undefined {
	if (value === undefined) return undefined;
	const { input, output, cacheRead, cacheWrite, costUsd } = fieldsOf(value);
	return {
		input: amountOf(input) ?? 0,
		output: amountOf(output) ?? 0,
		cacheRead: amountOf(cacheRead) ?? 0,
		cacheWrite: amountOf(cacheWrite) ?? 0,
		costUsd: amountOf(costUsd),
	};
}

function failureOf(value: unknown, who: Who): SeenFailure | undefined {
	if (value === undefined) return undefined;
	const { kind, message } = fieldsOf(value);
	return { ...who, kind: nameOf(kind) ?? "unknown", message: nameOf(message) ?? "" };
}

function readFinal(ref: RecordRef, data: Fields): LogRecord | undefined {
	const outcome = FINAL_OUTCOMES.find((one) => one === data["outcome"]);
	if (outcome === undefined) return undefined;
	return {
		...ref,
		kind: "final",
		outcome,
		who: whoOf(data),
		latencyMs: amountOf(data["latencyMs"]),
	};
}

function readRating(ref: RecordRef, data: Fields): LogRecord | undefined {
	const who = whoOf(data);
	const { rating, reason, tags, ratedRequestId } = data;
	if (who === undefined || (rating !== "good" && rating !== "bad")) return undefined;
	return {
		...ref,
		kind: "rating",
		...who,
		rating,
		reason: nameOf(reason),
		tags: listOf(tags, MAX_TAGS).flatMap((tag) => nameOf(tag) ?? []),
		ratedRequestId: nameOf(ratedRequestId),
		tier: undefined,
		intent: undefined,
		outcome: undefined,
	};
}

function readImport(ref: RecordRef, data: Fields): LogRecord | undefined {
	// Rare, and its figures go into the very fold that the router has: so it must be what that one takes.
	if (!EVENT_SHAPES["state.imported"](data)) return undefined;
	return { ...ref, kind: "import", spend: data["spend"] as readonly ImportedSpend[] };
}
