import { describe, expect, it } from "vitest";
import { isOffline, quotaTtlMs } from "./quota-environment.ts";

describe("isOffline", () => {
	it.each([
		["1", true],
		["true", true],
		[" YES ", true],
		["0", false],
		["", false],
		["no", false],
		[undefined, false],
	])("for PI_OFFLINE=%s is %s", (PI_OFFLINE, expected) => {
		expect(isOffline({ PI_OFFLINE })).toBe(expected);
	});
});

describe("quotaTtlMs", () => {
	it.each([
		[undefined, 60_000],
		["", 60_000],
		["soon", 60_000],
		["-1", 60_000],
		["1e3", 60_000],
		["120000", 120_000],
		["0", 1_000],
		["999999999999", 86_400_000],
	])("for AUTO_ROUTER_UVI_TTL_MS=%s is %i", (AUTO_ROUTER_UVI_TTL_MS, expected) => {
		expect(quotaTtlMs({ AUTO_ROUTER_UVI_TTL_MS })).toBe(expected);
	});
});
