import type { QuotaCredential, QuotaDriver } from "../quota-driver.ts";
import { answered, failed } from "../reading/answers.ts";
import { headerToken } from "../reading/credentials.ts";
import { type Fields, fieldsOf, isFields, isoInstantOf, nameOf, numberOf } from "../reading/untrusted.ts";
import { percent, shareOf, type WindowFacts, whatIsNotLeft } from "../reading/windows.ts";

const WHO = "GitHub";
const MINUTE_MS = 60_000;

/** Allowances that requests of pi count against. Completions in an editor do not. */
const SNAPSHOTS: ReadonlyArray<readonly [field: string, id: string]> = [
	["premium_interactions", "month:premium"],
	["premium_models", "month:premium"],
	["chat", "month:chat"],
];

/** Seats of an organisation that pays by tokens show nothing of nothing, hundred percent left: that is not known. */
function isPlaceholder({ entitlement, remaining }: Fields): boolean {
	return numberOf(entitlement) === 0 && numberOf(remaining) === 0;
}

/** `percent_remaining` is what is left, and below zero when more was used than allowed. */
function usedShare(snapshot: Fields): number | undefined {
	const left =
		percent(numberOf(snapshot["percent_remaining"])) ??
		shareOf(numberOf(snapshot["remaining"]), numberOf(snapshot["entitlement"]));
	return whatIsNotLeft(left);
}

function snapshotWindows(snapshots: Fields, resetsAtMs: number | undefined): WindowFacts[] {
	return SNAPSHOTS.flatMap(([field, id]) => {
		const value = snapshots[field];
		if (value === null || value === undefined) return [];
		const snapshot = fieldsOf(value);
		if (snapshot["unlimited"] === true || numberOf(snapshot["entitlement"]) === -1) return [];
		return isPlaceholder(snapshot) ? [] : [{ id, usedShare: usedShare(snapshot), resetsAtMs }];
	});
}

/** The free plan tells what is left of a month's chats in fields of its own. */
function freeWindows(body: Fields): WindowFacts[] {
	const limit = numberOf(fieldsOf(body["monthly_quotas"])["chat"]);
	const left = numberOf(fieldsOf(body["limited_user_quotas"])["chat"]);
	if (limit === undefined || left === undefined) return [];
	const resetsAtMs = isoInstantOf(body["limited_user_reset_date"] ?? body["quota_reset_date"]);
	return [{ id: "month:chat", usedShare: whatIsNotLeft(shareOf(left, limit)), resetsAtMs }];
}

/** `storedToken` is the GitHub login; the short-lived token of Copilot itself is not known at this address. */
function request({ storedToken }: QuotaCredential) {
	const token = headerToken(storedToken);
	if (token === undefined) return undefined;
	return {
		path: "/copilot_internal/user",
		headers: {
			Accept: "application/json",
			Authorization: `token ${token}`,
			"X-Github-Api-Version": "2025-04-01",
		},
	};
}

/**
 * GitHub Copilot: `GET /copilot_internal/user`, which editors use and nobody documents. Shapes from the tests and
 * docs/copilot.md of CodexBar and from vscode-copilot-chat. Editors also send their own names
 * (`Editor-Version`, `Editor-Plugin-Version`); we are none and leave them out. No limit is documented; answers
 * to requests carry the same figures in headers, so every ten minutes is often enough. A business host of one's
 * own is not asked.
 */
export const githubCopilot: QuotaDriver = {
	id: "github-copilot",
	providers: ["github-copilot"],
	reads: "windows",
	origin: "https://api.github.com",
	hosts: [
		"api.githubcopilot.com",
		"api.individual.githubcopilot.com",
		"api.business.githubcopilot.com",
		"api.enterprise.githubcopilot.com",
	],
	minIntervalMs: 10 * MINUTE_MS,
	refusedMs: 30 * MINUTE_MS,
	evidence: "client-code",
	request,
	read({ body, nowMs }) {
		const fields = fieldsOf(body);
		const snapshots = fields["quota_snapshots"];
		const isFree = isFields(fields["limited_user_quotas"]);
		if (!isFields(snapshots) && !isFree) return failed(WHO, "unreadable");
		const resetsAtMs = isoInstantOf(fields["quota_reset_date_utc"] ?? fields["quota_reset_date"]);
		const premium = fieldsOf(fieldsOf(snapshots)["premium_interactions"]);
		return answered(WHO, nowMs, {
			windows: [...snapshotWindows(fieldsOf(snapshots), resetsAtMs), ...freeWindows(fields)],
			plan: nameOf(fields["copilot_plan"]),
			isUsable: premium["overage_permitted"] === true ? true : undefined,
		});
	},
};
