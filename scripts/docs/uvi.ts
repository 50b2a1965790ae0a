import * as v from "valibot";
import { PACE_EFFECTS, type UviStatus } from "../../src/core/accounting/standing.ts";
import { monthPeriod } from "../../src/core/calendar/local-days.ts";
import { RoutesFileSchema } from "../../src/core/config/schema.ts";
import { formatDuration } from "../../src/core/text/format.ts";
import { formatUsd } from "../../src/core/text/format-usd.ts";
import { forecastOf, forecastWords } from "../../src/core/uvi/forecast.ts";
import { monthWindow } from "../../src/core/uvi/month-window.ts";
import { paceOf } from "../../src/core/uvi/pace.ts";
import { statusOf, uviOf } from "../../src/core/uvi/uvi.ts";
import { type PacedWindow, STALE_AFTER_MS } from "../../src/core/uvi/window-times.ts";
import { table } from "./markdown.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const LENGTH_MS = 5 * HOUR_MS;
/** Any moment does. */
const START_MS = Date.parse("2026-11-23T08:00:00Z");
const { uvi: THRESHOLDS } = v.parse(RoutesFileSchema, {});

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const index = (uvi: number | undefined): string => (uvi === undefined ? "–" : uvi.toFixed(2));

/** What the columns "UVI", "status" and "forecast" say. */
function judged(window: PacedWindow, nowMs: number): [string, string, string] {
	const forecast = forecastOf(window, nowMs);
	return [
		index(uviOf(window, nowMs)),
		statusOf(window, THRESHOLDS, nowMs) ?? "over",
		(forecast && forecastWords(forecast)) ?? "nothing is known of the next one",
	];
}

const fiveHours = (usedShare: number, readAtMs: number, over: Partial<PacedWindow> = {}): PacedWindow => ({
	id: "5h",
	windowMs: LENGTH_MS,
	resetsAtMs: START_MS + LENGTH_MS,
	usedShare,
	readAtMs,
	...over,
});

/** Minutes since the window began, and the share used by then. */
const MOMENTS: readonly (readonly [minutes: number, usedShare: number, note?: string])[] = [
	[3, 0.04, "less than 10 % used: no alarm"],
	[15, 0.15, "above 2, but less than half used"],
	[60, 0.2, "on pace"],
	[60, 0.32],
	[60, 0.55],
	[150, 0.5],
	[210, 0.35, "70 % over, at most half as fast as could be"],
	[270, 0.99, "fast, but nearly over"],
	[270, 1, "nothing left until the reset"],
	[300, 1, "the next window has begun"],
];

/** One window of five hours at several moments. */
export function windowFigures(): string {
	const rows = MOMENTS.map(([minutes, usedShare, note = ""]) => {
		const nowMs = START_MS + minutes * MINUTE_MS;
		const elapsed = minutes * MINUTE_MS;
		const [uvi, status, forecast] = judged(fiveHours(usedShare, nowMs), nowMs);
		return [
			elapsed === 0 ? "0" : formatDuration(elapsed),
			percent(elapsed / LENGTH_MS),
			percent(usedShare),
			uvi,
			status,
			forecast,
			note,
		];
	});
	return table(["since it began", "over", "used", "UVI", "status", "forecast", "because"], rows);
}

/** Days of November 2026 and what is spent by their noon. */
const SPENDING: readonly (readonly [day: number, spentUsd: number])[] = [
	[1, 2],
	[4, 4],
	[10, 11],
	[16, 8],
	[25, 7],
	[25, 20],
];

/** A monthly budget of 20 dollars at several moments. */
export function budgetFigures(): string {
	const limitUsd = 20;
	const rows = SPENDING.map(([day, spentUsd]) => {
		const nowMs = Date.UTC(2026, 10, day, 12);
		const window = monthWindow({ limitUsd, spentUsd }, monthPeriod(nowMs, "UTC"));
		const elapsed = 1 - ((window.resetsAtMs ?? nowMs) - nowMs) / (window.windowMs ?? 1);
		const { uvi, status = "ok" } = paceOf("", { windows: [window] }, THRESHOLDS, nowMs) ?? {};
		return [
			`${day} November, noon`,
			percent(elapsed),
			`${formatUsd(spentUsd)} of ${formatUsd(limitUsd)}`,
			index(uvi),
			status,
		];
	});
	return table(["moment", "of the month over", "spent", "UVI", "status"], rows);
}

const REMOVES: Readonly<Record<(typeof PACE_EFFECTS)[UviStatus]["removes"], string>> = {
	always: "passed over until the reset; nothing brings it back",
	"if-blocking":
		'passed over, and asked after all when nothing else is left; `"onCritical": "demote"` only puts it last',
	"in-hard-mode": "asked last; passed over in hard mode",
	never: "",
};

/** What each status leads to. */
export function statusEffects(): string {
	const places = { promoted: "comes first", normal: "changes nothing", demoted: "asked last" } as const;
	const rows = Object.entries(PACE_EFFECTS).map(([status, { bucket, removes, phrase }]) => [
		`**${status}**`,
		`the provider ${phrase}`,
		removes === "never" ? places[bucket] : REMOVES[removes],
	]);
	return table(["status", "means", "leads to"], rows);
}

/** The same windows a moment and half an hour after their reading. */
export function staleFigures(): string {
	const windows: readonly (readonly [minutes: number, usedShare: number])[] = [
		[240, 1],
		[60, 0.55],
		[60, 0.32],
		[150, 0.5],
		[230, 0.3],
	];
	const rows = windows.map(([minutes, usedShare]) => {
		const readAtMs = START_MS + minutes * MINUTE_MS;
		const laterMs = readAtMs + STALE_AFTER_MS + MINUTE_MS;
		const window = fiveHours(usedShare, readAtMs);
		return [
			`${percent(usedShare)} used after ${formatDuration(minutes * MINUTE_MS)}`,
			statusOf(window, THRESHOLDS, readAtMs) ?? "over",
			statusOf(window, THRESHOLDS, laterMs) ?? "over",
		];
	});
	return table(["reading", "at once", `${formatDuration(STALE_AFTER_MS + MINUTE_MS)} later`], rows);
}

/** A critical window that is read again and again. */
export function freedFigures(): string {
	const readings: readonly (readonly [minutes: number, usedShare: number])[] = [
		[60, 0.45],
		[80, 0.55],
		[90, 0.56],
		[100, 0.58],
	];
	let isCritical = false;
	const rows = readings.map(([minutes, usedShare]) => {
		const nowMs = START_MS + minutes * MINUTE_MS;
		const window = fiveHours(usedShare, nowMs, isCritical ? { isCritical: true } : {});
		const [uvi, status] = judged(window, nowMs);
		isCritical = status === "critical";
		return [formatDuration(minutes * MINUTE_MS), percent(usedShare), uvi, status];
	});
	return table(["since it began", "used", "UVI", "status"], rows);
}
