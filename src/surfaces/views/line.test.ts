import { describe, expect, it } from "vitest";
import { line, plainText, styled, themedText } from "./line.ts";

const theme = {
	fg: (color: string, text: string) => `<${color}>${text}</>`,
	bold: (text: string) => `<b>${text}</b>`,
};

describe("plainText", () => {
	it("joins the spans", () => {
		expect(plainText(line("a ", styled("error", "b")))).toBe("a b");
	});

	it("drops control characters, so that a label cannot move the cursor", () => {
		expect(plainText(line("a\u001b[31mb\n\u0007c\u009b2J"))).toBe("a[31mbc2J");
	});
});

describe("themedText", () => {
	it("colours every span, also those without a role", () => {
		const spans = line("plain", styled("warning", "careful"), styled("strong", "title"), "  ");
		expect(themedText(spans, theme)).toBe("<text>plain</><warning>careful</><b><text>title</></b>  ");
	});

	it("drops control characters", () => {
		expect(themedText(line(styled("dim", "a\u001b]0;x\u0007b")), theme)).toBe("<dim>a]0;xb</>");
	});
});
