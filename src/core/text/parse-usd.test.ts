import { describe, expect, it } from "vitest";
import { parseUsd } from "./parse-usd.ts";

describe("parseUsd", () => {
	it.each([
		["20", 20],
		["20.00", 20],
		["$20", 20],
		["$0.50", 0.5],
		[".5", 0.5],
		["0.000001", 0.000001],
		["999999999", 999_999_999],
	])("reads %j", (text, usd) => {
		expect(parseUsd(text)).toBe(usd);
	});

	it.each([
		"",
		"$",
		"0",
		"0.00",
		"-5",
		"+5",
		"20,00",
		"1,000",
		"20.",
		"1e3",
		"0x10",
		"NaN",
		"Infinity",
		"20 ",
		"20€",
		"$$20",
		"9999999999",
		"0.0000001",
		"２０",
	])("refuses %j", (text) => {
		expect(parseUsd(text)).toBeUndefined();
	});
});
