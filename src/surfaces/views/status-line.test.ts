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

	it("never takes more than 100 columns", () => {
		const word = fc.string({ unit: "grapheme", maxLength: 60 });
		const inputs = fc.record({
			routeId: word,
			model: word,
			tier: fc.constant("reasoning" as const),
			flags: fc.array(fc.constantFrom("shadow", "uvi-hard")),
			openCircuits: fc.array(word),
			restingTargets: fc.nat(),
			warnings: fc.array(word),
		});
		fc.assert(
			fc.property(inputs, (input) => {
				expect(displayWidth(text(input))).toBeLessThanOrEqual(100);
			}),
		);
	});
});
