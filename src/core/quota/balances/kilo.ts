import type { QuotaDriver } from "../quota-driver.ts";
import { balanceAnswered, balanceOf, failed } from "../reading/answers.ts";
import { bearerRequest } from "../reading/credentials.ts";
import { BALANCE_ETIQUETTE } from "../reading/etiquette.ts";
import { type Fields, fieldsListOf, fieldsOf, isFields, numberOf } from "../reading/untrusted.ts";

const WHO = "Kilo";

/** No argument, as the call wants it that takes several at once. */
const INPUT = encodeURIComponent(JSON.stringify({ 0: { json: null } }));

/** What the pass gives for the period, with the bonus, less what was used. */
function leftUsd(subscription: Fields): number | undefined {
	const base = numberOf(subscription["currentPeriodBaseCreditsUsd"]);
	const used = numberOf(subscription["currentPeriodUsageUsd"]);
	const bonus = subscription["currentPeriodBonusCreditsUsd"] ?? 0;
	const extra = numberOf(bonus);
	return base === undefined || used === undefined || extra === undefined ? undefined : base + extra - used;
}

/** Credit of a Kilo Pass, by key: `kiloPass.getState`, which is not documented. Shape from opencode-quota's tests. */
export const kilo: QuotaDriver = {
	id: "kilo",
	providers: ["kilo"],
	reads: "balance",
	origin: "https://app.kilo.ai",
	hosts: ["app.kilo.ai", "api.kilo.ai"],
	...BALANCE_ETIQUETTE,
	evidence: "recorded",
	request: bearerRequest(`/api/trpc/kiloPass.getState?batch=1&input=${INPUT}`),
	read({ body }) {
		const [first] = fieldsListOf(body);
		const state = fieldsOf(fieldsOf(fieldsOf(first?.["result"])["data"])["json"]);
		if (state["subscription"] === null) return failed(WHO, "forbidden");
		if (!isFields(state["subscription"])) return failed(WHO, "unreadable");
		return balanceAnswered(WHO, balanceOf(leftUsd(state["subscription"]), "USD"));
	},
};
