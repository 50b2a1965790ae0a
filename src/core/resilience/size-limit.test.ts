import { describe, expect, it } from "vitest";
import { addAnswer, addRefusal, isKnownRefusal, type SizeLimits } from "./size-limit.ts";

const DAY_MS = 24 * 60 * 60_000;
const limitsOf = (...refusals: readonly (readonly [tokens: number, atMs: number])[]): SizeLimits =>
	refusals.reduce<SizeLimits>(
		(limits, [refusedTokens, atMs]) => addRefusal(limits, "acme/a", { refusedTokens, atMs }),
		new Map(),
	);

describe("isKnownRefusal", () => {
	it.each<[string, SizeLimits, [tokens: number, atMs: number], boolean]>([
		["nothing is known", limitsOf(), [1, 0], false],
		["as large", limitsOf([100, 0]), [100, 1], true],
		["larger", limitsOf([100, 0]), [101, 1], true],
		["smaller", limitsOf([100, 0]), [99, 1], false],
		["a day later", limitsOf([100, 0]), [100, DAY_MS], true],
		["more than a day later", limitsOf([100, 0]), [100, DAY_MS + 1], false],
		["the smallest of several counts", limitsOf([100, 0], [50, 1], [80, 2]), [50, 3], true],
		["one of an earlier day does not", limitsOf([50, 0], [100, DAY_MS + 1]), [60, DAY_MS + 2], false],
	])("when %s", (_what, limits, [tokens, atMs], expected) => {
		expect(isKnownRefusal(limits.get("acme/a"), tokens, atMs)).toBe(expected);
	});
});

describe("addAnswer", () => {
	it("forgets a limit that an answered prompt passed", () => {
		expect(addAnswer(limitsOf([100, 0]), "acme/a", 100).size).toBe(0);
	});

	it.each([
		["a smaller prompt", "acme/a", 99],
		["another target", "acme/b", 200],
	])("keeps it after %s", (_what, targetId, promptTokens) => {
		const limits = limitsOf([100, 0]);

		expect(addAnswer(limits, targetId, promptTokens)).toBe(limits);
	});
});

describe("addRefusal", () => {
	it("keeps two hundred targets, and drops the one that refused longest ago", () => {
		let limits: SizeLimits = new Map();
		for (let i = 0; i < 201; i++) limits = addRefusal(limits, `acme/${i}`, { refusedTokens: 1, atMs: i });

		expect(limits.size).toBe(200);
		expect(limits.has("acme/0")).toBe(false);
	});
});
