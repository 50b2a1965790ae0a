import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { localTime, parseMoment } from "./local-time.ts";

const NOW_MS = Date.parse("2026-11-23T14:00:00Z");
const BERLIN = "Europe/Berlin";
const iso = (text: string, timeZone = BERLIN) => {
	const ms = parseMoment(text, NOW_MS, timeZone);
	return ms === undefined ? undefined : new Date(ms).toISOString();
};

describe("parseMoment", () => {
	it.each([
		["7d", "2026-11-16T14:00:00.000Z"],
		["24h", "2026-11-22T14:00:00.000Z"],
		["90m", "2026-11-23T12:30:00.000Z"],
		["2w", "2026-11-09T14:00:00.000Z"],
		["2026-05-28", "2026-05-27T22:00:00.000Z"],
		["2026-05-28T00:00:00", "2026-05-27T22:00:00.000Z"],
		["2026-01-28T09:30", "2026-01-28T08:30:00.000Z"],
		["2026-01-28 09:30:15.5", "2026-01-28T08:30:15.500Z"],
		["2026-05-28T09:30Z", "2026-05-28T09:30:00.000Z"],
		["2026-05-28T09:30:00+05:30", "2026-05-28T04:00:00.000Z"],
		["2026-05-28 09:30:00.000Z", "2026-05-28T09:30:00.000Z"],
		// The hour before and after the clocks are set back.
		["2026-10-25T01:30", "2026-10-24T23:30:00.000Z"],
		["2026-10-25T03:30", "2026-10-25T02:30:00.000Z"],
	])("takes %s for %s", (text, expected) => {
		expect(iso(text)).toBe(expected);
	});

	it.each([
		"",
		"yesterday",
		"7",
		"7x",
		"-7d",
		"7 d",
		"2026",
		"2026-5-28",
		"2026-02-31",
		"2026-02-31T10:00",
		"2026-05-28T25:00",
		"2026-05-28T09:99Z",
		"9:30",
	])("does not guess what %j is", (text) => {
		expect(iso(text)).toBeUndefined();
	});

	it("finds each moment by what the clocks of its zone show", () => {
		const zone = fc.constantFrom("UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Pacific/Chatham");
		const summer = fc.integer({
			min: Date.parse("2026-06-01T00:00:00Z") / 1_000,
			max: Date.parse("2026-08-01T00:00:00Z") / 1_000,
		});
		fc.assert(
			fc.property(zone, summer, (timeZone, seconds) => {
				expect(parseMoment(localTime(seconds * 1_000, timeZone), NOW_MS, timeZone)).toBe(seconds * 1_000);
			}),
		);
	});
});
