import { isWallTime, zoneClock } from "./zoned-time.ts";

const SECOND_MS = 1_000;
const UNITS_MS: ReadonlyMap<string, number> = new Map([
	["ms", 1],
	["s", SECOND_MS],
	["m", 60 * SECOND_MS],
	["h", 3_600 * SECOND_MS],
	["d", 86_400 * SECOND_MS],
	["w", 604_800 * SECOND_MS],
]);

/** One number with its unit; units may follow each other without a gap, as in `9m38.016s`. */
const DURATION_PART =
	/[\s,]*(?:and\s+)?(\d{1,9}(?:\.\d{1,12})?)\s*(milliseconds?|millis|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|hr|h|days?|d|weeks?|w)(?![a-z])/iy;
const MAX_PARTS = 6;

function unitMs(unit: string): number {
	const lower = unit.toLowerCase();
	const short = lower.startsWith("mil") || lower === "ms" ? "ms" : lower.charAt(0);
	return Number(UNITS_MS.get(short));
}

/** A duration that starts at `from` in the text, such as `2hr 15min` or `11.054s`, in milliseconds. */
export function durationAt(text: string, from: number): number | undefined {
	let total: number | undefined;
	DURATION_PART.lastIndex = from;
	for (let part = 0; part < MAX_PARTS; part++) {
		const match = DURATION_PART.exec(text);
		if (!match) break;
		total = (total ?? 0) + Number(match[1]) * unitMs(String(match[2]));
	}
	DURATION_PART.lastIndex = 0;
	return total;
}

/** A value that is a duration as a whole (`6m0s`, `34.07s`, `1h2m3s`), in milliseconds. */
function durationOf(value: string): number | undefined {
	return /^(?:\d+(?:\.\d+)?(?:ms|[smhd]))+$/i.test(value) ? durationAt(value, 0) : undefined;
}

const ISO =
	/^(\d{4})-(\d{2})-(\d{2})(?:(?:T|\s+at\s+|\s+)(\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?\s*(Z|UTC|GMT|(?:UTC|GMT)?[+-]\d{2}:?\d{2})?$/i;
const HTTP_DATE = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? [\w :-]{10,40}$/i;

function isoInstant(match: RegExpExecArray, naiveZone: string): number | undefined {
	const wall = {
		year: Number(match[1]),
		month: Number(match[2]),
		day: Number(match[3]),
		hour: Number(match[4] ?? 0),
		minute: Number(match[5] ?? 0),
		second: Number(match[6] ?? 0),
	};
	return isWallTime(wall) ? zoneClock(match[7] ?? naiveZone)?.instantOf(wall) : undefined;
}

/** Epoch milliseconds of a date that names its zone, or is meant in `naiveZone`. */
export function instantOf(value: string, naiveZone = "UTC"): number | undefined {
	const iso = ISO.exec(value);
	if (iso) return isoInstant(iso, naiveZone);
	if (!HTTP_DATE.test(value)) return undefined;
	// The oldest of the three HTTP forms names no zone; all of them mean GMT.
	const ms = Date.parse(/(?:GMT|UTC)$/i.test(value) ? value : `${value} GMT`);
	return Number.isNaN(ms) ? undefined : ms;
}

const FIRST_EPOCH_MS = 1e12;
const FIRST_EPOCH_SECONDS = 1e9;

/** A bare number as vendors send it: epoch milliseconds, epoch seconds, or (when small) seconds to go. Epoch milliseconds come back. */
export function numberToInstant(value: number, nowMs: number): number {
	if (value >= FIRST_EPOCH_MS) return value;
	if (value >= FIRST_EPOCH_SECONDS) return value * SECOND_MS;
	return nowMs + value * SECOND_MS;
}

const NUMBER = /^\d{1,16}(?:\.\d{1,12})?$/;

/** Any single value that says when: number, duration, ISO or HTTP date. Epoch milliseconds. */
export function toInstant(raw: unknown, nowMs: number, naiveZone?: string): number | undefined {
	if (typeof raw === "number") return Number.isFinite(raw) && raw >= 0 ? numberToInstant(raw, nowMs) : undefined;
	if (typeof raw !== "string" || raw.length > 64) return undefined;
	const value = raw.trim();
	if (NUMBER.test(value)) return numberToInstant(Number(value), nowMs);
	const duration = durationOf(value);
	return duration === undefined ? instantOf(value, naiveZone) : nowMs + duration;
}
