import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addToLedger, EMPTY_LEDGER, type Ledger, SLOT_MS } from "../accounting/ledger.ts";
import type { LocalQuotaWindow } from "../config/config.ts";
import { localWindows } from "./local-windows.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.parse("2026-11-23T12:00:00Z");

const spec = (id: string, windowMs: number, over: Partial<LocalQuotaWindow> = {}): LocalQuotaWindow => ({
	provider: "acme",
	id,
	windowMs,
	unit: "requests",
	limit: 10,
	...over,
});

/** A ledger with a request of 100 tokens and $2 at each of these minutes after noon. */
function usedAt(...minutes: readonly number[]): Ledger {
	const row = { provider: "acme", modelId: "m", billing: "subscription", account: "acme", requests: 1 } as const;
	const spend = { inputTokens: 10, outputTokens: 20, cacheReadTokens: 30, cacheWriteTokens: 40, costUsd: 2 };
	return minutes.reduce(
		(ledger, minute) => addToLedger(ledger, "2026-11-23", { ...row, ...spend }, START + minute * MINUTE),
		EMPTY_LEDGER,
	);
}

/** What is used of a window at a minute, and from which minute to which it lasts. */
function seen(window: LocalQuotaWindow, ledger: Ledger, minute: number): string {
	const [one] = localWindows([window], "acme", ledger, START + minute * MINUTE);
	if (one === undefined) return "no window";
	const used = Math.round(one.usedShare * window.limit * 100) / 100;
	if (one.resetsAtMs === undefined) return `${used}`;
	const endMinute = (one.resetsAtMs - START) / MINUTE;
	return `${used} from ${endMinute - window.windowMs / MINUTE} to ${endMinute}`;
}

describe("a window that is counted here", () => {
	it.each<[string, number, readonly number[], number, string]>([
		["before any use", HOUR, [], 0, "0"],
		["at its first use", HOUR, [0], 0, "1 from 0 to 60"],
		["with several uses", HOUR, [0, 1, 25, 59], 59, "4 from 0 to 60"],
		["just before its end", HOUR, [0], 59.9, "1 from 0 to 60"],
		["at its end", HOUR, [0], 60, "0"],
		["after its end, before the next use", HOUR, [0, 10], 95, "0"],
		["begun anew by the first use after its end", HOUR, [0, 10, 95], 96, "1 from 90 to 150"],
		["begun anew at its end", HOUR, [0, 60], 60, "1 from 60 to 120"],
		["one after the other without a pause", HOUR, [0, 50, 60, 70, 119, 121], 121, "1 from 120 to 180"],
		["not moved by use in the middle", HOUR, [0, 50, 100], 100, "1 from 100 to 160"],
		["begun up to ten minutes early, by the slot", HOUR, [9], 9, "1 from 0 to 60"],
		["of a quarter of an hour", 15 * MINUTE, [0, 14], 14, "2 from 0 to 15"],
		["of one slot", SLOT_MS, [0, 9, 10], 10, "1 from 10 to 20"],
	])("is right %s", (...[, windowMs, minutes, minute, expected]) => {
		expect(seen(spec("w", windowMs), usedAt(...minutes), minute)).toBe(expected);
	});

	it.each<[string, number, readonly number[], number, string]>([
		["with one use, whose moment is known", 5 * MINUTE, [7], 8, "1 from 5 to 10"],
		["before that use", 5 * MINUTE, [7], 4, "0"],
		["after its end", 5 * MINUTE, [2], 6, "0"],
		["in the next slot", 5 * MINUTE, [8], 11, "0"],
		["with uses at the beginning of the slot", 5 * MINUTE, [0, 0, 0], 4, "3 from 0 to 5"],
		["after uses at the beginning of the slot", 5 * MINUTE, [0, 0, 0], 5, "0"],
		["with uses spread over the slot", MINUTE, [0, 1, 2, 3, 4, 5, 6, 7, 8], 8.5, "1 from 8 to 9"],
		["of seven minutes, spread over the slot", 7 * MINUTE, [0, 2, 4, 6, 8], 6.5, "3.5 from 0 to 7"],
	])("is estimated when it is shorter than a slot: %s", (...[, windowMs, minutes, minute, expected]) => {
		expect(seen(spec("w", windowMs), usedAt(...minutes), minute)).toBe(expected);
	});

	it.each<[string, Partial<LocalQuotaWindow>, number]>([
		["requests", { unit: "requests", limit: 10 }, 0.2],
		["tokens of every kind", { unit: "tokens", limit: 1_000 }, 0.2],
		["dollars", { unit: "usd", limit: 4 }, 1],
		["more than allowed", { unit: "usd", limit: 2 }, 2],
	])("counts %s", (_what, over, expected) => {
		expect(localWindows([spec("5h", 5 * HOUR, over)], "acme", usedAt(0, 15), START + HOUR)).toEqual([
			{
				id: "5h",
				windowMs: 5 * HOUR,
				usedShare: expected,
				resetsAtMs: START + 5 * HOUR,
				lastUsedAtMs: START + 15 * MINUTE,
			},
		]);
	});

	it("counts the windows of the account only, each by itself", () => {
		const windows = [spec("1h", HOUR), spec("1d", 24 * HOUR), spec("2h", 2 * HOUR, { provider: "other" })];
		const shares = localWindows(windows, "acme", usedAt(0, 90), START + 91 * MINUTE);

		expect(shares.map(({ id, usedShare }) => [id, usedShare])).toEqual([
			["1h", 0.1],
			["1d", 0.2],
		]);
		expect(localWindows(windows, "nobody", usedAt(0), START)).toEqual([]);
	});

	it("agrees with a count of every single use", () => {
		const minutes = fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 1, maxLength: 60 });
		fc.assert(
			fc.property(minutes, fc.integer({ min: 1, max: 60 }), (times, slotsLong) => {
				const sorted = times.toSorted((a, b) => a - b);
				const length = slotsLong * 10;
				let [start, used] = [Number.NEGATIVE_INFINITY, 0];
				for (const minute of sorted) {
					if (minute >= start + length) [start, used] = [Math.floor(minute / 10) * 10, 0];
					used += 1;
				}
				const last = sorted.at(-1) ?? 0;

				expect(seen(spec("w", length * MINUTE, { limit: 1e6 }), usedAt(...sorted), last)).toBe(
					`${used} from ${start} to ${start + length}`,
				);
			}),
		);
	});
});
