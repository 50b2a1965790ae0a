import { dayPeriod, type Period } from "../../calendar/local-days.ts";

/** Days that are kept; the oldest ones are dropped beyond. */
const MAX_DAYS = 400;

/** Finds the local day of moments that mostly follow each other, which is when it costs nothing. */
export type DayOf = (atMs: number) => Period;

/** Makes a finder for a zone. */
export function createDayOf(timeZone: string): DayOf {
	let day: Period | undefined;
	return (atMs) => {
		if (day === undefined || atMs < day.startMs || atMs >= day.endMs) day = dayPeriod(atMs, timeZone);
		return day;
	};
}

/** The value of a day or month, made where there is none; only so many of the newest are kept. */
export function valueOfDay<T>(
	days: Map<string, T>,
	day: string,
	make: () => T,
	most: number = Number.POSITIVE_INFINITY,
): T {
	const known = days.get(day);
	if (known !== undefined) return known;
	const value = make();
	days.set(day, value);
	if (days.size > Math.min(most, MAX_DAYS)) {
		const [oldest = ""] = [...days.keys()].sort();
		days.delete(oldest);
	}
	return value;
}

/** So many of the newest days, newest first. */
export function newestDays<T>(days: ReadonlyMap<string, T>, most: number): [string, T][] {
	return [...days].sort(([a], [b]) => (a < b ? 1 : -1)).slice(0, most);
}
