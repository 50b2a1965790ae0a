import { FINAL_OUTCOMES } from "../../events.ts";
import { redact } from "../../text/redact.ts";
import { amountOf, type Fields, fieldsOf, listOf, nameOf } from "./fields.ts";
import type { LogRecord, RecordRef, SeenCandidate, SeenFailure, SeenUsage, Who } from "./log-record.ts";
import { READ_V2, type ReadData } from "./read-v2.ts";
import { whoOf } from "./who.ts";

/**
 * How records of the earlier extension are read, by type. Its targets have no ids, its candidates are a record of
 * their own, what it calls average latency is that of whole answers, and its costs lie beside the tokens.
 */
export const READ_V1: Readonly<Record<string, ReadData>> = {
	"routing.decision": readDecision,
	"routing.candidates": readCandidates,
	"routing.result": readResult,
	"routing.final": readFinal,
	"routing.feedback": readRating,
};

const MAX_CANDIDATES = 24;
const MAX_MESSAGE_CHARS = 200;
const RESULT_OUTCOMES: ReadonlyMap<unknown, "success" | "failed"> = new Map([
	["success", "success"],
	["retryable_failure", "failed"],
	["terminal_error", "failed"],
]);
/** What it wrote where we write nothing. */
const UNKNOWN_STATUS = "unknown";

function readDecision(ref: RecordRef, data: Fields): LogRecord {
	const structured = fieldsOf(data["reasoningStructured"]);
	const intent = fieldsOf(structured["intent"]);
	const planned = whoOf(fieldsOf(data["plannedTarget"]));
	const uvi = fieldsOf(data["selectedUvi"]);
	return {
		...ref,
		kind: "decision",
		tier: nameOf(data["tier"]),
		intent: nameOf(intent["category"]),
		subtask: nameOf(intent["subtask"]),
		planned: planned,
		candidates: planned === undefined ? [] : [candidateOf(planned, uvi["status"], { bucket: uvi["bucket"] })],
	};
}

function candidateOf(who: Who, status: unknown, fields: Fields): SeenCandidate {
	return {
		...who,
		rank: amountOf(fields["finalRank"]),
		bucket: nameOf(fields["bucket"]),
		ttftMs: amountOf(fields["avgLatencyMs"]),
		expectedCostUsd: amountOf(fields["estimatedCostUsd"]),
		uviStatus: status === UNKNOWN_STATUS ? undefined : nameOf(status),
	};
}

function readCandidates(ref: RecordRef, data: Fields): LogRecord {
	const candidates = listOf(data["candidates"], MAX_CANDIDATES).flatMap((one): SeenCandidate[] => {
		const fields = fieldsOf(one);
		const who = whoOf(fields);
		return who === undefined ? [] : [candidateOf(who, fields["uviStatus"], fields)];
	});
	return { ...ref, kind: "candidates", candidates };
}

function readResult(ref: RecordRef, data: Fields): LogRecord | undefined {
	const who = whoOf(data);
	const outcome = RESULT_OUTCOMES.get(data["outcome"]);
	if (who === undefined || outcome === undefined) return undefined;
	return {
		...ref,
		kind: "result",
		...who,
		outcome,
		billing: "subscription",
		account: undefined,
		day: undefined,
		latencyMs: amountOf(data["latencyMs"]),
		ttftMs: amountOf(data["ttftMs"]),
		usage: usageOf(data),
		failure: outcome === "failed" ? failureOf(data["error"], who) : undefined,
	};
}

function usageOf({ inputTokens, outputTokens, costUsd }: Fields): SeenUsage | undefined {
	const [input, output] = [amountOf(inputTokens), amountOf(outputTokens)];
	if (input === undefined && output === undefined) return undefined;
	const tokens = { input: input ?? 0, output: output ?? 0, cacheRead: 0, cacheWrite: 0 };
	return { ...tokens, costUsd: amountOf(costUsd) };
}

/** It wrote what providers say as they say it, fragments of keys included. */
function failureOf(error: unknown, who: Who): SeenFailure {
	return { ...who, kind: "unknown", message: typeof error === "string" ? redact(error, MAX_MESSAGE_CHARS) : "" };
}

function readFinal(ref: RecordRef, data: Fields): LogRecord | undefined {
	const outcome = FINAL_OUTCOMES.find((one) => one === data["outcome"]);
	if (outcome === undefined) return undefined;
	return { ...ref, kind: "final", outcome, who: whoOf(fieldsOf(data["actualTarget"])), latencyMs: undefined };
}

/** Its ratings carry the id of the request that they are about as their own. */
function readRating(ref: RecordRef, data: Fields): LogRecord | undefined {
	const rating = READ_V2["routing.feedback"]?.(ref, { ...data, ratedRequestId: ref.requestId });
	if (rating?.kind !== "rating") return undefined;
	return {
		...rating,
		tier: nameOf(data["tier"]),
		intent: nameOf(data["intent"]),
		outcome: nameOf(data["outcome"]),
	};
}
