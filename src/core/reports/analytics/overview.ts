import { Histogram } from "../measure/histogram.ts";
import { given } from "../read/fields.ts";
import type { Report } from "./report.ts";

/** The figures at the top of a report. */
export interface Overview {
	/** When the first and the last request began; absent where there is none. */
	readonly firstAtMs?: number;
	readonly lastAtMs?: number;
	/** Of whole requests that were answered. Medians are off by 2.5 percent at most. */
	readonly medianLatencyMs?: number;
	readonly medianTtftMs?: number;
	/** Of requests, by the catalog's price, also where a plan pays. */
	readonly meanCostUsd?: number;
}

interface OverviewAcc {
	firstAtMs: number;
	lastAtMs: number;
	readonly latency: Histogram;
	readonly ttft: Histogram;
	readonly cost: Histogram;
}

/** When requests were made, and what they usually took and cost. */
export const overviewReport: Report<OverviewAcc, Overview> = {
	start: () => ({
		firstAtMs: Number.POSITIVE_INFINITY,
		lastAtMs: Number.NEGATIVE_INFINITY,
		latency: new Histogram(),
		ttft: new Histogram(),
		cost: new Histogram(),
	}),
	add(acc, told) {
		if (told.kind !== "request") return;
		acc.firstAtMs = Math.min(acc.firstAtMs, told.atMs);
		acc.lastAtMs = Math.max(acc.lastAtMs, told.atMs);
		if (told.costUsd !== undefined) acc.cost.add(told.costUsd);
		if (told.outcome !== "success") return;
		if (told.latencyMs !== undefined) acc.latency.add(told.latencyMs);
		if (told.answer?.ttftMs !== undefined) acc.ttft.add(told.answer.ttftMs);
	},
	result: ({ firstAtMs, lastAtMs, latency, ttft, cost }) => ({
		...(lastAtMs < firstAtMs ? {} : { firstAtMs, lastAtMs }),
		...given("medianLatencyMs", latency.quantile(0.5)),
		...given("medianTtftMs", ttft.quantile(0.5)),
		...given("meanCostUsd", cost.count === 0 ? undefined : cost.sum / cost.count),
	}),
};
