import type { QuotaAnswer, QuotaDriver } from "../quota-driver.ts";
import type { QuotaReading } from "../quota-reading.ts";
import { balanceAnswered, balanceOf } from "../reading/answers.ts";
import { bearerRequest } from "../reading/credentials.ts";
import { BALANCE_ETIQUETTE } from "../reading/etiquette.ts";
import { fieldsOf } from "../reading/untrusted.ts";
import { readDeepseek } from "./deepseek.ts";
import { readMoonshot } from "./moonshot.ts";
import { readCredits, readKey } from "./openrouter.ts";

/** `{ balance, currency? }` or `{ available_balance, currency? }`, also below `data`; dollars unless it says otherwise. */
function readPlain({ body }: QuotaAnswer, who: string): QuotaReading {
	const outer = fieldsOf(body);
	const places = [outer, fieldsOf(outer["data"])];
	const found = places.find((place) => "balance" in place || "available_balance" in place) ?? outer;
	const amount = found["balance"] ?? found["available_balance"];
	return balanceAnswered(who, balanceOf(amount, found["currency"] ?? "USD"));
}

type Form = (answer: QuotaAnswer, who: string) => QuotaReading;

/** Which of the documented forms a body has, by the field that only this one has. */
function formOf(body: unknown, isChinese: boolean): Form {
	const fields = fieldsOf(body);
	const data = fieldsOf(fields["data"]);
	if ("balance_infos" in fields) return readDeepseek;
	if ("total_credits" in data) return readCredits;
	if ("limit_remaining" in data) return readKey;
	const isMoonshot = "code" in fields && !("currency" in data);
	if (isMoonshot) return (answer, who) => readMoonshot(answer, who, isChinese ? "CNY" : "USD");
	return readPlain;
}

/** A cap-free key of OpenRouter is read well and tells no amount; a balance that was asked for is then not known. */
function withAmount(reading: QuotaReading, who: string): QuotaReading {
	if (reading.kind === "failed" || reading.balances.length > 0) return reading;
	return balanceAnswered(who, undefined);
}

/**
 * The balance of a provider at an address from the routes file, in any of the forms that DeepSeek, Moonshot, OpenRouter
 * and Vercel document, or a plain amount. The user chose the address, so `hosts` is empty and the base address of the
 * provider does not matter. Undefined where the text is no address.
 */
export function customBalance(provider: string, endpoint: string): QuotaDriver | undefined {
	if (!URL.canParse(endpoint)) return undefined;
	const { origin, pathname, search, hostname } = new URL(endpoint);
	const isChinese = hostname.endsWith(".cn");
	const who = "The balance address";
	return {
		id: "custom-balance",
		providers: [provider],
		reads: "balance",
		origin,
		hosts: [],
		...BALANCE_ETIQUETTE,
		evidence: "documented",
		request: bearerRequest(`${pathname}${search}`),
		read: (answer) => withAmount(formOf(answer.body, isChinese)(answer, who), who),
	};
}
