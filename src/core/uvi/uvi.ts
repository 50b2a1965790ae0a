import type { UviStatus } from "../accounting/standing.ts";
import type { UviThresholds } from "../config/schema.ts";
import type { QuotaWindow } from "../quota/quota-reading.ts";
import type { KnownWindow } from "../quota/quota-state.ts";
import { elapsedShareOf, endOf, isStale, type PacedWindow } from "./window-times.ts";

/** Below this the index says nothing: the first request of a window would look like thousands of times too fast. */
const MIN_ELAPSED_SHARE = 0.01;

/** Stressed from this share on where only the share used is known. */
const STRESSED_SHARE = 0.9;

/**
 * Utilization velocity index: used share over elapsed share, 1 is on pace. Undefined where the reset or the length of the
 * window is not known, and once the window is over. The first hundredth of a window counts as one hundredth.
 */
export function uviOf(window: PacedWindow, nowMs: number): number | undefined {
	const elapsed = elapsedShareOf(window, nowMs);
	return elapsed === undefined ? undefined : Math.max(0, window.usedShare) / Math.max(elapsed, MIN_ELAPSED_SHARE);
}

/** A window that is counted here was critical when the account was last charged: the index has only fallen since. */
function wasCritical(window: PacedWindow, { criticalAt }: UviThresholds): boolean {
	const { isCritical, lastUsedAtMs } = window;
	if (isCritical) return true;
	return lastUsedAtMs !== undefined && (uviOf(window, lastUsedAtMs) ?? 0) >= criticalAt;
}

function isCriticalIndex(window: PacedWindow, uvi: number, thresholds: UviThresholds): boolean {
	const { criticalAt, criticalFreedBelow, criticalUsedMin } = thresholds;
	if (window.usedShare < criticalUsedMin) return false;
	return uvi >= criticalAt || (uvi >= criticalFreedBelow && wasCritical(window, thresholds));
}

function statusByIndex(window: PacedWindow, uvi: number, thresholds: UviThresholds, nowMs: number): UviStatus {
	const { stressedAt, stressedUsedMin, surplusAt, surplusElapsedMin } = thresholds;
	if (isCriticalIndex(window, uvi, thresholds)) return "critical";
	if (uvi >= stressedAt && window.usedShare >= stressedUsedMin) return "stressed";
	const elapsed = elapsedShareOf(window, nowMs) ?? 0;
	return uvi <= surplusAt && elapsed >= surplusElapsedMin ? "surplus" : "ok";
}

/** What an old reading still says: it may put a target last, but neither remove nor promote it. */
const WHEN_STALE: Readonly<Record<UviStatus, UviStatus>> = {
	exhausted: "exhausted",
	critical: "stressed",
	stressed: "stressed",
	ok: "ok",
	surplus: "ok",
};

/**
 * How fast a window is used up. Undefined once it is over: the next one is fresh and nothing is known of it. A window that
 * was critical stays so until its index falls below `criticalFreedBelow`; an old reading is weakened, unless it says that
 * everything is used. Where the index is not known, the share used alone decides and never makes it critical or surplus.
 */
export function statusOf(window: PacedWindow, thresholds: UviThresholds, nowMs: number): UviStatus | undefined {
	const { usedShare } = window;
	if (Number.isNaN(usedShare) || nowMs >= endOf(window)) return undefined;
	if (usedShare >= 1) return "exhausted";
	const uvi = uviOf(window, nowMs);
	if (uvi === undefined) return usedShare >= STRESSED_SHARE ? "stressed" : "ok";
	const status = statusByIndex(window, uvi, thresholds, nowMs);
	return isStale(window, nowMs) ? WHEN_STALE[status] : status;
}

/** Whether the index alone makes a window critical, however old its reading is. */
function countsAsCritical(window: PacedWindow, thresholds: UviThresholds, nowMs: number): boolean {
	const uvi = uviOf(window, nowMs);
	return uvi !== undefined && isCriticalIndex(window, uvi, thresholds);
}

/**
 * A new reading with the mark of what counts as critical at this moment: by its own figures, or because the window was
 * critical until now and is not freed by them. `before` is what was known so far of the same account.
 */
export function markCritical<T extends QuotaWindow>(
	windows: readonly T[],
	before: readonly KnownWindow[],
	thresholds: UviThresholds,
	nowMs: number,
): readonly (T & { readonly isCritical?: true })[] {
	return windows.map((window) => {
		const known = before.find(({ id, family }) => id === window.id && family === window.family);
		const wasHeld = known !== undefined && countsAsCritical(known, thresholds, nowMs);
		const read: PacedWindow = { ...window, readAtMs: nowMs, ...(wasHeld ? { isCritical: true } : {}) };
		return countsAsCritical(read, thresholds, nowMs) ? { ...window, isCritical: true } : window;
	});
}
