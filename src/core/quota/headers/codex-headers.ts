import { epochSecondsOf, nameOf, numberOf } from "../reading/untrusted.ts";
import { lengthName, percent, type WindowFacts } from "../reading/windows.ts";
import type { HeaderFindings, Headers } from "./header-findings.ts";

const PREFIX = "x-codex-";
const USED = /^x-codex-(?:([a-z0-9_-]{1,40})-)?(primary|secondary)-used-percent$/;
const MINUTE_MS = 60_000;

/** The window's length names it, as for the endpoint; a limit of one model must say which model. */
function windowOf(headers: Headers, match: RegExpExecArray, nowMs: number): WindowFacts[] {
	const [header, limit, slot] = match;
	const family = limit === undefined ? undefined : nameOf(headers[`${PREFIX}${limit}-limit-name`])?.toLowerCase();
	if (limit !== undefined && family === undefined) return [];
	const window = header.slice(0, -"used-percent".length);
	const minutes = numberOf(headers[`${window}window-minutes`]);
	const windowMs = minutes === undefined || minutes <= 0 ? undefined : minutes * MINUTE_MS;
	const toGoMs = epochSecondsOf(headers[`${window}reset-after-seconds`]);
	// The endpoint calls the limit `codex_bengalfox` that is `x-codex-bengalfox-` here.
	const suffix = limit === undefined ? "" : `:codex_${limit.replaceAll("-", "_")}`;
	return [
		{
			id: `${windowMs === undefined ? slot : lengthName(windowMs)}${suffix}`,
			usedShare: percent(numberOf(headers[header])),
			resetsAtMs: epochSecondsOf(headers[`${window}reset-at`]) ?? (toGoMs === undefined ? undefined : nowMs + toGoMs),
			windowMs,
			family,
		},
	];
}

/**
 * `x-codex-*` on every HTTP answer of Codex (openai/codex, codex-api/src/rate_limits.rs): used percent, lengths in
 * minutes, resets in epoch seconds or seconds to go. The WebSocket carries none of them.
 */
export function codexHeaders(headers: Headers, nowMs: number): HeaderFindings {
	const windows: WindowFacts[] = [];
	for (const name in headers) {
		const match = name.startsWith(PREFIX) ? USED.exec(name) : null;
		if (match !== null) windows.push(...windowOf(headers, match, nowMs));
	}
	return { windows, plan: nameOf(headers[`${PREFIX}plan-type`]) };
}
