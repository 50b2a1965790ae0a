const HOUR_MS = 3_600_000;
/** No zone is further from UTC than this. */
const MAX_OFFSET_MS = 26 * HOUR_MS;

/** Making a formatter takes a hundred times as long as using it. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
	const known = formatters.get(timeZone);
	if (known) return known;
	// Swedish writes dates as ISO 8601 does.
	const made = new Intl.DateTimeFormat("sv-SE", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
	formatters.set(timeZone, made);
	return made;
}

function dayAt(atMs: number, timeZone: string): string {
	return formatterOf(timeZone).format(atMs);
}

/** The calendar day of a moment in a zone, such as `2026-03-14`. */
export function localDay(atMs: number, timeZone: string): string {
	return dayPeriod(atMs, timeZone).key;
}

/** The month that a day belongs to, such as `2026-03`. */
export function monthOf(day: string): string {
	return day.slice(0, 7);
}

/** Newest answers, by zone and day: all targets of a request ask for the same ones. */
const starts = new Map<string, number>();
const MAX_STARTS = 50;

/** The first moment of a day in a zone, whatever the clocks do that night. */
export function startOfDay(day: string, timeZone: string): number {
	const key = `${timeZone} ${day}`;
	const known = starts.get(key);
	if (known !== undefined) return known;
	const noonish = Date.parse(`${day}T00:00:00Z`);
	let before = noonish - MAX_OFFSET_MS;
	let at = noonish + MAX_OFFSET_MS;
	while (at - before > 1) {
		const middle = Math.floor((before + at) / 2);
		if (dayAt(middle, timeZone) < day) before = middle;
		else at = middle;
	}
	if (starts.size >= MAX_STARTS) starts.clear();
	starts.set(key, at);
	return at;
}

/** A stretch of time, from its first moment to the first one after it. */
export interface Period {
	/** `2026-03-14` or `2026-03`. */
	readonly key: string;
	readonly startMs: number;
	readonly endMs: number;
}

function dayAfter(day: string, days: number): string {
	return new Date(Date.parse(`${day}T00:00:00Z`) + days * 24 * HOUR_MS).toISOString().slice(0, 10);
}

/** The newest answers by zone: requests ask for the same day and month again and again, and asking a formatter is slow. */
const newestDays = new Map<string, Period>();
const newestMonths = new Map<string, Period>();

function remembered(
	newest: Map<string, Period>,
	{ atMs, timeZone }: { readonly atMs: number; readonly timeZone: string },
	find: () => Period,
): Period {
	const known = newest.get(timeZone);
	if (known && atMs >= known.startMs && atMs < known.endMs) return known;
	const found = find();
	newest.set(timeZone, found);
	return found;
}

/** The day that a moment belongs to in a zone: 23, 24 or 25 hours. */
export function dayPeriod(atMs: number, timeZone: string): Period {
	return remembered(newestDays, { atMs, timeZone }, () => {
		const key = dayAt(atMs, timeZone);
		return { key, startMs: startOfDay(key, timeZone), endMs: startOfDay(dayAfter(key, 1), timeZone) };
	});
}

/** The calendar month that a moment belongs to in a zone. */
export function monthPeriod(atMs: number, timeZone: string): Period {
	return remembered(newestMonths, { atMs, timeZone }, () => {
		const key = monthOf(dayAt(atMs, timeZone));
		const first = `${key}-01`;
		// The 32nd day after the first lies in the next month, always.
		const next = `${monthOf(dayAfter(first, 31))}-01`;
		return { key, startMs: startOfDay(first, timeZone), endMs: startOfDay(next, timeZone) };
	});
}
