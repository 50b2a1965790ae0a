import { SLOT_MS, type Slot } from "../accounting/ledger.ts";
import type { LocalQuotaWindow } from "../config/config.ts";
import { formatDuration } from "../text/format.ts";
import { uviOf } from "./uvi.ts";
import { endOf, lengthOf, type PacedWindow, resetOf } from "./window-times.ts";

/** When a window will be empty if it is used on as before. */
export interface Forecast {
	/** 0 where everything is used; absent where nothing was used, or it is not known how fast. */
	readonly emptyInMs?: number;
	/** Absent where the reset is not known, or the window has not begun. */
	readonly resetsInMs?: number;
	/** It is not empty before its reset, as far as is known. */
	readonly lastsToReset: boolean;
}

const HOUR_MS = 3_600_000;
/** Of windows longer than ten hours the last tenth is looked at: an hour says little about a month. */
const RECENT_SHARE = 0.1;

/**
 * Share of a window that was lately used per millisecond, by the slots of its account: over the last hour, or the last
 * tenth of a window longer than ten hours, and over no more than the window so far.
 */
export function recentRate(
	window: PacedWindow,
	slots: readonly Slot[],
	{ unit, limit }: Pick<LocalQuotaWindow, "unit" | "limit">,
	nowMs: number,
): number {
	const lengthMs = lengthOf(window) ?? HOUR_MS;
	const startMs = (resetOf(window) ?? nowMs) - lengthMs;
	const sinceMs = Math.max(startMs, nowMs - Math.max(HOUR_MS, lengthMs * RECENT_SHARE));
	const fromMs = Math.floor(sinceMs / SLOT_MS) * SLOT_MS;
	let used = 0;
	for (let at = slots.length - 1; at >= 0; at -= 1) {
		const slot = slots[at];
		if (slot === undefined || slot.startMs < fromMs) break;
		used += slot[unit];
	}
	return used / limit / Math.max(SLOT_MS, nowMs - fromMs);
}

/** Share per millisecond over the window so far, as of the reading; undefined where its beginning is not known. */
function rateSoFar(window: PacedWindow, nowMs: number): number | undefined {
	const uvi = uviOf(window, Math.min(nowMs, window.readAtMs ?? nowMs));
	const lengthMs = lengthOf(window);
	return uvi === undefined || lengthMs === undefined ? undefined : uvi / lengthMs;
}

/**
 * When a window will be empty and when it begins anew; undefined once it is over. `ratePerMs` is the share that was lately
 * used per millisecond; without it the window so far tells the pace.
 */
export function forecastOf(window: PacedWindow, nowMs: number, ratePerMs?: number): Forecast | undefined {
	const { usedShare } = window;
	if (Number.isNaN(usedShare) || nowMs >= endOf(window)) return undefined;
	const resetsAtMs = resetOf(window);
	const resets = resetsAtMs === undefined ? {} : { resetsInMs: resetsAtMs - nowMs };
	if (usedShare >= 1) return { emptyInMs: 0, ...resets, lastsToReset: false };
	const rate = ratePerMs ?? rateSoFar(window, nowMs) ?? 0;
	if (!(rate > 0) || usedShare <= 0) return { ...resets, lastsToReset: true };
	const emptyInMs = Math.round((1 - usedShare) / rate);
	return { emptyInMs, ...resets, lastsToReset: resetsAtMs !== undefined && nowMs + emptyInMs >= resetsAtMs };
}

/** A forecast in words, such as "empty in 2h10m, resets in 3h05m"; undefined where nothing can be said. */
export function forecastWords({ emptyInMs, resetsInMs, lastsToReset }: Forecast): string | undefined {
	const resets = resetsInMs === undefined ? undefined : `resets in ${formatDuration(resetsInMs)}`;
	if (lastsToReset) return resets && `lasts, ${resets}`;
	const empty = emptyInMs === 0 ? "empty" : `empty in ${formatDuration(emptyInMs ?? 0)}`;
	return resets === undefined ? empty : `${empty}, ${resets}`;
}
