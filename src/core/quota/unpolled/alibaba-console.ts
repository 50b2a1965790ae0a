import type { QuotaAnswer } from "../quota-driver.ts";
import type { QuotaReading } from "../quota-reading.ts";
import { answered, failed } from "../reading/answers.ts";
import { fieldsOf, numberOf } from "../reading/untrusted.ts";
import { HOUR_MS, WEEK_MS, type WindowFacts } from "../reading/windows.ts";

const WHO = "Alibaba";

const WINDOWS: ReadonlyArray<readonly [prefix: string, id: string, windowMs: number]> = [
	["per5Hour", "5h", 5 * HOUR_MS],
	["per1Week", "7d", WEEK_MS],
];

/** A used share, 0 to 1; the console has been seen to send percent, which only shows above one (oh-my-pi). */
function usedShare(value: unknown): number | undefined {
	const number = numberOf(value);
	return number !== undefined && number > 1 ? number / 100 : number;
}

/**
 * Alibaba's and Qwen's token plans as their console shows them (oh-my-pi, usage/alibaba-token-plan.ts). It is not asked
 * for: the console wants the cookie of a browser, and pi has a key only.
 */
export function readAlibabaConsole({ body, nowMs }: QuotaAnswer): QuotaReading {
	const fields = fieldsOf(body);
	const windows = WINDOWS.flatMap(([prefix, id, windowMs]): WindowFacts[] => {
		const used = fields[`${prefix}Percentage`];
		if (used === null || used === undefined) return [];
		return [{ id, usedShare: usedShare(used), resetsAtMs: numberOf(fields[`${prefix}ResetTime`]), windowMs }];
	});
	return windows.length === 0 ? failed(WHO, "unreadable") : answered(WHO, nowMs, { windows });
}
