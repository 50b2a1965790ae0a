import type { QuotaDriver } from "../quota-driver.ts";
import { answered, failed } from "../reading/answers.ts";
import { nextUtcDay } from "../reading/calendar.ts";
import { bearerRequest } from "../reading/credentials.ts";
import { PLAN_ETIQUETTE } from "../reading/etiquette.ts";
import { fieldsOf, numberOf } from "../reading/untrusted.ts";
import { DAY_MS, shareOf } from "../reading/windows.ts";

const WHO = "Chutes";

/** Chutes, by key: requests of a day in UTC, `GET /users/me/quota_usage/me`. Shape from opencode-quota. */
export const chutes: QuotaDriver = {
	id: "chutes",
	providers: ["chutes"],
	reads: "windows",
	origin: "https://api.chutes.ai",
	hosts: ["llm.chutes.ai", "api.chutes.ai"],
	...PLAN_ETIQUETTE,
	evidence: "client-code",
	request: bearerRequest("/users/me/quota_usage/me"),
	read({ body, nowMs }) {
		const fields = fieldsOf(body);
		const limit = numberOf(fields["quota"]);
		// Without a plan the day's allowance is zero, and requests are paid for.
		if (limit === 0) return failed(WHO, "forbidden");
		const usedShare = shareOf(numberOf(fields["used"]), limit);
		const windows = [{ id: "day", usedShare, resetsAtMs: nextUtcDay(nowMs), windowMs: DAY_MS }];
		return answered(WHO, nowMs, { windows });
	},
};
