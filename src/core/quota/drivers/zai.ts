import type { QuotaDriver } from "../quota-driver.ts";
import { answered, type FailureCodes, failed, failureOf } from "../reading/answers.ts";
import { bearerRequest } from "../reading/credentials.ts";
import { PLAN_ETIQUETTE } from "../reading/etiquette.ts";
import { type Fields, fieldsListOf, fieldsOf, nameOf, numberOf } from "../reading/untrusted.ts";
import { HOUR_MS, lengthName, percent, shareOf, WEEK_MS, type WindowFacts } from "../reading/windows.ts";

const WHO = "z.ai";

/** Codes in an answer with status 200 (z.ai error documentation). */
const CODES: FailureCodes = {
	auth: [401, 1000, 1001, 1002, 1003, 1004],
	forbidden: [403, 1110, 1111, 1112, 1113, 1121, 1220, 1309, 1311, 1313],
	rate: [429, 1302, 1303],
	server: [500, 502, 503, 1234, 1305, 1312],
};

/** Units that sources agree on; of the others the length is not claimed. */
const UNITS_MS: ReadonlyMap<number | undefined, number> = new Map([
	[3, HOUR_MS],
	[6, WEEK_MS],
]);

/** `TIME_LIMIT` counts calls of tools on their servers, not of models. */
const MODEL_LIMITS: ReadonlySet<unknown> = new Set(["TOKENS_LIMIT", "CREDIT_LIMIT"]);

/** `percentage` is used percent; where amounts are told, `usage` is the limit and `currentValue` what is used. */
function windowOf(limit: Fields): WindowFacts {
	const unit = numberOf(limit["unit"]);
	const count = numberOf(limit["number"]) ?? 1;
	const unitMs = UNITS_MS.get(unit);
	const windowMs = unitMs === undefined || count <= 0 ? undefined : unitMs * count;
	return {
		id: windowMs === undefined ? `unit-${unit ?? "unknown"}` : lengthName(windowMs),
		usedShare:
			percent(numberOf(limit["percentage"])) ?? shareOf(numberOf(limit["currentValue"]), numberOf(limit["usage"])),
		// Epoch milliseconds; missing before the first use.
		resetsAtMs: numberOf(limit["nextResetTime"]),
		windowMs,
	};
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
		request: bearerRequest("/api/monitor/usage/quota/limit"),
		read({ body, nowMs }) {
			const fields = fieldsOf(body);
			if (fields["success"] === false) return failed(WHO, failureOf(fields["code"], CODES));
			const data = fieldsOf(fields["data"]);
			if (!Array.isArray(data["limits"])) return failed(WHO, "unreadable");
			const limits = fieldsListOf(data["limits"]).filter(({ type }) => MODEL_LIMITS.has(type));
			return answered(WHO, nowMs, { windows: limits.map(windowOf), plan: nameOf(data["level"]) });
		},
	};
}

/**
 * GLM coding plans at z.ai: `GET /api/monitor/usage/quota/limit`, which says failures with status 200. Shapes from
 * CodexBar's docs/zai.md and tests, and from opencode-quota.
 */
export const zai = driver("zai", "api.z.ai");

/** The same plans at Zhipu in China. */
export const zaiCodingCn = driver("zai-coding-cn", "open.bigmodel.cn");
