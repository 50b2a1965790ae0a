import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { balanceOf, failureOf } from "./answers.ts";
import { nextUtcDay, nextUtcMonday, nextUtcMonth } from "./calendar.ts";
import { isoInstantOf, nameOf, numberOf } from "./untrusted.ts";
import { DAY_MS, HOUR_MS, lengthName, readWindows, WEEK_MS, type WindowFacts } from "./windows.ts";

const NOW_MS = Date.parse("2026-11-23T12:00:00Z");

describe("numberOf", () => {
	it.each([
		["1,234,567.00", 1_234_567],
		["50.00", 50],
		["-3.5", -3.5],
		["0E-10", 0],
		[" 7 ", 7],
		[0, 0],
	])("reads %j", (value, number) => {
		expect(numberOf(value)).toBe(number);
	});

	it.each([
		"",
		" ",
		"1,23",
		"1.234,56",
		"12,34,567",
		"0x10",
		"Infinity",
		"1e999",
		"5 EUR",
		"1".repeat(41),
		null,
		undefined,
		true,
		[],
		[5],
		{},
		Number.NaN,
		Number.POSITIVE_INFINITY,
	])("knows no number in %j", (value) => {
		expect(numberOf(value)).toBeUndefined();
	});

	it("reads every number that JSON can hold as text too", () => {
		fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (n) => numberOf(String(n)) === n + 0));
	});
});

describe("nameOf", () => {
	it.each(["pro", "Coding Plan Plus", "GPT-5.3-Codex-Spark", "套餐"])("takes %s", (name) => {
		expect(nameOf(name)).toBe(name);
	});

	it.each(["", "\u001b[31mred", "two\nlines", "<b>", "x".repeat(61), 5, null])("refuses %j", (name) => {
		expect(nameOf(name)).toBeUndefined();
	});
});

describe("isoInstantOf", () => {
	it.each([
		["2026-11-23T14:00:00.716839300Z", "2026-11-23T14:00:00Z"],
		["2026-11-23T14:00:00.282668+02:00", "2026-11-23T12:00:00Z"],
		["2026-12-01", "2026-12-01T00:00:00Z"],
	])("reads %s", (text, instant) => {
		expect(isoInstantOf(text)).toBe(Date.parse(instant));
	});

	it.each(["", "tomorrow", "2026-13-45T99:99:99Z", `2026-11-23T14:00:00.${"0".repeat(60)}Z`, 5, null])(
		"knows no moment in %j",
		(value) => {
			expect(isoInstantOf(value)).toBeUndefined();
		},
	);
});

describe("readWindows", () => {
	const one = (facts: Partial<WindowFacts>) =>
		readWindows([{ id: "a", usedShare: 0.5, ...facts }], NOW_MS).windows.map(({ id: _, ...rest }) => rest);

	it.each<[string, Partial<WindowFacts>, object[]]>([
		["keeps a share above the whole", { usedShare: 1.15 }, [{ usedShare: 1.15 }]],
		["takes a hair below zero for zero", { usedShare: -0.000_1 }, [{ usedShare: 0 }]],
		["leaves out a share below zero", { usedShare: -0.5 }, []],
		["leaves out a share beyond belief", { usedShare: 1e9 }, []],
		["leaves out a share that is no number", { usedShare: Number.NaN }, []],
		["leaves out a share that is not told", { usedShare: undefined }, []],
		["leaves out a window whose reset has come", { resetsAtMs: NOW_MS }, []],
		["leaves out a limit per minute", { windowMs: 60_000 }, []],
		["does without a length that no plan has", { windowMs: 1e12 }, [{ usedShare: 0.5 }]],
		["does without a negative length", { windowMs: -5 }, [{ usedShare: 0.5 }]],
		["does without a reset in another age", { resetsAtMs: 1e15 }, [{ usedShare: 0.5 }]],
		["does without a reset that is no number", { resetsAtMs: Number.NaN }, [{ usedShare: 0.5 }]],
		[
			"does without a reset that the length cannot reach",
			{ windowMs: 5 * HOUR_MS, resetsAtMs: NOW_MS + 3 * DAY_MS },
			[{ usedShare: 0.5, windowMs: 5 * HOUR_MS }],
		],
	])("%s", (_, facts, expected) => {
		expect(one(facts)).toEqual(expected);
	});

	it("keeps the fuller of two windows with one id", () => {
		const shares = [0.2, 0.7, 0.4].map((usedShare) => ({ id: "7d", usedShare }));
		expect(readWindows(shares, NOW_MS).windows).toEqual([{ id: "7d", usedShare: 0.7 }]);
	});

	it("tells answers in which nothing can be read from those that name nothing or only what is over", () => {
		const odd = { id: "a", usedShare: undefined };
		const over = { id: "b", usedShare: 1, resetsAtMs: NOW_MS - 1 };
		expect([[odd], [odd, odd], [odd, over], [over], []].map((facts) => readWindows(facts, NOW_MS).hasOnlyOdd)).toEqual([
			true,
			true,
			false,
			false,
			false,
		]);
	});
});

describe("lengthName", () => {
	it.each([
		[5 * HOUR_MS, "5h"],
		[DAY_MS, "24h"],
		[WEEK_MS, "7d"],
		[2_628_000_000, "30d"],
		[30 * 60_000, "30m"],
	])("calls %d ms %s", (ms, name) => {
		expect(lengthName(ms)).toBe(name);
	});
});

describe("the calendar in UTC", () => {
	it.each([
		["2026-11-23T12:00:00Z", "2026-11-24", "2026-11-30", "2026-12-01"],
		["2026-11-29T23:59:59Z", "2026-11-30", "2026-11-30", "2026-12-01"],
		["2026-12-31T00:00:00Z", "2027-01-01", "2027-01-04", "2027-01-01"],
	])("after %s", (now, day, monday, month) => {
		const nowMs = Date.parse(now);
		const next = [nextUtcDay(nowMs), nextUtcMonday(nowMs), nextUtcMonth(nowMs)];
		expect(next.map((ms) => new Date(ms).toISOString())).toEqual([day, monday, month].map((d) => `${d}T00:00:00.000Z`));
	});
});

describe("balanceOf", () => {
	it.each([
		["12.50", "credits", { currency: "credits", amount: 12.5 }],
		[-3, "usd", { currency: "USD", amount: -3 }],
		[0.1 + 0.2, "CNY", { currency: "CNY", amount: 0.3 }],
	])("reads %j %s", (amount, currency, balance) => {
		expect(balanceOf(amount, currency)).toEqual(balance);
	});

	it.each([
		[undefined, "USD"],
		[null, "USD"],
		["", "USD"],
		[1e13, "USD"],
		[5, undefined],
		[5, "$"],
		[5, "\u001b[1m"],
	])("knows no balance in %j %j", (amount, currency) => {
		expect(balanceOf(amount, currency)).toBeUndefined();
	});
});

describe("failureOf", () => {
	it("reads codes as numbers or texts, and knows nothing of others", () => {
		const codes = { auth: [1004], rate: [1002] };
		expect([1004, "1002", 5, undefined, "x"].map((code) => failureOf(code, codes))).toEqual([
			"auth",
			"rate",
			"unreadable",
			"unreadable",
			"unreadable",
		]);
	});
});
