import type { QuotaAnswer, QuotaDriver } from "../quota-driver.ts";
import type { QuotaReading } from "../quota-reading.ts";
import { balanceAnswered, balanceOf, type FailureCodes, failed, failureOf } from "../reading/answers.ts";
import { bearerRequest } from "../reading/credentials.ts";
import { BALANCE_ETIQUETTE } from "../reading/etiquette.ts";
import { fieldsOf, numberOf } from "../reading/untrusted.ts";

/** `code` is zero, or like an HTTP status. */
const CODES: FailureCodes = { auth: [401], forbidden: [403], rate: [429], server: [500, 502, 503, 504] };

/** `available_balance` is vouchers and cash together; at zero or below nothing is answered any more. */
export function readMoonshot({ body }: QuotaAnswer, who: string, currency: string): QuotaReading {
	const fields = fieldsOf(body);
	if (numberOf(fields["code"]) !== 0) return failed(who, failureOf(fields["code"], CODES));
	const balance = balanceOf(fieldsOf(fields["data"])["available_balance"], currency);
	return balanceAnswered(who, balance, balance !== undefined && balance.amount <= 0 ? false : undefined);
}

function driver(id: string, host: string, currency: string): QuotaDriver {
	return {
		id,
		providers: [id],
		reads: "balance",
		origin: `https://${host}`,
		hosts: [host],
		...BALANCE_ETIQUETTE,
		evidence: "documented",
		request: bearerRequest("/v1/users/me/balance"),
		read: (answer) => readMoonshot(answer, "Moonshot", currency),
	};
}

/** Moonshot's prepaid credit in dollars: `GET /v1/users/me/balance` (platform.moonshot.ai, balance). */
export const moonshot = driver("moonshotai", "api.moonshot.ai", "USD");

/** The same in China, in yuan. */
export const moonshotCn = driver("moonshotai-cn", "api.moonshot.cn", "CNY");
