import { describe, expect, it } from "vitest";
import { aWindow } from "../../../test/support/money-reports.ts";
import type { UviStatus } from "../accounting/standing.ts";
import { worstOf } from "./quota-report.ts";

const window = (status: UviStatus, uvi: number) => aWindow({ status, uvi });

describe("worstOf", () => {
	it.each([
		["nothing of no window", [], {}],
		["the worst", [window("ok", 3), window("stressed", 1.6)], { status: "stressed", uvi: 1.6 }],
		["a surplus where nothing is wrong", [window("ok", 0.9), window("surplus", 0.3)], { status: "surplus", uvi: 0.3 }],
		["the highest index of that status", [window("ok", 0.2), window("ok", 0.9)], { status: "ok", uvi: 0.9 }],
	])("is %s", (_what, windows, expected) => {
		expect(worstOf(windows)).toEqual(expected);
	});

	it("has no index where none is known", () => {
		const { uvi: _unknown, ...exhausted } = window("exhausted", 1);
		expect(worstOf([exhausted, window("ok", 1)])).toEqual({ status: "exhausted" });
	});
});
