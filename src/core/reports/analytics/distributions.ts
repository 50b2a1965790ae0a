import { Histogram } from "../measure/histogram.ts";
import { byCount, type Counted, shareOf, valueAt } from "../measure/tally.ts";
import { given } from "../read/fields.ts";
import { modelKey } from "../read/told.ts";
import type { Report } from "./report.ts";

/** A range of values: from the first bound on, up to the second one, which belongs to the next. */
interface Range {
	readonly label: string;
	readonly below: number;
}

const LATENCY_RANGES: readonly Range[] = [
	{ label: "0-2s", below: 2_000 },
	{ label: "2-5s", below: 5_000 },
	{ label: "5-10s", below: 10_000 },
	{ label: "10-20s", below: 20_000 },
	{ label: "20-40s", below: 40_000 },
	{ label: "40s+", below: Number.POSITIVE_INFINITY },
];

const COST_RANGES: readonly Range[] = [
	{ label: "$0-.01", below: 0.01 },
	{ label: "$.01-.03", below: 0.03 },
	{ label: "$.03-.10", below: 0.1 },
	{ label: "$.10-.25", below: 0.25 },
	{ label: "$.25+", below: Number.POSITIVE_INFINITY },
];

/** How many values lie in a range. */
export interface Bucket {
	readonly label: string;
	readonly count: number;
	readonly share: number;
}

/** What the answers of one model took. Median and p90 are off by 2.5 percent at most. */
export interface LatencyRow extends Counted {
	readonly buckets: readonly Bucket[];
	readonly meanMs: number;
	readonly medianMs: number;
	readonly p90Ms: number;
	/** To the first output; absent where none was measured. */
	readonly medianTtftMs?: number;
	readonly p90TtftMs?: number;
}

/** What the answers of one model cost. Median and p90 are off by 2.5 percent at most. */
export interface CostRow extends Counted {
	readonly buckets: readonly Bucket[];
	readonly totalUsd: number;
	readonly meanUsd: number;
	readonly medianUsd: number;
	readonly p90Usd: number;
}

interface Measured {
	readonly values: Histogram;
	readonly buckets: number[];
	readonly ttft: Histogram;
}

interface DistributionsAcc {
	readonly latency: Map<string, Measured>;
	readonly cost: Map<string, Measured>;
}

export interface DistributionsReport {
	readonly latency: readonly LatencyRow[];
	readonly cost: readonly CostRow[];
}

const noMeasured = (): Measured => ({ values: new Histogram(), buckets: [], ttft: new Histogram() });

/** Latency and cost of answers by model: of the attempt that answered, whatever was tried before it. */
export const distributionsReport: Report<DistributionsAcc, DistributionsReport> = {
	start: () => ({ latency: new Map(), cost: new Map() }),
	add(acc, told) {
		if (told.kind !== "request" || told.actual === undefined) return;
		const key = modelKey(told.actual);
		const { latencyMs, ttftMs, usage } = told.answer ?? {};
		if (latencyMs !== undefined) {
			const measured = measure(valueAt(acc.latency, key, noMeasured), latencyMs, LATENCY_RANGES);
			if (ttftMs !== undefined) measured.ttft.add(ttftMs);
		}
		if (usage?.costUsd !== undefined) measure(valueAt(acc.cost, key, noMeasured), usage.costUsd, COST_RANGES);
	},
	result: ({ latency, cost }) => ({
		latency: [...latency].map(([key, measured]) => latencyRow(key, measured)).sort(byCount),
		cost: [...cost].map(([key, measured]) => costRow(key, measured)).sort(byCount),
	}),
};

function measure(measured: Measured, value: number, ranges: readonly Range[]): Measured {
	measured.values.add(value);
	const at = ranges.findIndex(({ below }) => value < below);
	measured.buckets[at] = (measured.buckets[at] ?? 0) + 1;
	return measured;
}

function bucketsOf({ buckets, values }: Measured, ranges: readonly Range[]): Bucket[] {
	return ranges.map(({ label }, at) => {
		const count = buckets[at] ?? 0;
		return { label, count, share: shareOf(count, values.count) };
	});
}

function latencyRow(key: string, measured: Measured): LatencyRow {
	const { values, ttft } = measured;
	return {
		key,
		count: values.count,
		buckets: bucketsOf(measured, LATENCY_RANGES),
		meanMs: shareOf(values.sum, values.count),
		medianMs: values.at(0.5),
		p90Ms: values.at(0.9),
		...given("medianTtftMs", ttft.quantile(0.5)),
		...given("p90TtftMs", ttft.quantile(0.9)),
	};
}

function costRow(key: string, measured: Measured): CostRow {
	const { values } = measured;
	return {
		key,
		count: values.count,
		buckets: bucketsOf(measured, COST_RANGES),
		totalUsd: values.sum,
		meanUsd: shareOf(values.sum, values.count),
		medianUsd: values.at(0.5),
		p90Usd: values.at(0.9),
	};
}
