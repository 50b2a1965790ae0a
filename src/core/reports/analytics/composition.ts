import { createDayOf, type DayOf, newestDays, valueOfDay } from "../measure/days.ts";
import { Histogram } from "../measure/histogram.ts";
import { type Counted, countAt, FEW_KEYS, mostFirst, shareOf } from "../measure/tally.ts";
import { modelKey } from "../read/told.ts";
import type { Report } from "./report.ts";

/** A part of a day's answers. */
export type Part = Counted & { readonly share: number };

export interface DayComposition {
	/** Local day, such as `2026-03-14`. */
	readonly day: string;
	readonly requests: number;
	readonly successShare: number;
	/** Of whole requests that were answered; off by 2.5 percent at most. */
	readonly medianLatencyMs?: number;
	/** Who answered, most first: shares of the answered requests. */
	readonly models: readonly Part[];
	readonly providers: readonly Part[];
}

/** Newest day first. */
export type CompositionReport = readonly DayComposition[];

interface Day {
	requests: number;
	success: number;
	readonly latency: Histogram;
	readonly models: Map<string, number>;
	readonly providers: Map<string, number>;
}

interface CompositionAcc {
	readonly dayOf: DayOf;
	readonly days: Map<string, Day>;
}

const noDay = (): Day => ({
	requests: 0,
	success: 0,
	latency: new Histogram(),
	models: new Map(),
	providers: new Map(),
});

/** Who answered on each of the newest days, newest first. */
export function compositionReport(options: {
	readonly timeZone: string;
	readonly limit: number;
}): Report<CompositionAcc, CompositionReport> {
	return {
		start: () => ({ dayOf: createDayOf(options.timeZone), days: new Map() }),
		add({ dayOf, days }, told) {
			if (told.kind !== "request") return;
			const day = valueOfDay(days, dayOf(told.atMs).key, noDay, options.limit);
			day.requests += 1;
			if (told.outcome !== "success") return;
			day.success += 1;
			if (told.latencyMs !== undefined) day.latency.add(told.latencyMs);
			if (told.actual === undefined) return;
			countAt(day.models, modelKey(told.actual), FEW_KEYS);
			countAt(day.providers, told.actual.provider, FEW_KEYS);
		},
		result: ({ days }) => newestDays(days, options.limit).map(([day, counts]) => describe(day, counts)),
	};
}

function describe(day: string, { requests, success, latency, models, providers }: Day): DayComposition {
	const medianLatencyMs = latency.quantile(0.5);
	const parts = (counts: ReadonlyMap<string, number>): Part[] =>
		mostFirst(counts).map((row) => ({ ...row, share: shareOf(row.count, success) }));
	return {
		day,
		requests,
		successShare: shareOf(success, requests),
		...(medianLatencyMs === undefined ? {} : { medianLatencyMs }),
		models: parts(models),
		providers: parts(providers),
	};
}
