/** Time of day and weekday at one moment in one zone. */
export interface LocalTime {
	/** Since local midnight by the clock on the wall, 0 to 1439. */
	readonly minutes: number;
	/** 0 is Sunday. */
	readonly weekday: number;
}

/** When a condition holds by the clock. `afterTime` counts from, `beforeTime` until just before; later than that means overnight. */
export interface Schedule {
	readonly afterTime?: string;
	readonly beforeTime?: string;
	readonly daysOfWeek?: readonly number[];
}

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const DAY_MINUTES = 24 * 60;

/** Making a formatter takes a hundred times as long as using it. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
	let formatter = formatters.get(timeZone);
	if (!formatter) {
		formatter = new Intl.DateTimeFormat("en-US", {
			timeZone,
			hourCycle: "h23",
			weekday: "short",
			hour: "2-digit",
			minute: "2-digit",
		});
		formatters.set(timeZone, formatter);
	}
	return formatter;
}

/** The newest answer for each zone: all rules of a decision ask for the same moment. */
const newest = new Map<string, { readonly nowMs: number; readonly local: LocalTime }>();

/** What clock and calendar show at a moment in a zone. */
export function localTime(nowMs: number, timeZone: string): LocalTime {
	const known = newest.get(timeZone);
	if (known?.nowMs === nowMs) return known.local;
	const local = readClock(nowMs, timeZone);
	newest.set(timeZone, { nowMs, local });
	return local;
}

function readClock(nowMs: number, timeZone: string): LocalTime {
	const parts = Object.fromEntries(
		formatterOf(timeZone)
			.formatToParts(nowMs)
			.map(({ type, value }) => [type, value]),
	);
	return {
		minutes: Number(parts["hour"]) * 60 + Number(parts["minute"]),
		weekday: WEEKDAYS.indexOf(parts["weekday"] ?? ""),
	};
}

/** `"22:30"` in minutes since midnight. */
function minutesOf(clock: string): number {
	const [hours = 0, minutes = 0] = clock.split(":").map(Number);
	return hours * 60 + minutes;
}

/** `1350` as a clock shows it: `22:30`. */
export function clockOf(minutes: number): string {
	const two = (value: number): string => String(value).padStart(2, "0");
	return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** The name of a weekday in three letters. */
export function weekdayName(weekday: number): string {
	return WEEKDAYS[weekday] ?? "";
}

const isOvernight = ({ afterTime, beforeTime }: Schedule): boolean =>
	afterTime !== undefined && beforeTime !== undefined && minutesOf(afterTime) > minutesOf(beforeTime);

/** True inside the hours of a schedule. */
export function isInHours({ minutes }: LocalTime, schedule: Schedule): boolean {
	const from = schedule.afterTime === undefined ? 0 : minutesOf(schedule.afterTime);
	const until = minutesOf(schedule.beforeTime ?? "00:00");
	if (isOvernight(schedule)) return minutes >= from || minutes < until;
	// Before midnight is before the end of the day, not before its beginning.
	return minutes >= from && minutes < (until || DAY_MINUTES);
}

/** The weekday on which the hours that contain this moment began: after midnight, an overnight schedule is still that of the day before. */
export function scheduleDay({ minutes, weekday }: LocalTime, schedule: Schedule): number {
	const isAfterMidnight = isOvernight(schedule) && minutes < minutesOf(schedule.beforeTime ?? "00:00");
	return isAfterMidnight ? (weekday + 6) % 7 : weekday;
}
