import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aTarget } from "../../../test/support/engine-builders.ts";
import { FAILURE_KINDS, FAILURE_RULES, type Failure, type FailureKind } from "../failure.ts";
import {
	addStrike,
	cooldownKey,
	familyKey,
	restUntilMs,
	STRIKE_MEMORY_MS,
	type Strikes,
	strikesBefore,
} from "./cooldown.ts";

const NOW = Date.UTC(2026, 10, 1, 12);
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const failure = (kind: FailureKind, hintMs?: number): Failure => ({
	kind,
	scope: "target",
	message: "no",
	source: "body",
	...(hintMs === undefined ? {} : { retryAtMs: NOW + hintMs }),
});

/** How long it rests after so many strikes, without jitter. */
const restMs = (kind: FailureKind, strikes = 1, hintMs?: number): number | undefined => {
	const untilMs = restUntilMs(failure(kind, hintMs), strikes, NOW, 0);
	return untilMs === undefined ? undefined : untilMs - NOW;
};

describe("restUntilMs without a hint", () => {
	it.each<[FailureKind, (number | undefined)[]]>([
		["overload", [undefined, 30, 60, 120, 240, 480, 600, 600]],
		["server", [undefined, 30, 60, 120, 240, 300, 300]],
		["network", [undefined, 30, 60, 120, 240, 300, 300]],
		["stalled", [undefined, 30, 60, 120, 240, 300, 300]],
		["empty", [undefined, 30, 60, 120, 240, 300, 300]],
		["rate", [60, 120, 240, 480, 900, 900]],
		["window", [30 * 60, 30 * 60]],
		["balance", [30 * 60, 30 * 60]],
		["auth", [10 * 60, 10 * 60]],
		["entitlement", [12 * 3_600]],
		["model", [12 * 3_600]],
		["unknown", [30, 30]],
		["overflow", [undefined, undefined]],
		["request-limit", [undefined]],
		["request", [undefined]],
		["policy", [undefined]],
		["cancelled", [undefined]],
	])("rests for %s this many seconds, strike by strike: %j", (kind, seconds) => {
		expect(seconds.map((_, index) => restMs(kind, index + 1))).toEqual(
			seconds.map((value) => (value === undefined ? undefined : value * SECOND)),
		);
	});

	it("adds at most a fifth at random, and never takes away", () => {
		fc.assert(
			fc.property(
				fc.constantFrom(...FAILURE_KINDS),
				fc.integer({ min: 1, max: 2_000 }),
				fc.double({ min: 0, max: 1, noNaN: true }),
				(kind, strikes, random) => {
					const plain = restMs(kind, strikes);
					const jittered = restUntilMs(failure(kind), strikes, NOW, random);
					expect(jittered === undefined).toBe(plain === undefined);
					const addedMs = (jittered ?? NOW) - NOW - (plain ?? 0);
					expect(addedMs).toBeGreaterThanOrEqual(0);
					expect(addedMs).toBeLessThanOrEqual((plain ?? 0) * 0.2);
					expect(Number.isInteger(jittered ?? 0)).toBe(true);
				},
			),
		);
	});
});

describe("restUntilMs with a hint", () => {
	it.each<[string, FailureKind, number, number | undefined]>([
		["believes a rate limit's", "rate", 20 * SECOND, 21 * SECOND],
		["believes one on a first strike, which rests nothing by itself", "overload", 5 * SECOND, 6 * SECOND],
		["believes a window that ends in a month", "window", 31 * 24 * HOUR, 31 * 24 * HOUR + SECOND],
		["believes a rate limit per day", "rate", 24 * HOUR, 24 * HOUR + SECOND],
		["believes none of more than that for a rate limit", "rate", 25 * HOUR + 1, MINUTE],
		["believes none of more than an hour for an overload", "overload", HOUR + 1, undefined],
		["believes none of more than 32 days for a window", "window", 33 * 24 * HOUR, 30 * MINUTE],
		["believes none that has passed", "rate", 0, MINUTE],
		["believes none before now", "window", -5 * MINUTE, 30 * MINUTE],
		["believes none for a login", "auth", 5 * SECOND, 10 * MINUTE],
		["believes none for what does not rest", "overflow", 5 * SECOND, undefined],
	])("%s", (_what, kind, hintMs, expected) => {
		expect(restMs(kind, 1, hintMs)).toBe(expected);
	});

	it("never rests longer than the longest hint that is believed", () => {
		fc.assert(
			fc.property(fc.constantFrom(...FAILURE_KINDS), fc.double({ noNaN: false }), (kind, retryAtMs) => {
				const untilMs = restUntilMs({ ...failure(kind), retryAtMs }, 50, NOW, 1);
				const { maxHintMs } = FAILURE_RULES[kind];
				expect(untilMs ?? NOW).toBeLessThanOrEqual(NOW + Math.max(maxHintMs + SECOND, 12 * HOUR * 1.2));
			}),
		);
	});
});

describe("addStrike", () => {
	const first: Strikes = { count: 1, lastAtMs: NOW, restUntilMs: 0, requestId: "r1" };

	it("begins with one", () => {
		expect(addStrike(undefined, NOW, "r1")).toEqual(first);
		expect(addStrike(undefined, NOW)).toEqual({ count: 1, lastAtMs: NOW, restUntilMs: 0 });
	});

	it("counts on within a minute", () => {
		expect(addStrike(first, NOW + STRIKE_MEMORY_MS, "r2")).toMatchObject({
			count: 2,
			lastAtMs: NOW + MINUTE,
			requestId: "r2",
		});
	});

	it("begins again after a minute", () => {
		expect(addStrike(first, NOW + STRIKE_MEMORY_MS + 1, "r2").count).toBe(1);
	});

	it("remembers strikes for a minute after the rest they led to", () => {
		const rested = { ...first, restUntilMs: NOW + 10 * MINUTE };

		expect(addStrike(rested, NOW + 11 * MINUTE, "r2")).toMatchObject({ count: 2, restUntilMs: NOW + 10 * MINUTE });
		expect(addStrike(rested, NOW + 11 * MINUTE + 1, "r2")).toMatchObject({ count: 1, restUntilMs: 0 });
	});

	it("takes the quick retry of one request for one strike", () => {
		expect(addStrike(first, NOW + 50, "r1")).toBe(first);
	});

	it("counts every strike of unnamed requests", () => {
		expect(addStrike(addStrike(undefined, NOW), NOW + 1).count).toBe(2);
	});
});

describe("strikesBefore", () => {
	const strikes: Strikes = { count: 2, lastAtMs: NOW, restUntilMs: 5, requestId: "r2" };

	it("takes the last strike back when it is of the request", () => {
		expect(strikesBefore(strikes, "r2")).toEqual({ ...strikes, count: 1 });
		expect(strikesBefore({ ...strikes, count: 1 }, "r2")).toBeUndefined();
	});

	it("leaves strikes of other requests", () => {
		expect(strikesBefore(strikes, "r1")).toBe(strikes);
		expect(strikesBefore(undefined, "r1")).toBeUndefined();
	});
});

describe("cooldownKey", () => {
	it("tells scopes apart, and families by the account that pays", () => {
		expect(cooldownKey("target", "acme/a")).toBe("target:acme/a");
		expect(familyKey(aTarget("acme/a"), "opus")).toBe("acme/opus");
		expect(familyKey(aTarget("acme/a", { authProvider: "work" }), "opus")).toBe("work/opus");
	});
});
