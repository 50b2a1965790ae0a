import { describe, expect, it } from "vitest";
import { aTold, aToldAttempt, aToldFailover, aToldRating, who } from "../../../test/support/log/told.ts";
import type { Told, ToldRating } from "./read/told.ts";
import { type Selection, selecting } from "./select.ts";

const imported: Told = { kind: "import", atMs: 5, spend: [] };
const rated = { routeId: "fast" } as ToldRating["request"];

function isSelected(selection: Selection, told: Told): boolean {
	const heard: Told[] = [];
	const running = selecting(selection, { add: (one) => heard.push(one), result: () => heard.length });
	running.add(told);
	return running.result() === 1;
}

describe("selecting", () => {
	it.each([
		["a request of the route", { routeId: "swe" }, aTold(), true],
		["a request of another route", { routeId: "fast" }, aTold(), false],
		["an attempt of the route", { routeId: "swe" }, aToldAttempt(), true],
		[
			"a rating by the route of its request",
			{ routeId: "fast" },
			aToldRating({ request: rated, routeId: "swe" }),
			true,
		],
		["a rating by its own route", { routeId: "swe" }, aToldRating({ routeId: "swe" }), true],
		["a rating without a route", { routeId: "swe" }, aToldRating(), false],
		["a request by who answered", { provider: "deepseek" }, aToldFailover(), true],
		["a request by who was planned", { provider: "openai" }, aToldFailover(), true],
		["a request of somebody else", { provider: "anthropic" }, aToldFailover(), false],
		["an attempt of the provider", { provider: "a" }, aToldAttempt(who("a/b")), true],
		["a rating of somebody else", { provider: "a" }, aToldRating(), false],
		["what began at the first moment", { sinceMs: 10 }, aTold({ atMs: 10 }), true],
		["what began before", { sinceMs: 10 }, aTold({ atMs: 9 }), false],
		["what began before the end", { untilMs: 10 }, aTold({ atMs: 9 }), true],
		["what began at the end", { untilMs: 10 }, aTold({ atMs: 10 }), false],
		["what was taken over, in a whole log", {}, imported, true],
		["what was taken over, in a part of a log", { sinceMs: 1 }, imported, false],
		["what was taken over, of one provider", { provider: "openai" }, imported, false],
	] as const)("decides on %s", (_what, selection, told, expected) => {
		expect(isSelected(selection, told)).toBe(expected);
	});
});
