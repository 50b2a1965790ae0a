import { durationAt, instantOf, numberToInstant } from "./time-value.ts";
import { isWallTime, type WallTime, type ZoneClock, zoneClock } from "./zoned-time.ts";

/** What is needed besides the text itself. */
export interface TextClock {
	readonly nowMs: number;
	/** Zone of dates that name none. */
	readonly naiveZone: string;
}

const SECOND_MS = 1_000;
const HOUR_MS = 3_600 * SECOND_MS;
/** Matches looked at per form, so that hostile texts cost little. */
const MAX_MATCHES = 6;

function matches(text: string, pattern: RegExp): readonly RegExpExecArray[] {
	const found: RegExpExecArray[] = [];
	for (const match of text.matchAll(pattern)) {
		if (found.push(match) === MAX_MATCHES) break;
	}
	return found;
}

function endOf(match: RegExpExecArray): number {
	return match.index + match[0].length;
}

const DURATION_LEAD =
	/\b(?:try(?:ing)? again|retry(?:ing)?|retries|resets?|resetting|refresh(?:es|ed)?|renews?|available|regain access|wait)\b(?: (?:again|it|your request|this request|at least|another|up to)){0,3}:?(?: (?:in|after|for|within))?(?: (?:about|approximately|around))? ?[~≈]? ?(?=\d)/gi;

/** "try again in 9m38.016s", "retry after 45 seconds", "wait 3 hours 43 minutes", "will reset after 18h31m10s". */
function durations(text: string, { nowMs }: TextClock): number[] {
	return matches(text, DURATION_LEAD).flatMap((match) => {
		const ms = durationAt(text, endOf(match));
		return ms === undefined ? [] : [nowMs + ms];
	});
}

const CHINESE_SECONDS = new Map<string | undefined, number>([
	["秒", 1],
	["分钟", 60],
	["小时", 3_600],
	["天", 86_400],
]);

/** "retry-after: 30" in a text (seconds), pi's own "requested 2094s retry delay", and "30秒后". */
function secondsToGo(text: string, { nowMs }: TextClock): number[] {
	const after = /\bretry[-_ ]after["']?\s*[:=]?\s*["']?(\d{1,7}(?:\.\d+)?)(?![\d.]*\s*[a-z:\d-])/gi;
	const requested = /\brequested (\d{1,7}(?:\.\d+)?)s retry delay/gi;
	const plain = [after, requested].flatMap((form) => matches(text, form).map((match) => Number(match[1])));
	const chinese = matches(text, /(\d{1,6}) ?(秒|分钟|小时|天) ?之?后/g).map(
		(match) => Number(match[1]) * Number(CHINESE_SECONDS.get(match[2])),
	);
	return [...plain, ...chinese].map((seconds) => nowMs + seconds * SECOND_MS);
}

const DATE_TIME =
	/(?<![\d-])\d{4}-\d{2}-\d{2}(?:(?:T|\s+at\s+|\s+)\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)?(?:\s?(?:UTC|GMT)?[+-]\d{2}:?\d{2}|\s*(?:Z|UTC|GMT)\b)?/gi;
const RESUME_BEFORE =
	/\b(?:resets?|resetting|refresh|renew|retry|again|access|available|until|after|expires?)|将在|恢复|刷新/i;
const RESUME_AFTER = /^\s*(?:重置|恢复|刷新)/;

function speaksOfResuming(text: string, match: RegExpExecArray): boolean {
	const start = match.index;
	const end = endOf(match);
	return RESUME_BEFORE.test(text.slice(Math.max(0, start - 48), start)) || RESUME_AFTER.test(text.slice(end, end + 8));
}

/** "resets at 2026-11-23T15:00:00Z", "reset at 2026-11-23 22:14:05", "regain access on 2026-12-01 at 00:00 UTC". */
function fullDates(text: string, { naiveZone }: TextClock): number[] {
	return matches(text, DATE_TIME).flatMap((match) => {
		const at = speaksOfResuming(text, match) ? instantOf(match[0].trim(), naiveZone) : undefined;
		return at === undefined ? [] : [at];
	});
}

/** The first time at or after now that `make` gives for this year or the next. */
function nextYearly(nowMs: number, year: number, make: (year: number) => number): number {
	const thisYear = make(year);
	return thisYear > nowMs ? thisYear : make(year + 1);
}

const MONTH_DAY =
	/(?<![\d-])(\d{2})-(\d{2})\s+(\d{2}):(\d{2})(?::(\d{2}))?(?:\s*((?:UTC|GMT)?[+-]\d{2}:?\d{2}|Z|UTC|GMT)\b)?/gi;

/** "reset at 07-31 08:00:00 UTC": the next such day. */
function monthDays(text: string, { nowMs, naiveZone }: TextClock): number[] {
	return matches(text, MONTH_DAY).flatMap((match) => {
		const clock = zoneClock(match[6] ?? naiveZone);
		const rest = {
			month: Number(match[1]),
			day: Number(match[2]),
			hour: Number(match[3]),
			minute: Number(match[4]),
			second: Number(match[5] ?? 0),
		};
		if (!clock || !isWallTime(rest) || !speaksOfResuming(text, match)) return [];
		return [nextYearly(nowMs, clock.wallAt(nowMs).year, (year) => clock.instantOf({ year, ...rest }))];
	});
}

const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const CLOCK_TIME = new RegExp(
	`\\bresets?(?: on| at)?\\s+(?:(?:(${WEEKDAYS.join("|")})[a-z]*|(${MONTHS.join("|")})[a-z]*\\.? (\\d{1,2}))(?:,? at|,)?\\s+)?` +
		"(\\d{1,2})(?::(\\d{2}))?\\s*([ap]m)?\\s*\\(?([A-Za-z][\\w+\\-/:]{0,40})",
	"gi",
);

/** What a `CLOCK_TIME` match says. */
interface ClockText {
	readonly hour: number;
	readonly minute: number;
	/** 0 is Sunday. */
	readonly weekday?: number;
	readonly date?: Pick<WallTime, "month" | "day">;
}

function readClock(match: RegExpExecArray): ClockText | undefined {
	const [, weekday, month, day, hourText, minute, half] = match;
	const hour = half === undefined ? Number(hourText) : (Number(hourText) % 12) + (half.toLowerCase() === "pm" ? 12 : 0);
	// "resets 3" could be anything.
	if ((half ?? minute) === undefined || hour > 23 || Number(minute ?? 0) > 59) return undefined;
	return {
		hour,
		minute: Number(minute ?? 0),
		...(weekday === undefined ? {} : { weekday: WEEKDAYS.indexOf(weekday.toLowerCase()) }),
		...(month === undefined ? {} : { date: { month: MONTHS.indexOf(month.toLowerCase()) + 1, day: Number(day) } }),
	};
}

/** The next time a clock on the wall of that zone shows it. */
function nextClockTime({ hour, minute, weekday, date }: ClockText, clock: ZoneClock, nowMs: number): number {
	const today = clock.wallAt(nowMs);
	const at = (wall: Partial<WallTime>): number => clock.instantOf({ ...today, hour, minute, second: 0, ...wall });
	if (date) return nextYearly(nowMs, today.year, (year) => at({ ...date, year }));
	const weekdayNow = new Date(Date.UTC(today.year, today.month - 1, today.day)).getUTCDay();
	const days = weekday === undefined ? 0 : (weekday - weekdayNow + 7) % 7;
	const first = at({ day: today.day + days });
	return first > nowMs ? first : at({ day: today.day + days + (weekday === undefined ? 1 : 7) });
}

/** "resets 8pm (Europe/Berlin)", "resets Apr 10 at 7am (America/Chicago)". A time without a zone says nothing. */
function clockTimes(text: string, { nowMs }: TextClock): number[] {
	return matches(text, CLOCK_TIME).flatMap((match) => {
		const clock = zoneClock(String(match[7]));
		const time = readClock(match);
		return clock && time ? [nextClockTime(time, clock, nowMs)] : [];
	});
}

/** "usage limit reached|1795449072", "resets at 1795449072", and "rolling 24-hour window" (its upper bound). */
function epochsAndWindows(text: string, { nowMs }: TextClock): number[] {
	const epochs = /(?:\blimit reached\||\bresets?(?:_at)?["']?(?: at)?[:=\s]\s*)(\d{13}|\d{10})(?!\d)/gi;
	return [
		...matches(text, epochs).map((match) => numberToInstant(Number(match[1]), nowMs)),
		...matches(text, /\brolling (\d{1,3})[- ]hours?\b/gi).map((match) => nowMs + Number(match[1]) * HOUR_MS),
	];
}

const FORMS = [durations, secondsToGo, fullDates, monthDays, clockTimes, epochsAndWindows];

/** Every time at which a text says that it can be tried again, epoch milliseconds, the most explicit forms first. */
export function textHints(text: string, clock: TextClock): readonly number[] {
	return FORMS.flatMap((form) => form(text, clock));
}
