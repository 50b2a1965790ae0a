import type { QuotaDriver } from "../quota-driver.ts";
import { answered, failed } from "../reading/answers.ts";
import { bearerRequest } from "../reading/credentials.ts";
import { PLAN_ETIQUETTE } from "../reading/etiquette.ts";
import { type Fields, fieldsListOf, fieldsOf, isFields, isoInstantOf, nameOf, numberOf } from "../reading/untrusted.ts";
import { DAY_MS, HOUR_MS, lengthName, shareOf, WEEK_MS, type WindowFacts, whatIsNotLeft } from "../reading/windows.ts";

const WHO = "Kimi";

const UNITS_MS: ReadonlyMap<unknown, number> = new Map([
	["TIME_UNIT_MINUTE", 60_000],
	["TIME_UNIT_HOUR", HOUR_MS],
	["TIME_UNIT_DAY", DAY_MS],
]);
const RESET_NAMES = ["resetTime", "resetAt", "reset_at", "reset_time"];

/** Counts, or percent of a hundred on plans by tokens; `used` or `remaining` may be missing. */
function windowOf(detail: Fields, id: string, windowMs: number | undefined): WindowFacts {
	const limit = numberOf(detail["limit"]);
	const used = shareOf(numberOf(detail["used"]), limit);
	const reset = RESET_NAMES.map((name) => detail[name]).find((value) => value !== undefined);
	return {
		id,
		usedShare: used ?? whatIsNotLeft(shareOf(numberOf(detail["remaining"]), limit)),
		resetsAtMs: isoInstantOf(reset),
		windowMs,
	};
}

function shortWindows(body: Fields): WindowFacts[] {
	return fieldsListOf(body["limits"]).map((limit, index) => {
		const { duration, timeUnit } = fieldsOf(limit["window"]);
		const count = numberOf(duration);
		const unitMs = UNITS_MS.get(timeUnit);
		const windowMs = count === undefined || unitMs === undefined || count <= 0 ? undefined : count * unitMs;
		const id = windowMs === undefined ? `limit-${index + 1}` : lengthName(windowMs);
		return windowOf(fieldsOf(limit["detail"]), id, windowMs);
	});
}

/**
 * Kimi For Coding, by login or key: `GET /coding/v1/usages`. `usage` is the week. Shapes from kimi-cli and CodexBar's
 * KimiProviderTests. A monthly pool of the membership is not shown, so requests can fail while both windows have room.
 */
export const kimiCoding: QuotaDriver = {
	id: "kimi-coding",
	providers: ["kimi-coding"],
	reads: "windows",
	origin: "https://api.kimi.com",
	hosts: ["api.kimi.com"],
	...PLAN_ETIQUETTE,
	evidence: "recorded",
	request: bearerRequest("/coding/v1/usages"),
	read({ body, nowMs }) {
		const fields = fieldsOf(body);
		if (!isFields(fields["usage"]) && !Array.isArray(fields["limits"])) return failed(WHO, "unreadable");
		const week = isFields(fields["usage"]) ? [windowOf(fields["usage"], "7d", WEEK_MS)] : [];
		const level = fieldsOf(fieldsOf(fields["user"])["membership"])["level"];
		return answered(WHO, nowMs, { windows: [...week, ...shortWindows(fields)], plan: nameOf(level) });
	},
};
