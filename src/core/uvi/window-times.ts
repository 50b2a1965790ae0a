import type { QuotaWindow } from "../quota/quota-reading.ts";

/** A window as its pace is judged: read from a vendor, or counted from the router's own records. */
export interface PacedWindow extends QuotaWindow {
	/** When the vendor said so. Absent: it is counted here, and never out of date. */
	readonly readAtMs?: number;
	/** It counted as critical at its reading. */
	readonly isCritical?: true;
	/** When the account was last charged, for a window that is counted here. */
	readonly lastUsedAtMs?: number;
	/** A spending limit of the user, which removes targets by itself once it is spent. */
	readonly isBudget?: true;
}

const MINUTE_MS = 60_000;
const UNIT_MS = { h: 60 * MINUTE_MS, d: 24 * 60 * MINUTE_MS, w: 7 * 24 * 60 * MINUTE_MS } as const;

/** Nothing tells when such a window ends, so this long after its reading nothing is known of it any more. */
export const UNKNOWN_END_MS = 30 * MINUTE_MS;

/** A reading that is older than this neither removes nor promotes a target. */
export const STALE_AFTER_MS = 15 * MINUTE_MS;

/** A reset may lie this much further away than its window is long: clocks differ, and months are not equally long. */
const RESET_TOLERANCE = 1.05;

/** One calendar month earlier in UTC, at the same time of day; the last of a shorter month for a day it does not have. */
function monthBefore(atMs: number): number {
	const at = new Date(atMs);
	const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
	const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
	const midnightMs = Date.UTC(year, month, at.getUTCDate());
	return Date.UTC(year, month - 1, Math.min(at.getUTCDate(), lastDay)) + (atMs - midnightMs);
}

/** What the id says of the length: `5h`, `7d:opus` and `2w` name it, and `month…` ends a calendar month after it began. */
function lengthByName({ id, resetsAtMs }: PacedWindow): number | undefined {
	if (id.startsWith("month")) return resetsAtMs === undefined ? undefined : resetsAtMs - monthBefore(resetsAtMs);
	const [, count, unit] = /^([1-9]\d{0,4})([hdw])(?::|$)/.exec(id) ?? [];
	return unit === undefined ? undefined : Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
}

/** Lengths by name of windows that were asked for: working one out takes longer than all the rest about a window. */
const namedLengths = new WeakMap<PacedWindow, number>();

function namedLength(window: PacedWindow): number {
	const lengthMs = namedLengths.get(window) ?? lengthByName(window) ?? Number.NaN;
	namedLengths.set(window, lengthMs);
	return lengthMs;
}

/** Length of a window; undefined where neither the vendor nor the id says it. */
export function lengthOf(window: PacedWindow): number | undefined {
	const lengthMs = window.windowMs ?? namedLength(window);
	return lengthMs > 0 && lengthMs < Number.POSITIVE_INFINITY ? lengthMs : undefined;
}

/** When a window begins anew; undefined where it is not known, also because it cannot be true: further away than it is long. */
export function resetOf(window: PacedWindow): number | undefined {
	const { resetsAtMs, readAtMs } = window;
	if (resetsAtMs === undefined || !Number.isFinite(resetsAtMs)) return undefined;
	const lengthMs = readAtMs === undefined ? undefined : lengthOf(window);
	if (readAtMs === undefined || lengthMs === undefined) return resetsAtMs;
	return resetsAtMs - readAtMs > lengthMs * RESET_TOLERANCE ? undefined : resetsAtMs;
}

/**
 * When a window is over and nothing is known of the next one: at its reset, else its length after the reading, by which
 * time it has certainly begun anew, else half an hour after the reading.
 */
export function endOf(window: PacedWindow): number {
	const resetsAtMs = resetOf(window);
	if (resetsAtMs !== undefined) return resetsAtMs;
	const { readAtMs } = window;
	return readAtMs === undefined ? Number.POSITIVE_INFINITY : readAtMs + (lengthOf(window) ?? UNKNOWN_END_MS);
}

/** Whether a reading is too old to rely on. */
export function isStale({ readAtMs }: PacedWindow, nowMs: number): boolean {
	return readAtMs !== undefined && nowMs - readAtMs > STALE_AFTER_MS;
}

/** How much of a window is over, 0 to 1; undefined where its reset or its length is not known, and after its reset. */
export function elapsedShareOf(window: PacedWindow, nowMs: number): number | undefined {
	const resetsAtMs = resetOf(window);
	if (resetsAtMs === undefined || nowMs >= resetsAtMs) return undefined;
	const lengthMs = lengthOf(window);
	return lengthMs === undefined ? undefined : Math.max(0, 1 - (resetsAtMs - nowMs) / lengthMs);
}
