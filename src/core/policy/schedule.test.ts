import { describe, expect, it } from "vitest";
import { clockOf, isInHours, localTime, scheduleDay, weekdayName } from "./schedule.ts";

const at = (iso: string, zone: string): string => {
	const { minutes, weekday } = localTime(Date.parse(iso), zone);
	return `${weekdayName(weekday)} ${clockOf(minutes)}`;
};

describe("localTime", () => {
	it.each([
		["2026-01-15T12:00:00Z", "UTC", "Thu 12:00"],
		["2026-01-15T00:00:00Z", "UTC", "Thu 00:00"],
		["2026-01-15T23:59:59Z", "UTC", "Thu 23:59"],
		// Spring: 02:00 becomes 03:00.
		["2026-03-29T00:59:00Z", "Europe/Berlin", "Sun 01:59"],
		["2026-03-29T01:00:00Z", "Europe/Berlin", "Sun 03:00"],
		// Autumn: 03:00 becomes 02:00, so 02:30 comes twice.
		["2026-10-25T00:30:00Z", "Europe/Berlin", "Sun 02:30"],
		["2026-10-25T01:30:00Z", "Europe/Berlin", "Sun 02:30"],
		["2026-03-08T09:59:00Z", "America/Los_Angeles", "Sun 01:59"],
		["2026-03-08T10:00:00Z", "America/Los_Angeles", "Sun 03:00"],
		// Half an hour of summer time, and half an hour of zone.
		["2026-04-04T14:59:00Z", "Australia/Lord_Howe", "Sun 01:59"],
		["2026-04-04T15:00:00Z", "Australia/Lord_Howe", "Sun 01:30"],
		["2026-06-01T18:45:00Z", "Asia/Kathmandu", "Tue 00:30"],
		// The other side of the date line, and the end of a month and of a year.
		["2026-12-31T10:00:00Z", "Pacific/Kiritimati", "Fri 00:00"],
		["2027-01-01T10:59:00Z", "Pacific/Pago_Pago", "Thu 23:59"],
		["2028-02-29T23:30:00Z", "UTC", "Tue 23:30"],
	])("shows %s in %s as %s", (iso, zone, shown) => {
		expect(at(iso, zone)).toBe(shown);
	});
});

const time = (weekday: number, clock: string) => {
	const [hours = 0, minutes = 0] = clock.split(":").map(Number);
	return { weekday, minutes: hours * 60 + minutes };
};

describe("isInHours", () => {
	it.each([
		["09:00", "17:00", "09:00", true],
		["09:00", "17:00", "16:59", true],
		["09:00", "17:00", "17:00", false],
		["09:00", "17:00", "08:59", false],
		["22:00", "06:00", "22:00", true],
		["22:00", "06:00", "05:59", true],
		["22:00", "06:00", "06:00", false],
		["22:00", "06:00", "12:00", false],
		["18:00", undefined, "23:59", true],
		["18:00", undefined, "00:00", false],
		[undefined, "06:00", "00:00", true],
		[undefined, "00:00", "23:59", true],
		[undefined, "00:00", "00:00", true],
		["18:00", "00:00", "23:59", true],
		["18:00", "00:00", "17:59", false],
		[undefined, "06:00", "06:00", false],
	])("from %s to %s holds at %s: %s", (afterTime, beforeTime, clock, holds) => {
		const schedule = { ...(afterTime ? { afterTime } : {}), ...(beforeTime ? { beforeTime } : {}) };
		expect(isInHours(time(1, clock), schedule)).toBe(holds);
	});
});

describe("scheduleDay", () => {
	const night = { afterTime: "22:00", beforeTime: "06:00" };
	it.each([
		[5, "23:00", night, 5],
		[6, "03:00", night, 5],
		[0, "03:00", night, 6],
		[6, "12:00", night, 6],
		[6, "03:00", { afterTime: "01:00", beforeTime: "06:00" }, 6],
		[6, "03:00", {}, 6],
	])("day %i at %s of %j is that of day %i", (weekday, clock, schedule, day) => {
		expect(scheduleDay(time(weekday, clock), schedule)).toBe(day);
	});
});
