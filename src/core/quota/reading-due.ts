import type { Accounting } from "../accounting/accounting.ts";
import type { QuotaDriver } from "./quota-driver.ts";
import type { ReadingFailure } from "./quota-reading.ts";
import type { KnownWindow } from "./quota-state.ts";

/** What is known of the readings of one kind of one account. Times are epoch milliseconds, 0 for never. */
export interface LastReadings {
	/** When the endpoint was last asked, successfully or not. */
	readonly askedAtMs: number;
	/** When the newest figures were read, whatever their source. */
	readonly newestAtMs: number;
	/** When the oldest figures that still count were read. */
	readonly oldestAtMs: number;
	/** Failures in a row, of all processes. */
	readonly failures: number;
	/** Resets of windows that were read before them. */
	readonly resetsAtMs: readonly number[];
}

/** How often an endpoint is asked, milliseconds. */
export interface Pace {
	/** Between two readings. */
	readonly intervalMs: number;
	/** Between two questions, whatever happens. */
	readonly minIntervalMs: number;
	/** How long after a reset to ask, since clocks differ. */
	readonly resetFuzzMs: number;
}

/** What a failed reading means for the next one. */
export interface FailedAnswer {
	readonly failure: ReadingFailure;
	readonly retryAfterMs?: number;
	/** From 1: failures in a row; for `rate` refusals in a row. */
	readonly count: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Figures that headers do not name are asked for after this long, before they count as stale. */
const UNNAMED_AGE_MS = 10 * MINUTE_MS;
const MAX_BACKOFF_MS = HOUR_MS;
/** Anthropic's usage endpoint goes on refusing for hours when it was asked too often. */
const MAX_REFUSAL_MS = 6 * HOUR_MS;
/** A vendor that asks for more than this is mistaken. */
const MAX_RETRY_AFTER_MS = 24 * HOUR_MS;

function ofWindows(windows: readonly KnownWindow[], nowMs: number): Omit<LastReadings, "askedAtMs" | "failures"> {
	const past = (atMs: number): number => Math.min(atMs, nowMs);
	const readAtMs = windows.map((window) => past(window.readAtMs));
	const resets = windows.flatMap(({ resetsAtMs, readAtMs: atMs }) =>
		resetsAtMs !== undefined && resetsAtMs > atMs ? [resetsAtMs] : [],
	);
	return {
		newestAtMs: Math.max(0, ...readAtMs),
		oldestAtMs: readAtMs.length === 0 ? 0 : Math.min(...readAtMs),
		resetsAtMs: resets,
	};
}

/** What is known of an account's readings. Times of a clock that runs ahead count as now. */
export function lastReadings(
	{ quotas, balances }: Pick<Accounting, "quotas" | "balances">,
	{ account, reads }: { readonly account: string; readonly reads: QuotaDriver["reads"] },
	nowMs: number,
): LastReadings {
	if (reads === "balance") {
		const { askedAtMs = 0, readAtMs = 0, failures = 0 } = balances.get(account) ?? {};
		const newestAtMs = Math.min(readAtMs, nowMs);
		return { askedAtMs: Math.min(askedAtMs, nowMs), newestAtMs, oldestAtMs: newestAtMs, failures, resetsAtMs: [] };
	}
	const { askedAtMs = 0, windows = [], failures = 0 } = quotas.get(account) ?? {};
	return { ...ofWindows(windows, nowMs), askedAtMs: Math.min(askedAtMs, nowMs), failures };
}

/** When the next reading is due, epoch milliseconds; 0 where there is none yet. Failures are not looked at. */
export function dueAtMs(last: LastReadings, { intervalMs, minIntervalMs, resetFuzzMs }: Pace): number {
	const newestMs = Math.max(last.askedAtMs, last.newestAtMs);
	if (newestMs === 0) return 0;
	const byAge = newestMs + intervalMs;
	const byUnnamed =
		last.oldestAtMs === 0 ? byAge : Math.max(last.askedAtMs, last.oldestAtMs) + Math.max(intervalMs, UNNAMED_AGE_MS);
	const byReset = last.resetsAtMs.map((resetMs) => Math.max(resetMs + resetFuzzMs, last.askedAtMs + minIntervalMs));
	return Math.min(byAge, byUnnamed, ...byReset);
}

/** How long to leave an endpoint alone after `failures` in a row, milliseconds; 0 after none. */
export function backoffMs(failures: number, intervalMs: number): number {
	if (failures === 0) return 0;
	return Math.max(intervalMs, Math.min(MAX_BACKOFF_MS, intervalMs * 2 ** (failures - 1)));
}

/** True where the vendor itself has said that it is not to be asked again soon. */
export function isRefusal({ failure, retryAfterMs = 0 }: Pick<FailedAnswer, "failure" | "retryAfterMs">): boolean {
	return failure === "rate" || failure === "auth" || retryAfterMs > 0;
}

/** How long to leave an endpoint alone after this failure, milliseconds. */
export function waitAfterFailureMs(failed: FailedAnswer, intervalMs: number, refusedMs: number): number {
	const askedForMs = Math.min(failed.retryAfterMs ?? 0, MAX_RETRY_AFTER_MS);
	if (failed.failure === "auth") return Math.max(HOUR_MS, askedForMs);
	if (failed.failure !== "rate") return Math.max(backoffMs(failed.count, intervalMs), askedForMs);
	const growingMs = Math.min(MAX_REFUSAL_MS, refusedMs * 2 ** (failed.count - 1));
	return Math.max(refusedMs, intervalMs, growingMs, askedForMs);
}
