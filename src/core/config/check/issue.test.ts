import { describe, expect, it } from "vitest";
import { describeIssue, formatPath, showValue } from "./issue.ts";

describe("showValue", () => {
	it.each([
		["per-tokn", '"per-tokn"'],
		[12, "12"],
		[true, "true"],
		[null, "null"],
		[{ a: 1 }, "an object"],
		[[], "[]"],
		[["a", 1, true], '["a", 1, true]'],
		[["a", null], "a list of 2"],
		[["a", 1], '["a", 1]'],
		[[1, 2, 3, 4], "a list of 4"],
		[[{}], "a list of 1"],
		[["a".repeat(40), "b".repeat(40)], "a list of 2"],
		["x".repeat(80), `"${"x".repeat(57)}…"`],
	])("shows %j as %s", (value, expected) => {
		expect(showValue(value)).toBe(expected);
	});

	it.each([
		["sk-ant-oat01-abcdef"],
		["ghp_0123456789abcdef"],
		["Bearer abc"],
		["eyJhbGciOiJIUzI1NiJ9.e30"],
		["https://user:pass@example.test/"],
		["0a1b2c3d4e5f60718293a4b5c6d7"],
	])("hides %j, which looks like a secret", (value) => {
		expect(showValue(value)).toBe('"(hidden)"');
	});

	it("hides what stands under a key that names a secret", () => {
		expect(showValue("hunter2", "apiKey")).toBe('"(hidden)"');
		expect(showValue(12, "limitTokens")).toBe("12");
	});

	it("shows nothing that moves a cursor or turns the writing direction", () => {
		expect(showValue("a\u001b[2Jb\u202ec\u009bd")).toBe('"a\\u001b[2Jb?c?d"');
	});

	it("stays quick on very long values", () => {
		expect(showValue("a".repeat(1_000_000))).toHaveLength(60);
	});
});

describe("formatPath", () => {
	it.each([
		[[], ""],
		[["routes", "swe", "targets", 2, "billing"], "routes.swe.targets[2].billing"],
		[["routes", "my.route", "targets"], 'routes["my.route"].targets'],
		[["aliases", ""], 'aliases[""]'],
		[["\u001b[2J"], '["\\u001b[2J"]'],
	])("writes %j as %s", (path, expected) => {
		expect(formatPath(path)).toBe(expected);
	});
});

describe("describeIssue", () => {
	const issue = { severity: "error", code: "missing", file: "routes.json", message: "is missing" } as const;

	it.each([
		[{ ...issue, path: "routes.a", line: 3 }, "routes.json:3 routes.a is missing"],
		[{ ...issue, path: "routes.a" }, "routes.json routes.a is missing"],
		[{ ...issue, path: "" }, "routes.json is missing"],
	])("names the file, the line and the path where they are known", (given, expected) => {
		expect(describeIssue(given)).toBe(expected);
	});
});
