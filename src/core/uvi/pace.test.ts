import * as v from "valibot";
import { describe, expect, it } from "vitest";
import type { PaceStanding } from "../accounting/standing.ts";
import { RoutesFileSchema } from "../config/schema.ts";
import { afterQuotaRead, type KnownQuotas } from "../quota/quota-state.ts";
import { type AccountPlan, paceOf } from "./pace.ts";
import type { PacedWindow } from "./window-times.ts";

const { uvi: THRESHOLDS } = v.parse(RoutesFileSchema, {});
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.parse("2026-11-23T12:00:00Z");
const HOURS = { "5h": 5 * HOUR, "7d": 168 * HOUR } as const;

/** A window of which a share is used and a share is over, read just now. */
function win(id: keyof typeof HOURS, usedShare: number, elapsedShare: number, over: Partial<PacedWindow> = {}) {
	const resetsAtMs = NOW + HOURS[id] * (1 - elapsedShare);
	return { id, usedShare, windowMs: HOURS[id], resetsAtMs, readAtMs: NOW, ...over };
}
const noReset = (usedShare: number, over: Partial<PacedWindow> = {}): PacedWindow => ({
	id: "plan",
	usedShare,
	readAtMs: NOW,
	...over,
});
const counted = ({ readAtMs: _, ...window }: ReturnType<typeof win>): PacedWindow => window;

const pace = (windows: readonly PacedWindow[], modelId = "claude-opus-5", plan: Omit<AccountPlan, "windows"> = {}) =>
	paceOf(modelId, { windows, ...plan }, THRESHOLDS, NOW);
const inShort = (standing: PaceStanding | undefined): string =>
	standing ? `${standing.status} ${standing.windowId}${standing.isStale ? " stale" : ""}` : "unknown";

describe("the pace of a target", () => {
	it.each<[string, readonly PacedWindow[], string]>([
		["nothing is known", [], "unknown"],
		["everything known is over", [win("5h", 1, 1)], "unknown"],
		["one window", [win("5h", 0.5, 0.5)], "ok 5h"],
		["the worst decides, first", [win("5h", 0.6, 0.2), win("7d", 0.4, 0.5)], "critical 5h"],
		["the worst decides, last", [win("5h", 0.4, 0.5), win("7d", 0.6, 0.2)], "critical 7d"],
		["exhausted beats a higher index", [win("5h", 0.9, 0.1), win("7d", 1, 0.9)], "exhausted 7d"],
		["stressed beats ok", [win("5h", 0.8, 0.5), win("7d", 0.8, 0.9)], "stressed 5h"],
		["D47: a surplus is not hidden by a window on pace", [win("5h", 0.5, 0.5), win("7d", 0.2, 0.9)], "surplus 7d"],
		["D47: a surplus does not hide a stressed window", [win("5h", 0.8, 0.5), win("7d", 0.2, 0.9)], "stressed 5h"],
		["D47: a surplus does not hide an exhausted window", [win("7d", 0.2, 0.9), win("5h", 1, 0.9)], "exhausted 5h"],
		["of two surpluses the one that expires first", [win("7d", 0.1, 0.9), win("5h", 0.3, 0.8)], "surplus 5h"],
		["of two on pace the higher index", [win("5h", 0.4, 0.5), win("7d", 0.5, 0.5)], "ok 7d"],
		["of two exhausted the one that lasts longer", [win("7d", 1, 0.9), win("5h", 1, 0.1)], "exhausted 7d"],
		["a known index before an unknown one", [noReset(0.5), win("5h", 0.1, 0.5)], "ok 5h"],
		["of two unknown ones the fuller", [noReset(0.2), noReset(0.5, { id: "day" })], "ok day"],
		["a stale critical demotes", [win("5h", 0.6, 0.2, { readAtMs: NOW - HOUR })], "stressed 5h stale"],
		["a stale surplus does not promote", [win("5h", 0.1, 0.9, { readAtMs: NOW - HOUR })], "ok 5h stale"],
		[
			"a stale surplus does not win over a fresh one",
			[win("5h", 0.1, 0.9, { readAtMs: NOW - HOUR }), win("7d", 0.1, 0.9)],
			"surplus 7d",
		],
		[
			"a fresh one of two that are stressed",
			[win("5h", 0.6, 0.2, { readAtMs: NOW - HOUR }), win("7d", 0.8, 0.5)],
			"stressed 7d",
		],
		[
			"a spent budget is critical: whether it gives way is said elsewhere",
			[counted(win("7d", 1, 0.9, { isBudget: true }))],
			"critical 7d",
		],
	])("%s", (_what, windows, expected) => {
		expect(inShort(pace(windows))).toBe(expected);
	});

	it.each([
		["claude-opus-5", "exhausted 7d"],
		["Claude-OPUS-5", "exhausted 7d"],
		["anthropic/claude-opus-4", "exhausted 7d"],
		["claude-sonnet-5", "ok 5h"],
	])("counts a family's window for that family only: %s", (modelId, expected) => {
		expect(inShort(pace([win("5h", 0.5, 0.5), win("7d", 1, 0.5, { family: "opus" })], modelId))).toBe(expected);
	});

	it("has the figures of the window that decides", () => {
		expect(pace([win("5h", 0.75, 0.25), win("7d", 0.5, 0.5)])).toEqual({
			status: "critical",
			windowId: "5h",
			uvi: 3,
			usedShare: 0.75,
			resetsAtMs: NOW + 3.75 * HOUR,
		});
		expect(pace([noReset(0.95)])).toEqual({ status: "stressed", windowId: "plan", usedShare: 0.95 });
	});

	it("says when a full window of unknown reset is worth another try", () => {
		expect(pace([noReset(1)])?.resetsAtMs).toBe(NOW + 30 * MINUTE);
		expect(pace([noReset(1, { id: "5h" })])?.resetsAtMs).toBe(NOW + 5 * HOUR);
	});
});

describe("the word of a vendor on the whole account", () => {
	const full = win("5h", 1, 0.5);
	const calm = win("5h", 0.5, 0.5);
	const said = (isUsable: boolean, agoMs = 0) => ({ isUsable, usableAtMs: NOW - agoMs });

	it.each<[string, readonly PacedWindow[], Omit<AccountPlan, "windows">, string]>([
		["paid overage: a full window demotes", [full], said(true), "stressed 5h"],
		["paid overage that was said before the window was full", [full], said(true, MINUTE), "exhausted 5h"],
		["paid overage: a critical window blocks", [win("5h", 0.6, 0.2)], said(true), "critical 5h"],
		["paid overage does not pay for what is counted here", [counted(full)], said(true), "exhausted 5h"],
		["paid overage: another window is worse", [full, win("7d", 0.6, 0.2)], said(true), "critical 7d"],
		["refused, whatever the windows say", [calm], said(false), "exhausted 5h"],
		["refused, and no window is known", [], said(false), "exhausted plan"],
		["refused, and a window is full", [full, calm], said(false), "exhausted 5h"],
		["refused a while ago", [], said(false, 30 * MINUTE - 1), "exhausted plan stale"],
		["D49: refused half an hour ago, and never asked again", [calm], said(false, 30 * MINUTE), "ok 5h"],
		["refused, at no known moment", [calm], { isUsable: false }, "exhausted 5h"],
		["overage, at no known moment", [full], { isUsable: true }, "stressed 5h"],
	])("%s", (_what, windows, plan, expected) => {
		expect(inShort(pace(windows, "m", plan))).toBe(expected);
	});

	it("tells how long a refusal is believed", () => {
		expect(pace([calm], "m", said(false, MINUTE))?.resetsAtMs).toBe(NOW + 29 * MINUTE);
		expect(pace([full], "m", said(false, MINUTE))?.resetsAtMs).toBe(full.resetsAtMs);
	});

	it("is remembered with its moment, and not renewed by headers that do not mention it", () => {
		const none: KnownQuotas = new Map();
		const data = { provider: "acme", windows: [], ok: true };
		const asked = afterQuotaRead(none, { ...data, source: "endpoint", usable: false }, NOW);
		const byHeaders = afterQuotaRead(asked, { ...data, source: "headers" }, NOW + HOUR);
		const askedAgain = afterQuotaRead(byHeaders, { ...data, source: "endpoint" }, NOW + 2 * HOUR);

		expect(byHeaders.get("acme")).toMatchObject({ isUsable: false, usableAtMs: NOW });
		expect(askedAgain.get("acme")).toEqual({ windows: [], askedAtMs: NOW + 2 * HOUR, failures: 0 });
	});
});
