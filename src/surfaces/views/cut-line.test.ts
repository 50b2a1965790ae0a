import { describe, expect, it } from "vitest";
import { cutLine } from "./cut-line.ts";
import { line, plainText, styled } from "./line.ts";

const spans = line("swe", styled("dim", " → "), styled("accent", "Claude Opus 5"));

describe("cutLine", () => {
	it.each([
		[19, "swe → Claude Opus 5"],
		[18, "swe → Claude Opus…"],
		[6, "swe →…"],
		[5, "swe …"],
		[3, "sw…"],
		[0, ""],
	])("leaves at most %d columns", (width, text) => {
		expect(plainText(cutLine(spans, width))).toBe(text);
	});

	it("keeps the roles", () => {
		expect(cutLine(spans, 8)).toEqual([{ text: "swe" }, { text: " → ", role: "dim" }, { text: "C…", role: "accent" }]);
	});
});
