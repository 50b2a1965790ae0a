import type { Product } from "./product.ts";
import { runSchedule, type Violation } from "./run-schedule.ts";
import { onlySteps, type Schedule } from "./schedule.ts";

/** How much may be spent on making a schedule smaller. */
export interface ShrinkLimits {
	readonly runs: number;
	readonly ms: number;
}

export interface ShrinkInput {
	readonly schedule: Schedule;
	readonly product: Product;
	readonly violation: Violation;
	readonly limits: ShrinkLimits;
}

/** Steps, by their numbers from 1, that still break the same invariant: one after the other is left out while it does. */
export async function shrink({ schedule, product, violation, limits }: ShrinkInput): Promise<ReadonlySet<number>> {
	const giveUpAtMs = performance.now() + limits.ms;
	const last = Math.min(violation.step, schedule.steps.length);
	const kept = new Set(Array.from({ length: last }, (_, index) => index + 1));
	let runs = 0;
	// What broke at the end needs no single step; what broke in a step needs that one.
	for (const number of [...kept].filter((one) => one !== violation.step)) {
		if (runs >= limits.runs || performance.now() > giveUpAtMs) break;
		runs += 1;
		const without = new Set([...kept].filter((one) => one !== number));
		const { violations } = await runSchedule({ schedule: onlySteps(schedule, without), product });
		if (violations.some(({ invariant }) => invariant === violation.invariant)) kept.delete(number);
	}
	return kept;
}
