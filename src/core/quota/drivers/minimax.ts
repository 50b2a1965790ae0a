import type { QuotaDriver } from "../quota-driver.ts";
import { answered, type FailureCodes, failed, failureOf } from "../reading/answers.ts";
import { bearerRequest } from "../reading/credentials.ts";
import { PLAN_ETIQUETTE } from "../reading/etiquette.ts";
import { type Fields, fieldsListOf, fieldsOf, isFields, nameOf, numberOf } from "../reading/untrusted.ts";
import { percent, type WindowFacts, whatIsNotLeft } from "../reading/windows.ts";

const WHO = "MiniMax";

/** `base_resp.status_code` of an answer with status 200 (platform.minimax.io, error codes). */
const CODES: FailureCodes = {
	auth: [1004, 2049],
	forbidden: [1008],
	rate: [1002, 1039],
	server: [1000, 1001, 1024, 1033, 2064],
};

/** All models that chat share this bucket; the others are for video, speech and music. */
const CHAT = "general";
const EXHAUSTED = 2;
const UNLIMITED = 3;

/** How the fields of a window are called. */
interface Names {
	readonly id: string;
	readonly fields: string;
	readonly start: string;
	readonly end: string;
}

const INTERVAL: Names = { id: "interval", fields: "current_interval", start: "start_time", end: "end_time" };
const WEEK: Names = { id: "weekly", fields: "current_weekly", start: "weekly_start_time", end: "weekly_end_time" };

/**
 * The percentage is what is left; the status outranks it. The counts are not read: the same field is what is left for
 * some and what is used for others, by region.
 */
function windowOf(bucket: Fields, { id, fields, start, end }: Names): WindowFacts[] {
	const status = numberOf(bucket[`${fields}_status`]);
	const left = bucket[`${fields}_remaining_percent`];
	if (status === UNLIMITED || (status !== EXHAUSTED && left === undefined)) return [];
	const [startMs, endMs] = [numberOf(bucket[start]), numberOf(bucket[end])];
	return [
		{
			id,
			usedShare: status === EXHAUSTED ? 1 : whatIsNotLeft(percent(numberOf(left))),
			resetsAtMs: endMs,
			windowMs: startMs === undefined || endMs === undefined ? undefined : endMs - startMs,
		},
	];
}

function driver(id: string, host: string): QuotaDriver {
	return {
		id,
		providers: [id],
		reads: "windows",
		origin: `https://${host}`,
		hosts: [host],
		...PLAN_ETIQUETTE,
		evidence: "recorded",
		request: bearerRequest("/v1/token_plan/remains"),
		read({ body, nowMs }) {
			const outer = fieldsOf(body);
			const fields = isFields(outer["data"]) ? outer["data"] : outer;
			const code = fieldsOf(outer["base_resp"] ?? fields["base_resp"])["status_code"];
			if (code !== undefined && numberOf(code) !== 0) return failed(WHO, failureOf(code, CODES));
			if (!Array.isArray(fields["model_remains"])) return failed(WHO, "unreadable");
			const buckets = fieldsListOf(fields["model_remains"]).filter((bucket) => bucket["model_name"] === CHAT);
			return answered(WHO, nowMs, {
				windows: buckets.flatMap((bucket) => [...windowOf(bucket, INTERVAL), ...windowOf(bucket, WEEK)]),
				plan: nameOf(fields["current_subscribe_title"]),
			});
		},
	};
}

/**
 * MiniMax token plans, by the key of the plan: `GET /v1/token_plan/remains`, which says failures with status 200. Shapes
 * from CodexBar's MiniMax tests and opencode-quota.
 */
export const minimax = driver("minimax", "api.minimax.io");

/** The same plans in China. */
export const minimaxCn = driver("minimax-cn", "api.minimaxi.com");
