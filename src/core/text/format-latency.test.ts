import { describe, expect, it } from "vitest";
import { formatLatency } from "./format-latency.ts";

describe("formatLatency", () => {
	it.each([
		[-3, "0.0s"],
		[40, "0.0s"],
		[400, "0.4s"],
		[9_949, "9.9s"],
		[9_950, "10s"],
		[12_400, "12s"],
		[64_700, "1m05s"],
	])("writes %d ms as %s", (ms, text) => {
		expect(formatLatency(ms)).toBe(text);
	});
});
