import { startOfDay } from "./local-days.ts";

const UNITS = [
	{ name: "m", ms: 60_000 },
	{ name: "h", ms: 3_600_000 },
	{ name: "d", ms: 24 * 3_600_000 },
	{ name: "w", ms: 7 * 24 * 3_600_000 },
];
const AGO = /^\d{1,5}[mhdw]$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const LOCAL_TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)$/;
const ZONED_TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:?\d\d)$/;

/**
 * The moment that somebody means: a day (its start), a time of day with or without a zone, or how long ago (`7d`,
 * `24h`). Undefined for anything else.
 */
export function parseMoment(text: string, nowMs: number, timeZone: string): number | undefined {
	const unit = AGO.test(text) ? UNITS.find(({ name }) => text.endsWith(name)) : undefined;
	if (unit !== undefined) return nowMs - Number.parseInt(text, 10) * unit.ms;
	if (DAY.test(text)) return isDay(text) ? startOfDay(text, timeZone) : undefined;
	if (ZONED_TIME.test(text)) return orUndefined(Date.parse(text.replace(" ", "T")));
	const [, day, time] = LOCAL_TIME.exec(text) ?? [];
	if (day === undefined || !isDay(day)) return undefined;
	const asUtcMs = orUndefined(Date.parse(`${day}T${time}Z`));
	return asUtcMs === undefined ? undefined : inZone(asUtcMs, timeZone);
}

/** `Date.parse` alone would turn 31 February into 3 March. */
function isDay(day: string): boolean {
	const ms = Date.parse(`${day}T00:00:00Z`);
	return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day);
}

const orUndefined = (ms: number): number | undefined => (Number.isNaN(ms) ? undefined : ms);

/** The moment at which the clocks of a zone show what those of UTC show at another one. */
function inZone(asUtcMs: number, timeZone: string): number {
	// The offset of the moment that is looked for is known once that one is nearly known.
	const near = asUtcMs - offsetMs(asUtcMs, timeZone);
	return asUtcMs - offsetMs(near, timeZone);
}

/** How far the clocks of a zone are ahead of UTC. */
function offsetMs(atMs: number, timeZone: string): number {
	const whole = Math.floor(atMs / 1_000) * 1_000;
	return Date.parse(`${localTime(whole, timeZone).replace(" ", "T")}Z`) - whole;
}

/** Day and time of a moment in a zone, to the second: `2026-03-14 09:30:00`. */
export function localTime(atMs: number, timeZone: string): string {
	// Swedish writes dates as ISO 8601 does.
	return new Date(atMs).toLocaleString("sv-SE", { timeZone });
}
