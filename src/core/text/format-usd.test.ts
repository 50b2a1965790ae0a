import { describe, expect, it } from "vitest";
import { formatUsd } from "./format-usd.ts";

describe("formatUsd", () => {
	it.each([
		[0, "$0.00"],
		[0.00001, "<$0.0001"],
		[0.0312, "$0.0312"],
		[0.1, "$0.10"],
		[12.5, "$12.50"],
		[1_234.567, "$1,234.57"],
		[1_234_567, "$1,234,567.00"],
		[-2.5, "-$2.50"],
	])("writes %d as %s", (usd, text) => {
		expect(formatUsd(usd)).toBe(text);
	});
});
