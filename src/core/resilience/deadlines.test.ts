import { describe, expect, it } from "vitest";
import { deadlines } from "./deadlines.ts";

const plain = { route: {}, target: undefined, estimatedTokens: 0, thinkingLevel: "off" } as const;

describe("deadlines", () => {
	it.each([
		["the defaults", {}, { firstEventMs: 60_000, firstOutputMs: 120_000, idleMs: 120_000 }],
		["a second more for 4,000 tokens", { estimatedTokens: 4_000 }, { firstOutputMs: 121_000 }],
		["50 s more for 200,000 tokens", { estimatedTokens: 200_000 }, { firstOutputMs: 170_000 }],
		["the plain time for medium thinking", { thinkingLevel: "medium" }, { firstOutputMs: 120_000 }],
		["double time for high thinking", { thinkingLevel: "high" }, { firstOutputMs: 240_000 }],
		["double time for xhigh thinking", { thinkingLevel: "xhigh" }, { firstOutputMs: 240_000 }],
		[
			"double time for max thinking, prompt included",
			{ thinkingLevel: "max", estimatedTokens: 40_000 },
			{ firstOutputMs: 260_000 },
		],
		["the route's", { route: { firstEventMs: 5, idleMs: 7 } }, { firstEventMs: 5, firstOutputMs: 120_000, idleMs: 7 }],
		["the target's before the route's", { route: { idleMs: 7 }, target: { idleMs: 9 } }, { idleMs: 9 }],
		[
			"time for prompt and thinking on a configured limit too",
			{ target: { firstOutputMs: 1_000 }, estimatedTokens: 4_000, thinkingLevel: "high" },
			{ firstOutputMs: 4_000 },
		],
		["whole milliseconds", { estimatedTokens: 4_001 }, { firstOutputMs: 121_000 }],
	] as const)("gives %s", (_what, more, expected) => {
		expect(deadlines({ ...plain, ...more })).toMatchObject(expected);
	});
});
