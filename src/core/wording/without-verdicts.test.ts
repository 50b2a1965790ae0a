import { describe, expect, it } from "vitest";
import { withoutVerdicts } from "./without-verdicts.ts";

describe("withoutVerdicts", () => {
	it.each([
		["billing-bot", "b·illing-bot"],
		["Quota Exceeded, Billing", "Q·uota Exceeded, B·illing"],
		["GoUsageLimitError", "GoU·sageLimitError"],
		["413 model", "4·13 model"],
		["acme/gpt-500 is out of plan quota; 1h30m left", "acme/gpt-500 is out of plan quota; 1h30m left"],
		["about 120k tokens to send, window 100k", "about 120k tokens to send, window 100k"],
		["", ""],
	])("makes of %j %j", (text, expected) => {
		expect(withoutVerdicts(text)).toBe(expected);
	});
});
