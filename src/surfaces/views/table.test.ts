import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Line, plainText, styled } from "./line.ts";
import { fields, paragraph, table } from "./table.ts";
import { displayWidth } from "./width.ts";

const text = (lines: readonly Line[]) => `\n${lines.map(plainText).join("\n")}\n`;

describe("table", () => {
	it("aligns by display width and leaves no blanks at the end", () => {
		const rows = [
			["1", "日本語", "2.1s", styled("success", "ready")],
			["10", "Opus", "", "resting"],
		];
		expect(text(table([{ align: "right" }, {}, { align: "right" }, {}], rows, { width: 40, indent: 2 }))).toBe(`
   1  日本語  2.1s  ready
  10  Opus          resting
`);
	});

	it("cuts a column at its widest", () => {
		expect(text(table([{ max: 6 }, {}], [["abcdefghij", "x"]], { width: 40 }))).toBe("\nabcde…  x\n");
	});

	it("squeezes the widest column and lets one that wraps go on below", () => {
		const rows = [["GPT-5.6 Sol", "no login: run /login openai-codex"]];
		expect(text(table([{}, { wraps: true }], rows, { width: 30 }))).toBe(`
GPT-5.6 Sol  no login: run
             /login
             openai-codex
`);
	});

	it("gives no room to a column in which nothing stands", () => {
		expect(text(table([{}, {}, {}], [["a", "", "b"]], { width: 20 }))).toBe("\na  b\n");
	});

	it("keeps the role of a cell on each of its lines", () => {
		const lines = table([{ wraps: true }], [[styled("error", "one two")]], { width: 6 });
		expect(lines.map((line) => line.at(-1))).toEqual([
			{ text: "one", role: "error" },
			{ text: "two", role: "error" },
		]);
	});

	it("stays within the width whatever stands in it", () => {
		const cell = fc.string({ unit: "grapheme", maxLength: 60 });
		fc.assert(
			fc.property(fc.array(fc.tuple(cell, cell, cell)), fc.integer({ min: 30, max: 120 }), (rows, width) => {
				const lines = table([{ align: "right" }, {}, { wraps: true }], rows, { width, indent: 2 });
				for (const line of lines) expect(displayWidth(plainText(line))).toBeLessThanOrEqual(width);
			}),
		);
	});
});

describe("fields", () => {
	it("aligns values and lets them go on below themselves", () => {
		const lines = fields(
			[
				["Next", "Claude Opus 5"],
				["", "and others"],
				["Config", "a b c d e f g h"],
			],
			{ width: 17 },
		);
		expect(text(lines)).toBe(`
Next    Claude
        Opus 5
        and
        others
Config  a b c d e
        f g h
`);
	});
});

describe("paragraph", () => {
	it("hangs below its bullet", () => {
		expect(text(paragraph("first second third", { width: 12, indent: 1, bullet: "⚠ " }))).toBe(`
 ⚠ first
   second
   third
`);
	});
});
