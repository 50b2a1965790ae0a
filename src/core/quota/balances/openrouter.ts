import type { QuotaAnswer, QuotaDriver } from "../quota-driver.ts";
import type { QuotaReading } from "../quota-reading.ts";
import { answered, balanceAnswered, balanceOf, failed } from "../reading/answers.ts";
import { nextUtcDay, nextUtcMonday, nextUtcMonth } from "../reading/calendar.ts";
import { bearerRequest } from "../reading/credentials.ts";
import { BALANCE_ETIQUETTE } from "../reading/etiquette.ts";
import { type Fields, fieldsOf, numberOf } from "../reading/untrusted.ts";
import { shareOf, type WindowFacts } from "../reading/windows.ts";

const WHO = "OpenRouter";
const HOST = { origin: "https://openrouter.ai", hosts: ["openrouter.ai"] } as const;

/** Credit is what was bought less what was used; it may be negative. */
export function readCredits({ body }: QuotaAnswer, who: string): QuotaReading {
	const { total_credits, total_usage } = fieldsOf(fieldsOf(body)["data"]);
	const [bought, used] = [numberOf(total_credits), numberOf(total_usage)];
	return balanceAnswered(who, balanceOf(bought === undefined || used === undefined ? undefined : bought - used, "USD"));
}

/** When a cap of a key begins anew: midnight in UTC, weeks on Monday. */
const RESETS: ReadonlyMap<unknown, (nowMs: number) => number> = new Map([
	["daily", nextUtcDay],
	["weekly", nextUtcMonday],
	["monthly", nextUtcMonth],
]);

function capWindows(data: Fields, nowMs: number): WindowFacts[] {
	const { limit, limit_remaining, limit_reset } = data;
	const resetsAtMs = RESETS.get(limit_reset)?.(nowMs);
	// A cap that never begins anew is an amount of money, not a window.
	if (resetsAtMs === undefined) return [];
	const [cap, left] = [numberOf(limit), numberOf(limit_remaining)];
	const used = cap === undefined || left === undefined ? undefined : cap - left;
	return [{ id: `key:${limit_reset}`, usedShare: shareOf(used, cap), resetsAtMs }];
}

/** What a key may still spend. Without a cap it says nothing: the account's credit is another question. */
export function readKey({ body, nowMs }: QuotaAnswer, who: string): QuotaReading {
	const data = fieldsOf(fieldsOf(body)["data"]);
	if (!("limit_remaining" in data)) return failed(who, "unreadable");
	if (data["limit_remaining"] === null) return answered(who, nowMs, {});
	const balance = balanceOf(data["limit_remaining"], "USD");
	if (balance === undefined) return failed(who, "unreadable");
	const isUsable = balance.amount <= 0 ? false : undefined;
	return answered(who, nowMs, { windows: capWindows(data, nowMs), balances: [balance], isUsable });
}

/** OpenRouter's prepaid credit: `GET /api/v1/credits` (its API reference); some keys may not ask for it. */
export const openrouter: QuotaDriver = {
	id: "openrouter",
	providers: ["openrouter"],
	reads: "balance",
	...HOST,
	...BALANCE_ETIQUETTE,
	evidence: "documented",
	request: bearerRequest("/api/v1/credits"),
	read: (answer) => readCredits(answer, WHO),
};

/** The spending cap of the key, which any key may ask for: `GET /api/v1/key` (its documentation of limits). */
export const openrouterKey: QuotaDriver = {
	id: "openrouter-key",
	providers: ["openrouter"],
	reads: "windows",
	...HOST,
	...BALANCE_ETIQUETTE,
	evidence: "documented",
	request: bearerRequest("/api/v1/key"),
	read: (answer) => readKey(answer, WHO),
};
