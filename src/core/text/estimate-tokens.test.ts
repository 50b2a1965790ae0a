import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { estimateTextTokens } from "./estimate-tokens.ts";

describe("estimateTextTokens", () => {
	it.each([
		["", 0],
		["Fix the failing test in the parser.", 8],
		["export function add(a: number, b: number): number {\n\treturn a + b;\n}\n", 21],
		["请修复解析器中失败的测试", 8],
	])("is near what a tokenizer says of %j", (text, exact) => {
		const estimate = estimateTextTokens(text);
		expect(estimate).toBeGreaterThanOrEqual(Math.floor(exact * 0.6));
		expect(estimate).toBeLessThanOrEqual(Math.ceil(exact * 1.5));
	});

	it("gives a long text of one kind what its parts have", () => {
		const line = "The router asks the next target when the first one fails. ";
		const one = estimateTextTokens(line.repeat(10));
		const hundred = estimateTextTokens(line.repeat(1_000));
		expect(hundred / one).toBeGreaterThan(90);
		expect(hundred / one).toBeLessThan(110);
	});

	it("takes any text", () => {
		fc.assert(
			fc.property(fc.string({ unit: "binary", maxLength: 3_000 }), (text) => {
				const tokens = estimateTextTokens(text);
				expect(Number.isFinite(tokens)).toBe(true);
				expect(tokens).toBeGreaterThanOrEqual(0);
				expect(tokens).toBeLessThanOrEqual(text.length * 4 + 1);
			}),
		);
	});
});
