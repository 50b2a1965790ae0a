/** A date and time as a clock on the wall shows it, in some zone. Months are 1 to 12. */
export interface WallTime {
	readonly year: number;
	readonly month: number;
	readonly day: number;
	readonly hour: number;
	readonly minute: number;
	readonly second: number;
}

/** Short names that vendors write; `CST` is left out because it names several zones. */
const ZONE_NAMES: Readonly<Record<string, string>> = {
	Z: "UTC",
	UTC: "UTC",
	GMT: "UTC",
	PT: "America/Los_Angeles",
	PST: "America/Los_Angeles",
	PDT: "America/Los_Angeles",
	ET: "America/New_York",
	EST: "America/New_York",
	EDT: "America/New_York",
	CET: "Europe/Berlin",
	CEST: "Europe/Berlin",
	BEIJING: "Asia/Shanghai",
};

const OFFSET = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?$/;
const ZONE_NAME = /^[A-Za-z][\w+-]{1,30}(?:\/[\w+-]{1,30}){1,2}$/;
const MINUTE_MS = 60_000;

function wallFormat(zone: string): Intl.DateTimeFormat | undefined {
	try {
		return new Intl.DateTimeFormat("en-US", {
			timeZone: zone,
			hourCycle: "h23",
			year: "numeric",
			month: "numeric",
			day: "numeric",
			hour: "numeric",
			minute: "numeric",
			second: "numeric",
		});
	} catch {
		// The zone came from a provider's text and does not exist.
		return undefined;
	}
}

function asIfUtc(wall: WallTime): number {
	return Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second);
}

/** True when the fields are ones that a clock and a calendar show. */
export function isWallTime({ month, day, hour, minute, second }: Omit<WallTime, "year">): boolean {
	return month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour <= 24 && minute <= 59 && second <= 60;
}

/** A clock in one zone, which turns times on the wall into instants and back. */
export interface ZoneClock {
	wallAt(ms: number): WallTime;
	/** Epoch milliseconds; where a clock change skips the time, the instant that many minutes later. Fields may overflow (`day: 32`). */
	instantOf(wall: WallTime): number;
}

function fixedClock(offsetMs: number): ZoneClock {
	return {
		wallAt: (ms) => {
			const at = new Date(ms + offsetMs);
			return {
				year: at.getUTCFullYear(),
				month: at.getUTCMonth() + 1,
				day: at.getUTCDate(),
				hour: at.getUTCHours(),
				minute: at.getUTCMinutes(),
				second: at.getUTCSeconds(),
			};
		},
		instantOf: (wall) => asIfUtc(wall) - offsetMs,
	};
}

function namedClock(format: Intl.DateTimeFormat): ZoneClock {
	const wallAt = (ms: number): WallTime => {
		const parts = new Map(format.formatToParts(ms).map((part) => [part.type, Number(part.value)]));
		const of = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
		return {
			year: of("year"),
			month: of("month"),
			day: of("day"),
			hour: of("hour"),
			minute: of("minute"),
			second: of("second"),
		};
	};
	const offsetAt = (ms: number): number => asIfUtc(wallAt(ms)) - Math.floor(ms / 1_000) * 1_000;
	const instantOf = (wall: WallTime): number => {
		const local = asIfUtc(wall);
		const second = offsetAt(local - offsetAt(local));
		// Differs only where the clock is put forward: the time does not exist, and the later instant is meant.
		const third = offsetAt(local - second);
		return local - Math.min(second, third);
	};
	return { wallAt, instantOf };
}

/** The clock of a zone as vendors name it: IANA name, short name or offset; undefined when the name is unknown. */
export function zoneClock(zone: string): ZoneClock | undefined {
	const known = ZONE_NAMES[zone.toUpperCase()];
	if (known === "UTC") return fixedClock(0);
	const offset = OFFSET.exec(zone.toUpperCase());
	if (offset) {
		const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0);
		return fixedClock((offset[1] === "-" ? -minutes : minutes) * MINUTE_MS);
	}
	const name = known ?? (ZONE_NAME.test(zone) ? zone : undefined);
	const format = name === undefined ? undefined : wallFormat(name);
	return format && namedClock(format);
}
