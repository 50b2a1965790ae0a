import type { QuotaDriver } from "../quota-driver.ts";
import { answered, failed } from "../reading/answers.ts";
import { bearerRequest } from "../reading/credentials.ts";
import { PLAN_ETIQUETTE } from "../reading/etiquette.ts";
import { type Fields, fieldsOf, isFields, isoInstantOf, numberOf } from "../reading/untrusted.ts";
import { percent, shareOf, type WindowFacts, whatIsNotLeft } from "../reading/windows.ts";

const WHO = "Synthetic";

const dollars = (value: unknown): number | undefined =>
	numberOf(typeof value === "string" ? value.replace(/^\$/, "") : value);

/**
 * Both allowances fill up again bit by bit, so they have no length to go at a pace in. When nothing is left, the next bit
 * is when there is something again; before that it means nothing.
 */
function windowOf(id: string, usedShare: number | undefined, nextBit: unknown): WindowFacts {
	const isEmpty = usedShare !== undefined && usedShare >= 1;
	return { id, usedShare, ...(isEmpty ? { resetsAtMs: isoInstantOf(nextBit) } : {}) };
}

function fiveHours(limit: Fields): WindowFacts {
	const left = shareOf(numberOf(limit["remaining"]), numberOf(limit["max"]));
	return windowOf("5h", limit["limited"] === true ? 1 : whatIsNotLeft(left), limit["nextTickAt"]);
}

function week(limit: Fields): WindowFacts {
	const left =
		percent(numberOf(limit["percentRemaining"])) ??
		shareOf(dollars(limit["remainingCredits"]), dollars(limit["maxCredits"]));
	return windowOf("7d", whatIsNotLeft(left), limit["nextRegenAt"]);
}

/**
 * Synthetic's subscription, by key: `GET /v2/quotas`, which costs nothing. The vendor documents the address and an older
 * counter that no longer moves; these two limits are known from clients that read them (opencode-quota and others).
 */
export const synthetic: QuotaDriver = {
	id: "synthetic",
	providers: ["synthetic"],
	reads: "windows",
	origin: "https://api.synthetic.new",
	hosts: ["api.synthetic.new"],
	...PLAN_ETIQUETTE,
	evidence: "client-code",
	request: bearerRequest("/v2/quotas"),
	read({ body, nowMs }) {
		const { rollingFiveHourLimit: short, weeklyTokenLimit: long } = fieldsOf(body);
		const windows = [...(isFields(short) ? [fiveHours(short)] : []), ...(isFields(long) ? [week(long)] : [])];
		return windows.length === 0 ? failed(WHO, "unreadable") : answered(WHO, nowMs, { windows });
	},
};
