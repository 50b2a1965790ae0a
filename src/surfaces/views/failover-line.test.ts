import { describe, expect, it } from "vitest";
import { NOW_MS } from "../../../test/support/builders.ts";
import { failoverLine } from "./failover-line.ts";
import { plainText } from "./line.ts";

const entry = { from: "anthropic", kind: "rate", atMs: NOW_MS, to: "GPT-5.6 Sol" } as const;

describe("failoverLine", () => {
	it("says who failed, why, until when, and who is asked instead", () => {
		const line = failoverLine({ ...entry, untilMs: NOW_MS + 6_000_000 }, "UTC");
		expect(plainText(line)).toBe("anthropic rate-limited until 15:40 → GPT-5.6 Sol");
	});

	it("gives the date where it is not the day it happened", () => {
		const line = failoverLine({ ...entry, kind: "window", untilMs: NOW_MS + 3 * 86_400_000 }, "UTC");
		expect(plainText(line)).toBe("anthropic out of plan quota until Nov 26 14:00 → GPT-5.6 Sol");
	});

	it("leaves out what is not known", () => {
		expect(plainText(failoverLine({ ...entry, kind: "overload" }))).toBe("anthropic overloaded → GPT-5.6 Sol");
	});
});
