import { describe, expect, it } from "vitest";
import { coverageToJson, isBehind, readCoverage } from "./log-coverage.ts";
import { LOG_START } from "./log-position.ts";

const position = { fileId: "abc", offset: 12, after: "b", afterOffset: 7 };

describe("readCoverage", () => {
	it("reads what was saved", () => {
		const coverage = { position, seqs: new Map([["w1", 3]]) };
		expect(readCoverage(JSON.parse(JSON.stringify(coverageToJson(coverage))))).toEqual(coverage);
	});

	it.each([undefined, [], {}, { position: 3 }, { position: { ...position, offset: -1 } }])("refuses %j", (value) => {
		expect(readCoverage(value)).toBeUndefined();
	});

	it("leaves out numbers that no record can have", () => {
		const seqs = { a: 0, b: -1, c: 1.5, d: "2", e: null, f: 2 ** 60, g: 9 };
		expect(readCoverage({ position, seqs })).toEqual({ position, seqs: new Map([["g", 9]]) });
		expect(readCoverage({ position, seqs: [1] })).toEqual({ position, seqs: new Map() });
	});
});

describe("isBehind", () => {
	it.each([
		["the same position", {}, false],
		["a file further on", { after: "c", offset: 0 }, true],
		["a file before", { after: "a", offset: 99 }, false],
		["more of the file", { offset: 13, afterOffset: 0 }, true],
		["less of the file", { offset: 11, afterOffset: 9 }, false],
		["more of the file before", { afterOffset: 8 }, true],
		["less of the file before", { afterOffset: 6 }, false],
		["another file in its place", { fileId: "x", offset: 99 }, false],
	])("compares with %s", (_what, other, expected) => {
		expect(isBehind(position, { ...position, ...other })).toBe(expected);
	});

	it("is true before the first record was seen, and only there", () => {
		expect(isBehind(LOG_START, { ...position, after: "" })).toBe(true);
		expect(isBehind({ ...position, after: "" }, LOG_START)).toBe(false);
		expect(isBehind(LOG_START, LOG_START)).toBe(false);
	});
});
