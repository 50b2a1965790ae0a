import { describe, expect, it } from "vitest";
import { NOW_MS } from "../../../test/support/builders.ts";
import { aWindow } from "../../../test/support/money-reports.ts";
import type { JudgedWindow } from "../../core/reports/quota-report.ts";
import { windowOutlook } from "./window-outlook.ts";

const MINUTE_MS = 60_000;
const { resetsAtMs: _reset, ...endless } = aWindow();

describe("windowOutlook", () => {
	it.each<[string, JudgedWindow]>([
		["resets in 3h05m", aWindow()],
		["empty in 2h10m, resets in 3h05m", aWindow({ emptyAtMs: NOW_MS + 130 * MINUTE_MS })],
		["resets in 3h05m", aWindow({ emptyAtMs: NOW_MS + 400 * MINUTE_MS })],
		["empty, resets in 3h05m", aWindow({ usedShare: 1.02, emptyAtMs: NOW_MS })],
		["has reset", aWindow({ resetsAtMs: NOW_MS })],
		["reset unknown", endless],
		["empty in 10m, reset unknown", { ...endless, emptyAtMs: NOW_MS + 10 * MINUTE_MS }],
	])("says %j", (expected, window) => {
		expect(windowOutlook(window, NOW_MS)).toBe(expected);
	});
});
