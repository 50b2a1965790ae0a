import { describe, expect, it } from "vitest";
import { formatMoney } from "./format-money.ts";

describe("formatMoney", () => {
	it.each([
		[12.5, "USD", "$12.50"],
		[-3, "USD", "-$3.00"],
		[110, "CNY", "110.00 CNY"],
		[-0.4, "EUR", "-0.40 EUR"],
		[2_000, "credits", "2000.00 credits"],
	])("writes %d %s as %s", (amount, currency, text) => {
		expect(formatMoney(amount, currency)).toBe(text);
	});
});
