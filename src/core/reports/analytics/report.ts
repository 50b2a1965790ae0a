import type { Told } from "../read/told.ts";

/**
 * A report as a fold: what is added changes the accumulator, whose size is bounded by limits and never by the length
 * of the log.
 */
export interface Report<Acc, Result> {
	start(): Acc;
	add(acc: Acc, told: Told): void;
	result(acc: Acc): Result;
}

/** A report that is being made. */
export interface Running<Result> {
	add(told: Told): void;
	result(): Result;
}

/** Starts a report. */
export function begin<Acc, Result>(report: Report<Acc, Result>): Running<Result> {
	const acc = report.start();
	return { add: (told) => report.add(acc, told), result: () => report.result(acc) };
}

/** Several reports as one, so that one reading of the log feeds them all. */
export function together<Results extends object>(
	reports: {
		readonly [Name in keyof Results]: Running<Results[Name]>;
	},
): Running<Results> {
	const all: readonly Running<unknown>[] = Object.values(reports);
	return {
		add: (told) => {
			for (const report of all) report.add(told);
		},
		result: () => {
			const named = Object.entries<Running<unknown>>(reports);
			return Object.fromEntries(named.map(([name, report]) => [name, report.result()])) as Results;
		},
	};
}
