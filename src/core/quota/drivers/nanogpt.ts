import type { QuotaCredential, QuotaDriver } from "../quota-driver.ts";
import { answered, failed } from "../reading/answers.ts";
import { headerToken } from "../reading/credentials.ts";
import { PLAN_ETIQUETTE } from "../reading/etiquette.ts";
import { type Fields, fieldsOf, isFields, numberOf } from "../reading/untrusted.ts";
import { DAY_MS, shareOf, type WindowFacts } from "../reading/windows.ts";

const WHO = "NanoGPT";

/** `percentUsed` is a share, 0 to 1, whatever its name says; `resetAt` is in epoch milliseconds. */
function windowOf(window: Fields, id: string, limit: unknown): WindowFacts {
	return {
		id,
		usedShare: numberOf(window["percentUsed"]) ?? shareOf(numberOf(window["used"]), numberOf(limit)),
		resetsAtMs: numberOf(window["resetAt"]),
	};
}

function windowsOf(body: Fields): WindowFacts[] {
	const { daily, monthly } = body;
	const limits = fieldsOf(body["limits"]);
	const isDayLimited = isFields(daily) && body["enforceDailyLimit"] !== false;
	return [
		...(isDayLimited ? [{ ...windowOf(daily, "day", limits["daily"]), windowMs: DAY_MS }] : []),
		...(isFields(monthly) ? [windowOf(monthly, "month", limits["monthly"])] : []),
	];
}

function request({ apiKey }: QuotaCredential) {
	const key = headerToken(apiKey);
	if (key === undefined) return undefined;
	return { path: "/api/subscription/v1/usage", headers: { Accept: "application/json", "x-api-key": key } };
}

/** NanoGPT's subscription, by key: `GET /api/subscription/v1/usage`. Shape from opencode-quota. */
export const nanogpt: QuotaDriver = {
	id: "nanogpt",
	providers: ["nanogpt", "nano-gpt"],
	reads: "windows",
	origin: "https://nano-gpt.com",
	hosts: ["nano-gpt.com"],
	...PLAN_ETIQUETTE,
	evidence: "client-code",
	request,
	read({ body, nowMs }) {
		const fields = fieldsOf(body);
		if (fields["active"] === false) return failed(WHO, "forbidden");
		const windows = windowsOf(fields);
		return windows.length === 0 ? failed(WHO, "unreadable") : answered(WHO, nowMs, { windows });
	},
};
