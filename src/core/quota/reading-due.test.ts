import { describe, expect, it } from "vitest";
import { EMPTY_ACCOUNTING } from "../accounting/accounting.ts";
import {
	backoffMs,
	dueAtMs,
	type FailedAnswer,
	isRefusal,
	type LastReadings,
	lastReadings,
	waitAfterFailureMs,
} from "./reading-due.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = 1_000 * HOUR;
const pace = { intervalMs: 5 * MINUTE, minIntervalMs: 2 * MINUTE, resetFuzzMs: 2_000 };

/** Readings of an account, times in minutes before now. */
function last(more: Partial<LastReadings> = {}): LastReadings {
	return { askedAtMs: NOW, newestAtMs: NOW, oldestAtMs: NOW, failures: 0, resetsAtMs: [], ...more };
}

describe("dueAtMs", () => {
	it.each<[string, Partial<LastReadings>, number]>([
		["at once where nothing was ever read", { askedAtMs: 0, newestAtMs: 0, oldestAtMs: 0 }, -NOW],
		["an interval after the endpoint was asked", {}, 5 * MINUTE],
		["an interval after newer headers", { askedAtMs: NOW - HOUR, oldestAtMs: NOW }, 5 * MINUTE],
		["sooner for windows that headers do not name", { askedAtMs: 0, oldestAtMs: NOW - 9 * MINUTE }, MINUTE],
		["an interval after a failed question, whatever is old", { oldestAtMs: NOW - HOUR }, 5 * MINUTE],
		["shortly after a reset", { resetsAtMs: [NOW + 3 * MINUTE] }, 3 * MINUTE + 2_000],
		["not before the vendor's interval is over, whatever was reset", { resetsAtMs: [NOW + 1] }, 2 * MINUTE],
	])("is %s", (_when, readings, inMs) => {
		expect(dueAtMs(last(readings), pace) - NOW).toBe(inMs);
	});
});

describe("lastReadings", () => {
	const window = { id: "5h", usedShare: 0.5, readAtMs: NOW - MINUTE, source: "endpoint" };
	const quota = { askedAtMs: NOW - MINUTE, failures: 1 };
	const readingsOf = (windows: readonly (typeof window & { resetsAtMs?: number })[]) =>
		lastReadings(
			{ ...EMPTY_ACCOUNTING, quotas: new Map([["acme", { ...quota, windows }]]) },
			{ account: "acme", reads: "windows" },
			NOW,
		);

	it("are none of an account that was never read", () => {
		const none = { askedAtMs: 0, newestAtMs: 0, oldestAtMs: 0, failures: 0, resetsAtMs: [] };
		expect(lastReadings(EMPTY_ACCOUNTING, { account: "acme", reads: "windows" }, NOW)).toEqual(none);
		expect(lastReadings(EMPTY_ACCOUNTING, { account: "acme", reads: "balance" }, NOW)).toEqual(none);
	});

	it("know the newest and the oldest window and the resets to come", () => {
		const old = { ...window, id: "7d", readAtMs: NOW - HOUR, resetsAtMs: NOW - MINUTE };
		expect(readingsOf([window, old])).toEqual({
			askedAtMs: NOW - MINUTE,
			newestAtMs: NOW - MINUTE,
			oldestAtMs: NOW - HOUR,
			failures: 1,
			resetsAtMs: [NOW - MINUTE],
		});
	});

	it("do not ask again for a reset that was over when the vendor named it", () => {
		expect(readingsOf([{ ...window, resetsAtMs: NOW - HOUR }]).resetsAtMs).toEqual([]);
	});

	it("take times of a clock that runs ahead as now", () => {
		expect(readingsOf([{ ...window, readAtMs: NOW + HOUR }])).toMatchObject({ newestAtMs: NOW, oldestAtMs: NOW });
		const balance = { amounts: [], readAtMs: NOW + HOUR, askedAtMs: NOW + HOUR, failures: 2 };
		const accounting = { ...EMPTY_ACCOUNTING, balances: new Map([["acme", balance]]) };
		const readings = lastReadings(accounting, { account: "acme", reads: "balance" }, NOW);
		expect(readings).toMatchObject({ askedAtMs: NOW, newestAtMs: NOW, failures: 2 });
	});
});

describe("waiting after failures", () => {
	it.each([
		[0, MINUTE, 0],
		[1, MINUTE, MINUTE],
		[3, MINUTE, 4 * MINUTE],
		[40, MINUTE, HOUR],
		[3, 2 * HOUR, 2 * HOUR],
	])("backs off after %i failures at an interval of %i ms for %i ms", (failures, intervalMs, waitMs) => {
		expect(backoffMs(failures, intervalMs)).toBe(waitMs);
	});

	it.each<[string, FailedAnswer, number]>([
		["a first failure", { failure: "server", count: 1 }, 5 * MINUTE],
		["a third failure", { failure: "network", count: 3 }, 20 * MINUTE],
		["many failures", { failure: "unreadable", count: 30 }, HOUR],
		["a refusal", { failure: "rate", count: 1 }, 15 * MINUTE],
		["a third refusal", { failure: "rate", count: 3 }, HOUR],
		["many refusals", { failure: "rate", count: 30 }, 6 * HOUR],
		["a refusal that names no time", { failure: "rate", count: 1, retryAfterMs: 0 }, 15 * MINUTE],
		["a refusal that names a longer time", { failure: "rate", count: 1, retryAfterMs: HOUR }, HOUR],
		["a refusal that names a shorter time", { failure: "rate", count: 1, retryAfterMs: 1_000 }, 15 * MINUTE],
		["a server that names a time", { failure: "server", count: 1, retryAfterMs: 2 * HOUR }, 2 * HOUR],
		["a time that nobody means", { failure: "rate", count: 1, retryAfterMs: 9_999 * HOUR }, 24 * HOUR],
		["a refused login", { failure: "auth", count: 1 }, HOUR],
	])("leaves the endpoint alone after %s", (_what, failed, waitMs) => {
		expect(waitAfterFailureMs(failed, 5 * MINUTE, 15 * MINUTE)).toBe(waitMs);
	});

	it("knows what the vendor itself has refused", () => {
		expect(isRefusal({ failure: "rate" })).toBe(true);
		expect(isRefusal({ failure: "auth" })).toBe(true);
		expect(isRefusal({ failure: "server", retryAfterMs: 1 })).toBe(true);
		expect(isRefusal({ failure: "server", retryAfterMs: 0 })).toBe(false);
	});
});
