import type { QuotaCredential, QuotaDriver } from "../quota-driver.ts";
import type { QuotaWindow } from "../quota-reading.ts";
import { answered, balanceOf, failed } from "../reading/answers.ts";
import { headerToken } from "../reading/credentials.ts";
import { PLAN_ETIQUETTE } from "../reading/etiquette.ts";
import { accountOfJwt } from "../reading/jwt-account.ts";
import {
	epochSecondsOf,
	type Fields,
	fieldsListOf,
	fieldsOf,
	isFields,
	nameOf,
	numberOf,
} from "../reading/untrusted.ts";
import { lengthName, percent, readWindows, type WindowFacts } from "../reading/windows.ts";

const WHO = "ChatGPT";
const SECOND_MS = 1_000;

/** Which limit a window belongs to: the account's own, or one of a model. */
interface Limit {
	/** `:codex_bengalfox`, or nothing. */
	readonly suffix: string;
	readonly family?: string;
}

const ACCOUNT: Limit = { suffix: "" };

/**
 * OpenAI has moved the weekly window into the first slot and back, so the length names a window, never its slot. One
 * without a length is called by its slot, and no length is claimed for it.
 */
function windowOf(slot: string, value: unknown, limit: Limit, nowMs: number): WindowFacts[] {
	if (value === null || value === undefined) return [];
	const window = fieldsOf(value);
	const seconds = numberOf(window["limit_window_seconds"]);
	const windowMs = seconds === undefined || seconds <= 0 ? undefined : seconds * SECOND_MS;
	const toGoMs = epochSecondsOf(window["reset_after_seconds"]);
	return [
		{
			id: `${windowMs === undefined ? slot : lengthName(windowMs)}${limit.suffix}`,
			usedShare: percent(numberOf(window["used_percent"])),
			resetsAtMs: epochSecondsOf(window["reset_at"]) ?? (toGoMs === undefined ? undefined : nowMs + toGoMs),
			windowMs,
			family: limit.family,
		},
	];
}

function windowsOf(rateLimit: unknown, limit: Limit, nowMs: number): WindowFacts[] {
	const slots = fieldsOf(rateLimit);
	return [
		...windowOf("primary", slots["primary_window"], limit, nowMs),
		...windowOf("secondary", slots["secondary_window"], limit, nowMs),
	];
}

/** Limits of single models; one that does not say of which is left out, it would count for the whole account. */
function modelWindows(body: Fields, nowMs: number): WindowFacts[] {
	return fieldsListOf(body["additional_rate_limits"]).flatMap((extra) => {
		const feature = nameOf(extra["metered_feature"]);
		const family = nameOf(extra["limit_name"])?.toLowerCase();
		if (feature === undefined || family === undefined) return [];
		return windowsOf(extra["rate_limit"], { suffix: `:${feature}`, family }, nowMs);
	});
}

/** What a workspace allows this person to spend; its length is not told. */
function spendWindow(body: Fields): WindowFacts[] {
	const own = fieldsOf(body["spend_control"])["individual_limit"];
	if (!isFields(own)) return [];
	return [
		{ id: "spend", usedShare: percent(numberOf(own["used_percent"])), resetsAtMs: epochSecondsOf(own["reset_at"]) },
	];
}

function hasCredits(body: Fields): boolean {
	const credits = fieldsOf(body["credits"]);
	return (
		(credits["has_credits"] === true || credits["unlimited"] === true) && credits["overage_limit_reached"] !== true
	);
}

/** Credits pay for what goes beyond a window. A refusal counts where no full window explains it and says until when. */
function usability(body: Fields, windows: readonly QuotaWindow[]): boolean | undefined {
	if (fieldsOf(body["spend_control"])["reached"] === true) return false;
	if (hasCredits(body)) return true;
	const { allowed, limit_reached } = fieldsOf(body["rate_limit"]);
	const isRefused = allowed === false || limit_reached === true;
	return isRefused && !windows.some(({ usedShare }) => usedShare >= 1) ? false : undefined;
}

function creditBalance(body: Fields) {
	const { has_credits, balance } = fieldsOf(body["credits"]);
	const amount = has_credits === true ? balanceOf(balance, "credits") : undefined;
	return amount === undefined ? [] : [amount];
}

function request({ apiKey }: QuotaCredential) {
	const token = headerToken(apiKey);
	const account = token === undefined ? undefined : accountOfJwt(token);
	if (account === undefined) return undefined;
	return {
		path: "/backend-api/wham/usage",
		headers: { Accept: "application/json", Authorization: `Bearer ${token}`, "ChatGPT-Account-Id": account },
	};
}

/**
 * ChatGPT plans with Codex: `GET /backend-api/wham/usage`. Shapes as recorded in the tests of opencode-quota, CodexBar
 * and openai/codex (codex-rs/backend-client). No refusal of frequent questions is known.
 */
export const openaiCodex: QuotaDriver = {
	id: "openai-codex",
	providers: ["openai-codex"],
	reads: "windows",
	origin: "https://chatgpt.com",
	hosts: ["chatgpt.com"],
	...PLAN_ETIQUETTE,
	evidence: "recorded",
	request,
	read({ body, nowMs }) {
		const fields = fieldsOf(body);
		// Null where a workspace has no windows, only what it may spend.
		if (!isFields(fields["rate_limit"]) && fields["rate_limit"] !== null) return failed(WHO, "unreadable");
		const own = windowsOf(fields["rate_limit"], ACCOUNT, nowMs);
		return answered(WHO, nowMs, {
			windows: [...own, ...spendWindow(fields), ...modelWindows(fields, nowMs)],
			balances: creditBalance(fields),
			plan: nameOf(fields["plan_type"]),
			isUsable: usability(fields, readWindows(own, nowMs).windows),
		});
	},
};
