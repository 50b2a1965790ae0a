import { isoInstantOf, numberOf } from "../reading/untrusted.ts";
import { percent, WEEK_MS, type WindowFacts, whatIsNotLeft } from "../reading/windows.ts";
import type { HeaderFindings, Headers } from "./header-findings.ts";

const MAX_LENGTH = 500;

interface Header {
	readonly name: string;
	readonly id: string;
	readonly windowMs?: number;
	/** The snapshots have an entitlement: none at all or one without end says nothing about what is left. */
	readonly hasEntitlement: boolean;
}

/** Completions in an editor are not ours. The limits of a session and a week stand nowhere else. */
const HEADERS: readonly Header[] = [
	{ name: "x-quota-snapshot-premium_interactions", id: "month:premium", hasEntitlement: true },
	{ name: "x-quota-snapshot-premium_models", id: "month:premium", hasEntitlement: true },
	{ name: "x-quota-snapshot-chat", id: "month:chat", hasEntitlement: true },
	{ name: "x-usage-ratelimit-session", id: "session", hasEntitlement: false },
	{ name: "x-usage-ratelimit-weekly", id: "7d", windowMs: WEEK_MS, hasEntitlement: false },
];

/** The value is like a query; `rem` is the percentage that is left and `rst` when it begins anew. */
function windowOf({ id, windowMs, hasEntitlement }: Header, value: string): WindowFacts[] {
	const fields = new URLSearchParams(value);
	const entitlement = numberOf(fields.get("ent"));
	if (hasEntitlement && (entitlement === undefined || entitlement <= 0)) return [];
	const left = percent(numberOf(fields.get("rem")));
	return [{ id, usedShare: whatIsNotLeft(left), resetsAtMs: isoInstantOf(fields.get("rst")), windowMs }];
}

/** `x-quota-snapshot-*` and `x-usage-ratelimit-*` on answers of Copilot (vscode-copilot-chat, src/platform/chat). */
export function copilotHeaders(headers: Headers): HeaderFindings {
	return {
		windows: HEADERS.flatMap((header) => {
			const value = headers[header.name];
			return value === undefined || value.length > MAX_LENGTH ? [] : windowOf(header, value);
		}),
	};
}
