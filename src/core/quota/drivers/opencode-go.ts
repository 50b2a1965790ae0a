import type { QuotaDriver } from "../quota-driver.ts";
import { answered, failed } from "../reading/answers.ts";
import { bearerRequest } from "../reading/credentials.ts";
import { PLAN_ETIQUETTE } from "../reading/etiquette.ts";
import { fieldsOf, isFields, isoInstantOf, numberOf } from "../reading/untrusted.ts";
import { HOUR_MS, percent, WEEK_MS, type WindowFacts } from "../reading/windows.ts";

const WHO = "OpenCode";

/** The month begins on the day of the subscription, so its length differs. */
const WINDOWS: ReadonlyArray<readonly [field: string, id: string, windowMs?: number]> = [
	["rolling", "5h", 5 * HOUR_MS],
	["weekly", "7d", WEEK_MS],
	["monthly", "month"],
];

/** `percent` is used percent; a window that refuses is full whatever its rounded percentage says. */
function usedShare(status: unknown, used: unknown): number | undefined {
	const share = percent(numberOf(used));
	return status === "rate-limited" ? Math.max(1, share ?? 1) : share;
}

/**
 * OpenCode Go, by key: `GET /zen/go/v1/usage`, which is not documented. Shape from clients that read it (opencode-quota,
 * oh-my-pi). What is prepaid at OpenCode Zen has no such address.
 */
export const opencodeGo: QuotaDriver = {
	id: "opencode-go",
	providers: ["opencode-go"],
	reads: "windows",
	origin: "https://opencode.ai",
	hosts: ["opencode.ai"],
	...PLAN_ETIQUETTE,
	evidence: "client-code",
	request: bearerRequest("/zen/go/v1/usage"),
	read({ body, nowMs }) {
		const { usage } = fieldsOf(body);
		if (!isFields(usage)) return failed(WHO, "unreadable");
		const windows = WINDOWS.flatMap(([field, id, windowMs]): WindowFacts[] => {
			const window = usage[field];
			if (window === null || window === undefined) return [];
			const { status, percent: used, resetsAt } = fieldsOf(window);
			return [{ id, usedShare: usedShare(status, used), resetsAtMs: isoInstantOf(resetsAt), windowMs }];
		});
		return windows.length === 0 ? failed(WHO, "unreadable") : answered(WHO, nowMs, { windows });
	},
};
