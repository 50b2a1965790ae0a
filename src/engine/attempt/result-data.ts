import type { Candidate } from "../../core/decision.ts";
import type { FailureRecord, ResultData, TargetRef } from "../../core/events.ts";
import type { Failure } from "../../core/failure.ts";
import { accountOf } from "../../core/route.ts";
import type { AttemptResult } from "./attempt.ts";
import { usageOf } from "./usage.ts";

/** Who was asked, as the log says it. */
export function targetRef({ target }: Candidate): TargetRef {
	return { target: target.id, provider: target.provider, modelId: target.modelId, label: target.label };
}

function failureRecord(failure: Failure, inputTokens: number): FailureRecord {
	const { kind, scope, status, code, message, retryAtMs, family, source } = failure;
	return {
		kind,
		scope,
		message,
		source,
		...(status === undefined ? {} : { status }),
		...(code === undefined ? {} : { code }),
		...(family === undefined ? {} : { family }),
		...(kind === "request-limit" ? { requestTokens: inputTokens } : {}),
		...(retryAtMs === undefined ? {} : { retryAt: new Date(retryAtMs).toISOString() }),
	};
}

/** What an attempt is charged by. */
export interface Charge {
	/** Estimated size of the request. */
	readonly inputTokens: number;
	/** The local day that it is booked to, such as `2026-03-14`. */
	readonly day: string;
}

/** The record of one finished attempt. */
export function resultData(
	candidate: Candidate,
	index: number,
	result: AttemptResult,
	{ inputTokens, day }: Charge,
): ResultData {
	const message = result.kind === "completed" ? result.done.message : result.message;
	const usage = usageOf(message, candidate, inputTokens);
	const account = accountOf(candidate.target);
	const { latencyMs, ttftMs } = result.timing;
	return {
		index,
		...targetRef(candidate),
		...(account === candidate.target.provider ? {} : { account }),
		billing: candidate.target.billing,
		day,
		outcome: result.kind === "completed" ? "success" : result.kind,
		committed: result.kind === "completed" || result.isCommitted,
		latencyMs: Math.round(latencyMs),
		...(ttftMs === undefined ? {} : { ttftMs: Math.round(ttftMs) }),
		...(usage === undefined ? {} : { usage }),
		...(result.kind === "failed" ? { failure: failureRecord(result.failure, inputTokens) } : {}),
	};
}
