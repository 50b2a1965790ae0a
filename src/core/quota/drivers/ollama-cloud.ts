import type { QuotaDriver } from "../quota-driver.ts";
import { answered, failed } from "../reading/answers.ts";
import { bearerRequest } from "../reading/credentials.ts";
import { PLAN_ETIQUETTE } from "../reading/etiquette.ts";
import { type Fields, fieldsOf, isFields, isoInstantOf, numberOf } from "../reading/untrusted.ts";
import { HOUR_MS, WEEK_MS, type WindowFacts } from "../reading/windows.ts";

const WHO = "Ollama";

/** The end of a billing period is when its month begins anew; the other periods only say what is shown. */
function endOfBilling(body: Fields): number | undefined {
	const { type, ending_at } = fieldsOf(fieldsOf(body["activity"])["period"]);
	return type === "billing_period" ? isoInstantOf(ending_at) : undefined;
}

/** `usage` is the used share, 0 to 1. No reset is told of a session or a week. */
function windowsOf(limits: Fields, monthEndMs: number | undefined): WindowFacts[] {
	const kinds: ReadonlyArray<readonly [field: string, facts: Omit<WindowFacts, "usedShare">]> = [
		["session", { id: "5h", windowMs: 5 * HOUR_MS }],
		["weekly", { id: "7d", windowMs: WEEK_MS }],
		["monthly", { id: "month", resetsAtMs: monthEndMs }],
	];
	return kinds.flatMap(([field, facts]) => {
		const limit = limits[field];
		return limit === null || limit === undefined ? [] : [{ ...facts, usedShare: numberOf(fieldsOf(limit)["usage"]) }];
	});
}

/**
 * Ollama's cloud plans, by key: `GET /api/usage`, which is not documented. Shapes as recorded in oh-my-pi issue 11739
 * and pi-ollama-cloud issue 42. An Ollama on this machine has none of it: its base address is another.
 */
export const ollamaCloud: QuotaDriver = {
	id: "ollama-cloud",
	providers: ["ollama-cloud", "ollama"],
	reads: "windows",
	origin: "https://ollama.com",
	hosts: ["ollama.com"],
	...PLAN_ETIQUETTE,
	evidence: "recorded",
	request: bearerRequest("/api/usage"),
	read({ body, nowMs }) {
		const fields = fieldsOf(body);
		if (!isFields(fields["limits"])) return failed(WHO, "unreadable");
		return answered(WHO, nowMs, { windows: windowsOf(fields["limits"], endOfBilling(fields)) });
	},
};
