import { describe, expect, it } from "vitest";
import { areHeadersNews } from "./header-news.ts";
import type { QuotaFigures, QuotaWindow } from "./quota-reading.ts";

const NOW = Date.UTC(2026, 10, 23, 12);
const SECOND = 1_000;
const window: QuotaWindow = { id: "5h", usedShare: 0.2, resetsAtMs: NOW + 3_600 * SECOND };
const known = (ageMs: number, more: Partial<QuotaWindow> = {}) => ({
	windows: [{ ...window, ...more, readAtMs: NOW - ageMs, source: "headers" }],
	askedAtMs: 0,
	failures: 0,
	plan: "max",
	isUsable: true,
});
const seen = (more: Partial<QuotaWindow> = {}, figures: Partial<QuotaFigures> = {}): QuotaFigures => ({
	windows: [{ ...window, ...more }],
	balances: [],
	...figures,
});

describe("areHeadersNews", () => {
	it.each<[string, QuotaFigures, boolean]>([
		["the same", seen(), false],
		["a share that moved a little", seen({ usedShare: 0.2049 }), false],
		["a share that moved by half a point", seen({ usedShare: 0.205 }), true],
		["a share that fell", seen({ usedShare: 0.1 }), true],
		["a reset that moved by seconds", seen({ resetsAtMs: NOW + 3_660 * SECOND }), false],
		["another reset", seen({ resetsAtMs: NOW + 3_661 * SECOND }), true],
		["another window", seen({ id: "7d" }), true],
		["the same plan", seen({}, { plan: "max", isUsable: true }), false],
		["another plan", seen({}, { plan: "pro" }), true],
		["that the account is shut", seen({}, { isUsable: false }), true],
		["nothing", seen({}, { windows: [] }), false],
	])("hears of %s", (_what, figures, isNews) => {
		expect(areHeadersNews(figures, known(59 * SECOND), NOW)).toBe(isNews);
	});

	it("takes the same as news a minute later, for its age counts", () => {
		expect(areHeadersNews(seen(), known(60 * SECOND), NOW)).toBe(true);
	});

	it("takes everything of an unknown account as news", () => {
		expect(areHeadersNews(seen(), undefined, NOW)).toBe(true);
		expect(areHeadersNews(seen({}, { windows: [], isUsable: true }), undefined, NOW)).toBe(true);
		expect(areHeadersNews(seen({}, { windows: [] }), undefined, NOW)).toBe(false);
	});

	it("takes a reset that appears as news, and none where none was", () => {
		const { resetsAtMs: _, ...endless } = window;
		const without = { ...known(SECOND), windows: [{ ...endless, readAtMs: NOW - SECOND, source: "headers" }] };
		expect(areHeadersNews(seen(), without, NOW)).toBe(true);
		expect(areHeadersNews({ windows: [endless], balances: [] }, without, NOW)).toBe(false);
	});
});
