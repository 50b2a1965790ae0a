import type { QuotaCredential, QuotaDriver } from "../quota-driver.ts";
import { answered, failed } from "../reading/answers.ts";
import { headerToken } from "../reading/credentials.ts";
import { PLAN_ETIQUETTE } from "../reading/etiquette.ts";
import { type Fields, fieldsOf, isFields, isoInstantOf, nameOf, numberOf } from "../reading/untrusted.ts";
import { lengthName, percent, shareOf, type WindowFacts } from "../reading/windows.ts";

const WHO = "xAI";
const API_KEY_PREFIX = "xai-";

/** The percentage is used percent, and left out when it is zero; that the period is told shows that the answer is whole. */
function creditWindow(config: Fields): WindowFacts {
	const period = fieldsOf(config["currentPeriod"]);
	const [startMs, endMs] = [isoInstantOf(period["start"]), isoInstantOf(period["end"])];
	const windowMs = startMs === undefined || endMs === undefined || endMs <= startMs ? undefined : endMs - startMs;
	const isMonth = period["type"] === "USAGE_PERIOD_TYPE_MONTHLY" || windowMs === undefined;
	const used = config["creditUsagePercent"];
	const whenLeftOut = endMs === undefined ? undefined : 0;
	return {
		id: isMonth ? "month" : lengthName(windowMs),
		usedShare: used === undefined ? whenLeftOut : percent(numberOf(used)),
		resetsAtMs: endMs,
		windowMs,
	};
}

/** Accounts with one bill tell cents of a month. */
function monthWindow(body: Fields): WindowFacts {
	const limit = numberOf(fieldsOf(body["monthlyLimit"])["val"]);
	return {
		id: "month",
		usedShare: shareOf(numberOf(fieldsOf(body["used"])["val"]), limit),
		resetsAtMs: isoInstantOf(body["billingPeriodEnd"]),
	};
}

/** Only a login has a plan; keys of the API are paid by use and not known at this address. */
function request({ apiKey }: QuotaCredential) {
	const token = headerToken(apiKey);
	if (token === undefined || token.startsWith(API_KEY_PREFIX)) return undefined;
	return {
		path: "/v1/billing?format=credits",
		headers: { Accept: "application/json", Authorization: `Bearer ${token}` },
	};
}

/**
 * SuperGrok by login: `GET /v1/billing?format=credits` of the proxy that Grok's command line uses. Shapes from the
 * fixtures of opencode-quota and CodexBar's Grok tests. That client also sends `x-xai-token-auth: xai-grok-cli`; we are
 * not it and leave it out, so the answer may be a refusal. What can be bought beyond the plan is not counted on.
 */
export const xai: QuotaDriver = {
	id: "xai",
	providers: ["xai"],
	reads: "windows",
	origin: "https://cli-chat-proxy.grok.com",
	hosts: ["api.x.ai"],
	...PLAN_ETIQUETTE,
	evidence: "recorded",
	request,
	read({ body, nowMs }) {
		const fields = fieldsOf(body);
		const config = fieldsOf(fields["config"]);
		const plan = nameOf(fields["subscriptionTier"]);
		if (isFields(config["currentPeriod"])) return answered(WHO, nowMs, { windows: [creditWindow(config)], plan });
		if (isFields(fields["monthlyLimit"])) return answered(WHO, nowMs, { windows: [monthWindow(fields)], plan });
		return failed(WHO, "unreadable");
	},
};
