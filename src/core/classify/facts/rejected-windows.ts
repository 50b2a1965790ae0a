import type { FailureScope } from "../../failure.ts";
import type { ErrorFacts } from "./error-facts.ts";

/** A plan window that response headers call used up. */
export interface RejectedWindow {
	/** `account` windows count for every model; the others for one family. */
	readonly scope: Extract<FailureScope, "account" | "family">;
	readonly family?: string;
	/** Epoch milliseconds; absent where the headers name none in the future. */
	readonly resetAtMs?: number;
}

const SECOND_MS = 1_000;
const UNIFIED = "anthropic-ratelimit-unified-";
const UNIFIED_WINDOW = /^anthropic-ratelimit-unified-(5h|7d)(?:[_-]([a-z0-9]{1,20}))?-status$/;
const CODEX_WINDOW = /^x-codex-(?:([a-z0-9_-]{1,40})-)?(primary|secondary)-used-percent$/;
const ACCOUNT_CLAIM = /^(?:five_hour|seven_day)$/;
const MAX_HEADERS = 100;

function futureMs(seconds: number, nowMs: number): { resetAtMs: number } | Record<never, never> {
	const ms = seconds * SECOND_MS;
	return ms > nowMs ? { resetAtMs: ms } : {};
}

/** Family of a Claude model id: `claude-fable-5` is `fable`. */
function claudeFamily(modelId: string): string | undefined {
	return /claude-(?:\d[\d.-]*-)?([a-z]{3,20})/i.exec(modelId)?.[1]?.toLowerCase();
}

/** `7d_sonnet` names its family; `7d_oi` means the one that was asked. */
function unifiedFamily(name: string, facts: ErrorFacts): { family: string } | Record<never, never> {
	const family = name.length > 2 ? name : claudeFamily(facts.modelId);
	return family === undefined ? {} : { family };
}

/** Anthropic's `anthropic-ratelimit-unified-*`: reset in epoch seconds, one status per window. */
function unifiedWindows(facts: ErrorFacts, nowMs: number): RejectedWindow[] {
	const { headers } = facts;
	if (headers[`${UNIFIED}status`] !== "rejected") return [];
	const named = Object.keys(headers)
		.slice(0, MAX_HEADERS)
		.flatMap((name): RejectedWindow[] => {
			const match = UNIFIED_WINDOW.exec(name);
			if (!match || headers[name] !== "rejected") return [];
			const reset = futureMs(Number(headers[name.replace(/status$/, "reset")]), nowMs);
			if (match[2] === undefined) return [{ scope: "account", ...reset }];
			return [{ scope: "family", ...unifiedFamily(match[2], facts), ...reset }];
		});
	if (named.length > 0) return named;
	const reset = futureMs(Number(headers[`${UNIFIED}reset`]), nowMs);
	const claim = headers[`${UNIFIED}representative-claim`] ?? "five_hour";
	const family = claudeFamily(facts.modelId);
	if (ACCOUNT_CLAIM.test(claim) || family === undefined) return [{ scope: "account", ...reset }];
	return [{ scope: "family", family, ...reset }];
}

/** Codex' `x-codex-*`: windows with 100 % used; extra limits belong to the model they name. */
function codexWindows(facts: ErrorFacts, nowMs: number): RejectedWindow[] {
	const { headers } = facts;
	return Object.keys(headers)
		.slice(0, MAX_HEADERS)
		.flatMap((name): RejectedWindow[] => {
			const match = CODEX_WINDOW.exec(name);
			if (!match || !(Number(headers[name]) >= 100)) return [];
			const window = name.replace(/used-percent$/, "");
			const at = Number(headers[`${window}reset-at`]);
			const toGo = Number(headers[`${window}reset-after-seconds`]);
			const reset = futureMs(at > 0 ? at : nowMs / SECOND_MS + toGo, nowMs);
			const family = match[1] === undefined ? undefined : headers[`x-codex-${match[1]}-limit-name`]?.toLowerCase();
			return [family === undefined ? { scope: "account", ...reset } : { scope: "family", family, ...reset }];
		});
}

/** The plan windows that the response headers call used up; empty when they say nothing of the kind. */
export function rejectedWindows(facts: ErrorFacts, nowMs: number): readonly RejectedWindow[] {
	return [...unifiedWindows(facts, nowMs), ...codexWindows(facts, nowMs)];
}
