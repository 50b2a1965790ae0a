import { describe, expect, it } from "vitest";
import { fold } from "../../../../test/support/log/fold.ts";
import { aTold, aToldAttempt, aToldFailover } from "../../../../test/support/log/told.ts";
import { compositionReport } from "./composition.ts";

const at = (iso: string) => ({ atMs: Date.parse(iso) });

describe("compositionReport", () => {
	it("tells who answered on each day, newest first", () => {
		const days = fold(
			compositionReport({ timeZone: "UTC", limit: 2 }),
			aTold(at("2026-11-20T10:00:00Z")),
			aTold(at("2026-11-21T10:00:00Z")),
			aTold(at("2026-11-21T11:00:00Z")),
			aToldFailover(at("2026-11-21T12:00:00Z")),
			aTold({ ...at("2026-11-22T10:00:00Z"), outcome: "exhausted", actual: undefined }),
			aToldAttempt(at("2026-11-23T10:00:00Z")),
		);

		expect(days).toEqual([
			{ day: "2026-11-22", requests: 1, successShare: 0, models: [], providers: [] },
			{
				day: "2026-11-21",
				requests: 3,
				successShare: 1,
				medianLatencyMs: expect.closeTo(2_000, -2),
				models: [
					{ key: "openai/gpt-x", count: 2, share: 2 / 3 },
					{ key: "deepseek/flash", count: 1, share: 1 / 3 },
				],
				providers: [
					{ key: "openai", count: 2, share: 2 / 3 },
					{ key: "deepseek", count: 1, share: 1 / 3 },
				],
			},
		]);
	});

	it.each([
		["UTC", "2026-11-23"],
		["America/Los_Angeles", "2026-11-22"],
		["Pacific/Auckland", "2026-11-23"],
	])("goes by the day of the zone (%s)", (timeZone, day) => {
		const told = aTold({ ...at("2026-11-23T02:00:00Z"), latencyMs: undefined });

		expect(fold(compositionReport({ timeZone, limit: 9 }), told)).toMatchObject([{ day, requests: 1 }]);
	});

	it("takes a success whose target is not named for a request of the day", () => {
		const told = aTold({ actual: undefined });

		expect(fold(compositionReport({ timeZone: "UTC", limit: 9 }), told)).toMatchObject([
			{ requests: 1, successShare: 1, models: [] },
		]);
	});
});
