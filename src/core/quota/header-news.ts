import type { QuotaFigures, QuotaWindow } from "./quota-reading.ts";
import type { KnownQuota, KnownWindow } from "./quota-state.ts";

/** Half a percentage point. */
const NEWS_SHARE = 0.005;
/** Vendors tell "seconds to go", so the same reset moves a little from answer to answer. */
const NEWS_RESET_MS = 60_000;
const NEWS_AGE_MS = 60_000;
/** Shares are sums of binary fractions. */
const ROUNDING = 1e-9;

function isNews(now: QuotaWindow, before: KnownWindow | undefined, nowMs: number): boolean {
	if (before === undefined || nowMs - before.readAtMs >= NEWS_AGE_MS) return true;
	if (Math.abs(now.usedShare - before.usedShare) >= NEWS_SHARE - ROUNDING) return true;
	const [reset, resetBefore] = [now.resetsAtMs, before.resetsAtMs];
	if (reset === undefined || resetBefore === undefined) return reset !== resetBefore;
	return Math.abs(reset - resetBefore) > NEWS_RESET_MS;
}

/** True where headers say what is not known yet, or known for a minute only: every answer carries them, and not each is worth a record. */
export function areHeadersNews(figures: QuotaFigures, known: KnownQuota | undefined, nowMs: number): boolean {
	const { windows, plan, isUsable } = figures;
	if (isUsable !== undefined && isUsable !== known?.isUsable) return true;
	if (plan !== undefined && plan !== known?.plan) return true;
	return windows.some((window) =>
		isNews(
			window,
			known?.windows.find(({ id }) => id === window.id),
			nowMs,
		),
	);
}
