import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dayPeriod, localDay, monthOf, monthPeriod, startOfDay } from "./local-days.ts";

const HOUR_MS = 3_600_000;
const iso = (ms: number): string => new Date(ms).toISOString().replace(":00.000Z", "Z");

describe("the day of a moment", () => {
	it.each([
		["in UTC", "UTC", "2026-03-14T12:00Z", "2026-03-14", "2026-03-14T00:00Z", 24],
		["one millisecond before midnight", "UTC", "2026-03-14T23:59:59.999Z", "2026-03-14", "2026-03-14T00:00Z", 24],
		["at midnight", "UTC", "2026-03-15T00:00Z", "2026-03-15", "2026-03-15T00:00Z", 24],
		[
			"west of it, where it is still yesterday",
			"America/Los_Angeles",
			"2026-07-01T02:00Z",
			"2026-06-30",
			"2026-06-30T07:00Z",
			24,
		],
		[
			"east of it, where it is tomorrow",
			"Pacific/Kiritimati",
			"2026-06-30T10:00Z",
			"2026-07-01",
			"2026-06-30T10:00Z",
			24,
		],
		["with three quarters of an hour", "Asia/Kathmandu", "2026-05-31T18:15Z", "2026-06-01", "2026-05-31T18:15Z", 24],
		["when clocks go forward", "America/New_York", "2026-03-08T15:00Z", "2026-03-08", "2026-03-08T05:00Z", 23],
		["when clocks go back", "America/New_York", "2026-11-01T15:00Z", "2026-11-01", "2026-11-01T04:00Z", 25],
		["when clocks go forward in Europe", "Europe/Berlin", "2026-03-29T12:00Z", "2026-03-29", "2026-03-28T23:00Z", 23],
		["when clocks go back in Europe", "Europe/Berlin", "2026-10-25T12:00Z", "2026-10-25", "2026-10-24T22:00Z", 25],
		[
			"when clocks go back with an odd offset",
			"Pacific/Chatham",
			"2026-04-05T03:00Z",
			"2026-04-05",
			"2026-04-04T10:15Z",
			25,
		],
		[
			"when clocks go forward with an odd offset",
			"Pacific/Chatham",
			"2026-09-26T15:00Z",
			"2026-09-27",
			"2026-09-26T11:15Z",
			23,
		],
		[
			"when clocks go by half an hour",
			"Australia/Lord_Howe",
			"2026-04-05T03:00Z",
			"2026-04-05",
			"2026-04-04T13:00Z",
			24.5,
		],
		["when midnight does not exist", "America/Sao_Paulo", "2018-11-04T15:00Z", "2018-11-04", "2018-11-04T03:00Z", 23],
		["when midnight comes twice", "America/Havana", "2026-11-01T15:00Z", "2026-11-01", "2026-11-01T04:00Z", 25],
		["before a day that a zone skips", "Pacific/Apia", "2011-12-30T05:00Z", "2011-12-29", "2011-12-29T10:00Z", 24],
		["after a day that a zone skips", "Pacific/Apia", "2011-12-30T15:00Z", "2011-12-31", "2011-12-30T10:00Z", 24],
		["on a leap day", "UTC", "2028-02-29T12:00Z", "2028-02-29", "2028-02-29T00:00Z", 24],
	])("is right %s", (...[, zone, at, key, start, hours]) => {
		const atMs = Date.parse(at);
		const period = dayPeriod(atMs, zone);

		expect([localDay(atMs, zone), period.key, iso(period.startMs)]).toEqual([key, key, iso(Date.parse(start))]);
		expect((period.endMs - period.startMs) / HOUR_MS).toBe(hours);
	});

	it("begins a skipped day where the day after it begins", () => {
		expect(startOfDay("2011-12-30", "Pacific/Apia")).toBe(startOfDay("2011-12-31", "Pacific/Apia"));
	});

	it("knows a day again after many others were asked for", () => {
		const known = startOfDay("2026-03-14", "Europe/Berlin");
		for (let day = 10; day < 29; day += 1)
			for (const zone of ["UTC", "Asia/Tokyo", "Asia/Kathmandu"]) startOfDay(`2026-02-${day}`, zone);

		expect(startOfDay("2026-03-14", "Europe/Berlin")).toBe(known);
	});
});

describe("the month of a moment", () => {
	it.each([
		["in UTC", "UTC", "2026-06-15T12:00Z", "2026-06", "2026-06-01T00:00Z", "2026-07-01T00:00Z"],
		[
			"D50: on its last evening in Los Angeles",
			"America/Los_Angeles",
			"2026-07-01T02:00Z",
			"2026-06",
			"2026-06-01T07:00Z",
			"2026-07-01T07:00Z",
		],
		[
			"in its first moment in Los Angeles",
			"America/Los_Angeles",
			"2026-07-01T07:00Z",
			"2026-07",
			"2026-07-01T07:00Z",
			"2026-08-01T07:00Z",
		],
		[
			"that has a change of clocks",
			"America/New_York",
			"2026-03-20T12:00Z",
			"2026-03",
			"2026-03-01T05:00Z",
			"2026-04-01T04:00Z",
		],
		["that ends with one", "Europe/Berlin", "2024-03-31T12:00Z", "2024-03", "2024-02-29T23:00Z", "2024-03-31T22:00Z"],
		["with an odd offset", "Asia/Kathmandu", "2026-01-31T18:20Z", "2026-02", "2026-01-31T18:15Z", "2026-02-28T18:15Z"],
		["in Chatham", "Pacific/Chatham", "2026-04-30T12:00Z", "2026-05", "2026-04-30T11:15Z", "2026-05-31T11:15Z"],
		["of 28 days", "UTC", "2027-02-28T23:59Z", "2027-02", "2027-02-01T00:00Z", "2027-03-01T00:00Z"],
		["of a leap year", "UTC", "2028-02-29T23:59Z", "2028-02", "2028-02-01T00:00Z", "2028-03-01T00:00Z"],
		["of a century that is none", "UTC", "2100-02-28T23:59Z", "2100-02", "2100-02-01T00:00Z", "2100-03-01T00:00Z"],
		["on its 31st", "UTC", "2026-01-31T12:00Z", "2026-01", "2026-01-01T00:00Z", "2026-02-01T00:00Z"],
		["at the end of a year", "Asia/Tokyo", "2026-12-31T15:00Z", "2027-01", "2026-12-31T15:00Z", "2027-01-31T15:00Z"],
		["that lacks a day", "Pacific/Apia", "2011-12-30T15:00Z", "2011-12", "2011-12-01T10:00Z", "2011-12-31T10:00Z"],
	])("is right %s", (...[, zone, at, key, start, end]) => {
		const period = monthPeriod(Date.parse(at), zone);

		expect([period.key, iso(period.startMs), iso(period.endMs)]).toEqual([
			key,
			iso(Date.parse(start)),
			iso(Date.parse(end)),
		]);
	});
});

describe("any moment", () => {
	const zones = ["UTC", "America/Los_Angeles", "America/Havana", "Pacific/Chatham", "Asia/Kathmandu", "Africa/Cairo"];
	const moments = fc.integer({ min: Date.UTC(2015, 0), max: Date.UTC(2035, 0) });

	it("lies in its day and its month, and the next ones begin where they end", () => {
		fc.assert(
			fc.property(moments, fc.constantFrom(...zones), (atMs, zone) => {
				const [day, month] = [dayPeriod(atMs, zone), monthPeriod(atMs, zone)];

				expect(day.startMs <= atMs && atMs < day.endMs).toBe(true);
				expect(month.startMs <= day.startMs && day.endMs <= month.endMs).toBe(true);
				expect(monthOf(day.key)).toBe(month.key);
				expect(dayPeriod(day.endMs, zone).startMs).toBe(day.endMs);
				expect(monthPeriod(month.endMs, zone).startMs).toBe(month.endMs);
			}),
			{ numRuns: 60 },
		);
	});
});
