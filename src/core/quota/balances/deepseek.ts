import type { QuotaAnswer, QuotaDriver } from "../quota-driver.ts";
import type { QuotaReading } from "../quota-reading.ts";
import { answered, balanceOf, failed } from "../reading/answers.ts";
import { bearerRequest } from "../reading/credentials.ts";
import { BALANCE_ETIQUETTE } from "../reading/etiquette.ts";
import { fieldsListOf, fieldsOf } from "../reading/untrusted.ts";

/** `balance_infos`: one entry a currency, amounts as texts; `is_available` false means that requests will fail. */
export function readDeepseek({ body, nowMs }: QuotaAnswer, who: string): QuotaReading {
	const fields = fieldsOf(body);
	const balances = fieldsListOf(fields["balance_infos"]).flatMap(({ total_balance, currency }) => {
		const balance = balanceOf(total_balance, currency);
		return balance === undefined ? [] : [balance];
	});
	if (balances.length === 0) return failed(who, "unreadable");
	return answered(who, nowMs, { balances, isUsable: fields["is_available"] === false ? false : undefined });
}

/** DeepSeek's prepaid credit: `GET /user/balance` (api-docs.deepseek.com, get-user-balance). */
export const deepseek: QuotaDriver = {
	id: "deepseek",
	providers: ["deepseek"],
	reads: "balance",
	origin: "https://api.deepseek.com",
	hosts: ["api.deepseek.com"],
	...BALANCE_ETIQUETTE,
	evidence: "documented",
	request: bearerRequest("/user/balance"),
	read: (answer) => readDeepseek(answer, "DeepSeek"),
};
