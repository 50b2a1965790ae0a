import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editDistance, nearestNames } from "./nearest.ts";

describe("editDistance", () => {
	it.each([
		["", "", 0],
		["abc", "abc", 0],
		["", "abc", 3],
		["abc", "", 3],
		["status", "stauts", 1],
		["budget", "bugdet", 1],
		["route", "rotue", 1],
		["explain", "expplain", 1],
		["explain", "explan", 1],
		["explain", "explaim", 1],
		["kitten", "sitting", 3],
		["ab", "ba", 1],
		["abcd", "badc", 2],
	])("counts the edits from %j to %j as %i", (left, right, expected) => {
		expect(editDistance(left, right)).toBe(expected);
	});

	it("is the same in both directions and zero only for equal texts", () => {
		const word = fc.string({ maxLength: 12 });
		fc.assert(
			fc.property(word, word, (left, right) => {
				expect(editDistance(left, right)).toBe(editDistance(right, left));
				expect(editDistance(left, right) === 0).toBe(left === right);
			}),
		);
	});
});

describe("nearestNames", () => {
	const models = ["claude-opus-5", "claude-opus-5-5", "claude-sonnet-5", "gpt-6-sol", "gpt-6-luna"];

	it.each([
		["stauts", ["status", "show", "aliases"], ["status"]],
		["STATUS", ["status", "show"], ["status"]],
		["sortby", ["sortBy", "affinity"], ["sortBy"]],
		["claude-opus-55", models, ["claude-opus-5", "claude-opus-5-5"]],
		["opus-5", models, ["claude-opus-5", "claude-opus-5-5"]],
		["gpt-6-so", models, ["gpt-6-sol"]],
		["gpt6sol", models, ["gpt-6-sol"]],
		["quite-something-else", models, []],
		["x", ["y", "xyz"], ["y"]],
		["", ["a", "status"], ["a"]],
	])("finds what %j probably means", (name, known, expected) => {
		expect(nearestNames(name, known)).toEqual(expected);
	});

	it("gives no more names than asked for", () => {
		expect(nearestNames("claude-opus-55", models, 1)).toEqual(["claude-opus-5"]);
	});

	it("does not compare texts that are too long for a name", () => {
		expect(nearestNames("a".repeat(101), ["a".repeat(100)])).toEqual([]);
		expect(nearestNames("a".repeat(100), ["a".repeat(101)])).toEqual([]);
	});
});
