import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainText } from "./line.ts";
import { type StatusLineInput, statusLine } from "./status-line.ts";
import { displayWidth } from "./width.ts";

const swe: StatusLineInput = { routeId: "subscription-swe", model: "Claude Opus 5", tier: "swe" };
const text = (input: StatusLineInput) => plainText(statusLine(input));

describe("statusLine", () => {
	it.each<[string, StatusLineInput]>([
		["swe → Claude Opus 5", { routeId: "subscription-swe", model: "Claude Opus 5" }],
		["night → no target", { routeId: "night" }],
		[
			"swe → Claude Opus 5 · tier swe · 2 resting · ⚠ routes file",
			{ ...swe, restingTargets: 2, warnings: ["routes file"] },
		],
		["swe → Claude Opus 5 · tier swe · shadow · uvi-hard", { ...swe, flags: ["shadow", "uvi-hard"] }],
		["swe → Claude Opus 5 · tier swe · zai circuit open", { ...swe, openCircuits: ["zai"] }],
		[
			"swe → Claude Opus 5 · tier swe · 2 circuits open · ⚠ 2 warnings",
			{ ...swe, openCircuits: ["zai", "xai"], warnings: ["a", "b"] },
		],
		[
			"swe → Claude Opus 5 · tier swe · ⚠ google 87% of $20.00 monthly +1 · uvi: anthropic 1.64 stressed",
			{
				...swe,
				money: {
					paces: ["anthropic 1.64 stressed"],
					budgets: ["google 87% of $20.00 monthly", "zai 80% of $1.00 daily"],
				},
			},
		],
		[
			"swe → Claude Opus 5 · tier swe · anthropic 5h 38%, resets in 3h05m",
			{ ...swe, money: { paces: [], budgets: [], quota: { text: "anthropic 5h 38%, resets in 3h05m", short: "x" } } },
		],
	])("shows %j", (expected, input) => {
		expect(text(input)).toBe(expected);
	});

	it("keeps the model and the warning where not everything fits", () => {
		const crowded: StatusLineInput = {
			...swe,
			model: "A model with a very long label indeed",
			flags: ["shadow", "uvi-hard"],
			openCircuits: ["github-copilot"],
			restingTargets: 12,
			warnings: ["the event log cannot be written"],
		};
		expect(text(crowded)).toBe(
			"swe → A model with a very long label … · shadow · uvi-hard · ⚠ the event log cannot be written",
		);
	});

	it("lets the quota go first, then the tier, where not everything fits", () => {
		const money = {
			paces: ["anthropic 2.10 critical"],
			budgets: ["google 87% of $20.00 monthly"],
			quota: { text: "anthropic 5h 96%, empty in 10m, resets in 3h05m", short: "anthropic 5h 96%, 3h05m left" },
		};
		expect(text({ ...swe, money })).toBe(
			"swe → Claude Opus 5 · tier swe · ⚠ google 87% of $20.00 monthly · uvi: anthropic 2.10 critical",
		);
		expect(text({ ...swe, flags: ["uvi-hard"], money })).toBe(
			"swe → Claude Opus 5 · uvi-hard · ⚠ google 87% of $20.00 monthly · uvi: anthropic 2.10 critical",
		);
	});

	it("says of the quota how long it is until its end where no more fits", () => {
		const quota = { text: "anthropic 5h 96%, empty in 10m, resets in 3h05m", short: "anthropic 5h 96%, 3h05m left" };
		const input = { ...swe, money: { paces: [], budgets: [], quota } };
		expect(plainText(statusLine(input, 80))).toBe(
			"swe → Claude Opus 5 · tier swe · anthropic 5h 96%, empty in 10m, resets in 3h05m",
		);
		expect(plainText(statusLine(input, 79))).toBe("swe → Claude Opus 5 · tier swe · anthropic 5h 96%, 3h05m left");
	});

	it("never takes more than 100 columns, nor more than there are", () => {
		const word = fc.string({ unit: "grapheme", maxLength: 60 });
		const inputs = fc.record({
			routeId: word,
			model: word,
			tier: fc.constant("reasoning" as const),
			flags: fc.array(fc.constantFrom("shadow", "uvi-hard")),
			openCircuits: fc.array(word),
			restingTargets: fc.nat(),
			warnings: fc.array(word),
			money: fc.record({
				paces: fc.array(word),
				budgets: fc.array(word),
				quota: fc.record({ text: word, short: word }),
			}),
		});
		fc.assert(
			fc.property(inputs, fc.integer({ min: 60, max: 200 }), (input, columns) => {
				expect(displayWidth(plainText(statusLine(input, columns)))).toBeLessThanOrEqual(Math.min(100, columns));
			}),
		);
	});
});
