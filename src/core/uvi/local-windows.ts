import { type Ledger, SLOT_MS, type Slot } from "../accounting/ledger.ts";
import type { LocalQuotaWindow } from "../config/config.ts";
import type { PacedWindow } from "./window-times.ts";

/** A stretch that is counted, and how much of the window's unit was used in it. */
interface Counted {
	readonly startMs: number;
	readonly used: number;
}

/** Where counting may begin: before the newest pause that no window can outlast. */
function firstAfterPause(slots: readonly Slot[], windowMs: number): number {
	for (let at = slots.length - 1; at > 0; at -= 1) {
		const [slot, before] = [slots[at], slots[at - 1]];
		if (slot && before && slot.startMs - before.startMs >= windowMs) return at;
	}
	return 0;
}

/** The newest window; what was used in a slot counts as used when the slot began. */
function countNewest(slots: readonly Slot[], { windowMs, unit }: LocalQuotaWindow): Counted {
	let startMs = Number.NEGATIVE_INFINITY;
	let used = 0;
	for (let at = firstAfterPause(slots, windowMs); at < slots.length; at += 1) {
		const slot = slots[at];
		if (slot === undefined) break;
		if (slot.startMs >= startMs + windowMs) {
			startMs = slot.startMs;
			used = 0;
		}
		used += slot[unit];
	}
	return { startMs, used };
}

/** Newest windows by the slots they were counted from: weeks of slots are not walked for every request. */
const newest = new WeakMap<readonly Slot[], Map<string, Counted>>();

function newestWindow(slots: readonly Slot[], window: LocalQuotaWindow): Counted {
	const counted = newest.get(slots) ?? new Map<string, Counted>();
	newest.set(slots, counted);
	const key = `${window.windowMs} ${window.unit}`;
	const known = counted.get(key) ?? countNewest(slots, window);
	counted.set(key, known);
	return known;
}

/**
 * A window shorter than a slot. Known is what the slot of this moment adds up to and when the last charge was; the other
 * charges count as spread evenly before that one. Windows follow one another from the beginning of the slot.
 */
function shortWindow(
	slots: readonly Slot[],
	{ windowMs, unit }: LocalQuotaWindow,
	lastAtMs: number,
	nowMs: number,
): Counted | undefined {
	const slotMs = Math.floor(nowMs / SLOT_MS) * SLOT_MS;
	const slot = slots.findLast((one) => one.startMs <= slotMs);
	if (slot?.startMs !== slotMs) return undefined;
	const startMs = slotMs + Math.floor((nowMs - slotMs) / windowMs) * windowMs;
	const endMs = startMs + windowMs;
	const last = slot[unit] / Math.max(1, slot.requests);
	const spanMs = Math.max(1, lastAtMs - slotMs);
	const inWindowMs = Math.max(0, Math.min(slotMs + spanMs, endMs) - startMs);
	const isLastWithin = lastAtMs >= startMs && lastAtMs < endMs;
	return { startMs, used: (slot[unit] - last) * (inWindowMs / spanMs) + (isLastWithin ? last : 0) };
}

function windowNow(window: LocalQuotaWindow, slots: readonly Slot[], lastAtMs: number, nowMs: number): PacedWindow {
	const { id, windowMs, limit } = window;
	const counted = windowMs < SLOT_MS ? shortWindow(slots, window, lastAtMs, nowMs) : newestWindow(slots, window);
	if (!counted || counted.used <= 0 || nowMs >= counted.startMs + windowMs) return { id, windowMs, usedShare: 0 };
	return {
		id,
		windowMs,
		usedShare: counted.used / limit,
		resetsAtMs: counted.startMs + windowMs,
		lastUsedAtMs: lastAtMs,
	};
}

/**
 * The windows that the routes file gives an account, counted from the ledger. A window begins with the first use after the
 * one before has ended; between two there is no reset and nothing is used. Use is known by ten minutes, so that a window
 * may seem to begin and end up to ten minutes early; what a window of less than ten minutes holds is an estimate. The
 * ledger keeps five weeks: an account that never pauses for the length of a window is counted from the oldest use it knows.
 */
export function localWindows(
	windows: readonly LocalQuotaWindow[],
	account: string,
	{ slots, lastAtMs }: Pick<Ledger, "slots" | "lastAtMs">,
	nowMs: number,
): readonly PacedWindow[] {
	const own = windows.filter(({ provider }) => provider === account);
	const used = slots.get(account) ?? [];
	return own.map((window) => windowNow(window, used, lastAtMs.get(account) ?? 0, nowMs));
}
