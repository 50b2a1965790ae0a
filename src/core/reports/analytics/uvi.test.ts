import { describe, expect, it } from "vitest";
import { fold } from "../../../../test/support/log/fold.ts";
import { aCandidateSeen, aTold, aToldAttempt } from "../../../../test/support/log/told.ts";
import type { ToldRequest } from "../read/told.ts";
import { TIMELINE_SLOTS, uviReport } from "./uvi.ts";

function told(iso: string, uviStatus?: string, target = "openai/gpt-x"): ToldRequest {
	return aTold({ atMs: Date.parse(iso), actual: aCandidateSeen(target, { uviStatus }) });
}

const report = uviReport({ timeZone: "UTC", limit: 9 });
const taken = (slots: readonly unknown[]) => slots.flatMap((status, at) => (status === null ? [] : [[at, status]]));

describe("uviReport", () => {
	it("draws the latest day in slots of twenty minutes, the worst pace in each", () => {
		const { timeline } = fold(
			report,
			told("2026-11-22T10:00:00Z", "critical"),
			told("2026-11-23T00:00:00Z", "ok"),
			told("2026-11-23T00:19:59Z", "stressed"),
			told("2026-11-23T00:19:59Z", "surplus"),
			told("2026-11-23T23:59:59Z"),
			told("2026-11-23T12:00:00Z", "surplus", "deepseek/flash"),
			told("2026-11-22T23:59:59Z", "exhausted"),
		);

		expect(timeline.day).toBe("2026-11-23");
		expect(timeline.rows.map(({ key, count, slots }) => ({ key, count, slots: taken(slots) }))).toEqual([
			{
				key: "openai/gpt-x",
				count: 4,
				slots: [
					[0, "stressed"],
					[TIMELINE_SLOTS - 1, "unknown"],
				],
			},
			{ key: "deepseek/flash", count: 1, slots: [[TIMELINE_SLOTS / 2, "surplus"]] },
		]);
		expect(timeline.rows[0]).toMatchObject({
			firstAtMs: Date.parse("2026-11-23T00:00:00Z"),
			lastAtMs: Date.parse("2026-11-23T23:59:59Z"),
		});
	});

	it("mixes by day, and takes words that it does not know for unknown", () => {
		const { mix } = fold(
			report,
			told("2026-11-22T10:00:00Z", "ok"),
			told("2026-11-22T11:00:00Z", "ok"),
			told("2026-11-22T12:00:00Z", "splendid"),
			told("2026-11-23T10:00:00Z", "exhausted"),
		);

		expect(mix).toEqual([
			{ day: "2026-11-23", requests: 1, statuses: [{ key: "exhausted", count: 1, share: 1 }] },
			{
				day: "2026-11-22",
				requests: 3,
				statuses: [
					{ key: "ok", count: 2, share: 2 / 3 },
					{ key: "unknown", count: 1, share: 1 / 3 },
				],
			},
		]);
	});

	it("shows what was planned where nobody answered, and nothing where nothing was", () => {
		const planned = aCandidateSeen("openai/gpt-x", { uviStatus: "critical" });
		const { timeline } = fold(
			report,
			aTold({ planned, actual: undefined }),
			aTold({ planned: undefined, actual: undefined }),
			aToldAttempt(),
		);

		expect(timeline.rows).toMatchObject([{ key: "openai/gpt-x", count: 1 }]);
		expect(fold(report)).toEqual({ timeline: { day: null, rows: [] }, mix: [] });
	});
});
