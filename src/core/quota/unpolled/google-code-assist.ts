import type { QuotaAnswer } from "../quota-driver.ts";
import type { QuotaReading } from "../quota-reading.ts";
import { answered, failed } from "../reading/answers.ts";
import { type Fields, fieldsListOf, fieldsOf, isoInstantOf, nameOf, numberOf } from "../reading/untrusted.ts";
import { HOUR_MS, WEEK_MS, type WindowFacts, whatIsNotLeft } from "../reading/windows.ts";

const WHO = "Google";

/**
 * `retrieveUserQuota` of Gemini Code Assist: what is left of each model, 0 to 1 (gemini-cli, code_assist/types.ts). It is
 * not asked for: Google ended the login for single persons in June 2026 and pi has no such provider any more.
 */
export function readCodeAssistQuota({ body, nowMs }: QuotaAnswer): QuotaReading {
	const { buckets } = fieldsOf(body);
	if (!Array.isArray(buckets)) return failed(WHO, "unreadable");
	const windows = fieldsListOf(buckets).flatMap((bucket): WindowFacts[] => {
		const model = nameOf(bucket["modelId"])?.toLowerCase();
		if (model === undefined) return [];
		const usedShare = whatIsNotLeft(numberOf(bucket["remainingFraction"]));
		return [{ id: model, usedShare, resetsAtMs: isoInstantOf(bucket["resetTime"]), family: model }];
	});
	return answered(WHO, nowMs, { windows });
}

/** Either `{ remainingFraction }` or `{ case: "remainingFraction", value }`. */
function fractionLeft(remaining: Fields): number | undefined {
	const tagged = remaining["case"] === "remainingFraction" ? remaining["value"] : undefined;
	return numberOf(remaining["remainingFraction"] ?? tagged);
}

function lengthOf(id: string): number | undefined {
	if (id.endsWith("5h")) return 5 * HOUR_MS;
	return id.endsWith("weekly") ? WEEK_MS : undefined;
}

/**
 * The quota summary of Antigravity (CodexBar's AntigravityQuotaSummaryTests): groups of models with two windows each.
 * It is not asked for: pi has no such provider any more. Groups do not say which model ids they mean.
 */
export function readAntigravityQuota({ body, nowMs }: QuotaAnswer): QuotaReading {
	const { groups } = fieldsOf(body);
	if (!Array.isArray(groups)) return failed(WHO, "unreadable");
	const buckets = fieldsListOf(groups).flatMap((group) => fieldsListOf(group["buckets"]));
	const windows = buckets.flatMap((bucket): WindowFacts[] => {
		const id = nameOf(bucket["bucketId"]);
		if (id === undefined) return [];
		const usedShare = whatIsNotLeft(fractionLeft(fieldsOf(bucket["remaining"])));
		return [{ id, usedShare, resetsAtMs: isoInstantOf(bucket["resetTime"]), windowMs: lengthOf(id) }];
	});
	return answered(WHO, nowMs, { windows });
}
