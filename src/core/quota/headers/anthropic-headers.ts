import { epochSecondsOf, numberOf } from "../reading/untrusted.ts";
import { HOUR_MS, WEEK_MS, type WindowFacts } from "../reading/windows.ts";
import type { HeaderFindings, Headers } from "./header-findings.ts";

const PREFIX = "anthropic-ratelimit-unified-";
const USED = /^anthropic-ratelimit-unified-((5h|7d)(?:[_-]([a-z0-9]{2,20}))?)-utilization$/;

/** The window that is called `7d_oi` counts for Fable (CLIProxyAPI, captures of September 2026). */
const FAMILIES: ReadonlyMap<string, string> = new Map([["oi", "fable"]]);

function windowOf(headers: Headers, match: RegExpExecArray): WindowFacts {
	const [header, name, length, suffix] = match;
	const family = suffix === undefined ? undefined : (FAMILIES.get(suffix) ?? suffix);
	const share = numberOf(headers[header]);
	const isFull = headers[`${PREFIX}${name}-status`] === "rejected";
	return {
		id: family === undefined ? `${length}` : `${length}:${family}`,
		usedShare: isFull ? Math.max(1, share ?? 1) : share,
		resetsAtMs: epochSecondsOf(headers[`${PREFIX}${name}-reset`]),
		windowMs: length === "5h" ? 5 * HOUR_MS : WEEK_MS,
		family,
	};
}

/**
 * `anthropic-ratelimit-unified-*` on every answer to a login: used shares from 0 to 1, above 1 when more was used, and
 * resets in epoch seconds (tests of CLIProxyAPI, captures of 2026). Answers to keys have none of them.
 */
export function anthropicHeaders(headers: Headers): HeaderFindings {
	const windows: WindowFacts[] = [];
	for (const name in headers) {
		const match = name.startsWith(PREFIX) ? USED.exec(name) : null;
		if (match !== null) windows.push(windowOf(headers, match));
	}
	return { windows };
}
