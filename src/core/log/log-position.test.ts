import { describe, expect, it } from "vitest";
import { isLogPosition, LOG_START } from "./log-position.ts";

describe("isLogPosition", () => {
	it("accepts a position after it went through JSON", () => {
		const position = { fileId: "abc", offset: 12, after: "auto-router.events.x.jsonl", afterOffset: 7 };
		expect(isLogPosition(JSON.parse(JSON.stringify(position)))).toBe(true);
		expect(isLogPosition(LOG_START)).toBe(true);
	});

	it.each([
		undefined,
		null,
		[],
		{},
		{ ...LOG_START, fileId: 1 },
		{ ...LOG_START, after: null },
		{ ...LOG_START, offset: -1 },
		{ ...LOG_START, offset: 1.5 },
		{ ...LOG_START, offset: "1" },
		{ ...LOG_START, afterOffset: Number.NaN },
	])("refuses %j", (value) => {
		expect(isLogPosition(value)).toBe(false);
	});
});
