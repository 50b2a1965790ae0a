import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { displayWidth, pad, truncate, wrap } from "./width.ts";

describe("displayWidth", () => {
	it.each([
		["gpt-5.6-sol", 11],
		["→ … · – ⚠ ●", 11],
		["日本語モデル", 12],
		["한국어", 6],
		["e\u0301", 1],
		["👩‍💻", 2],
		["🇩🇪", 2],
		["⚠️", 2],
		["कि", 2],
		["ไทยำ", 4],
		["a\u200bb", 2],
		["\u001b", 0],
	])("counts the columns of %j as %d", (text, width) => {
		expect(displayWidth(text)).toBe(width);
	});
});

describe("truncate", () => {
	it.each([
		["Claude Opus 5", 13, "Claude Opus 5"],
		["Claude Opus 5", 8, "Claude …"],
		["日本語モデル", 6, "日本…"],
		["日本語モデル", 1, "…"],
		["abc", 0, ""],
		["", 0, ""],
	])("cuts %j to %d columns", (text, width, cut) => {
		expect(truncate(text, width)).toBe(cut);
	});

	it("never leaves more columns than asked for", () => {
		fc.assert(
			fc.property(fc.string({ unit: "grapheme" }), fc.nat(30), (text, width) => {
				expect(displayWidth(truncate(text, width))).toBeLessThanOrEqual(width);
			}),
		);
	});
});

describe("pad", () => {
	it("fills on the right, or on the left, and never shortens", () => {
		expect(pad("日本", 6)).toBe("日本  ");
		expect(pad("12", 4, "right")).toBe("  12");
		expect(pad("long", 2)).toBe("long");
	});
});

describe("wrap", () => {
	it("breaks between words", () => {
		expect(wrap("no login: run /login anthropic", 16)).toEqual(["no login: run", "/login anthropic"]);
	});

	it("breaks a word that is longer than a line", () => {
		expect(wrap("at /home/me/routes.json", 10)).toEqual(["at", "/home/me/r", "outes.json"]);
	});

	it("takes a character apart that alone is wider than a line", () => {
		expect(wrap("\u{1d158}\u{1d165}\u{1d16e}", 2).every((line) => displayWidth(line) <= 2)).toBe(true);
	});

	it("gives one empty line for nothing", () => {
		expect(wrap("", 10)).toEqual([""]);
	});

	it("keeps every character and every line within the width", () => {
		fc.assert(
			fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 2, max: 40 }), (text, width) => {
				const lines = wrap(text, width);
				expect(lines.join("").replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
				for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
			}),
		);
	});
});
