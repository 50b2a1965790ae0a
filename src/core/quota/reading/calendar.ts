import { DAY_MS } from "./windows.ts";

/** The next midnight in UTC. */
export function nextUtcDay(nowMs: number): number {
	return (Math.floor(nowMs / DAY_MS) + 1) * DAY_MS;
}

/** The next Monday, midnight in UTC. */
export function nextUtcMonday(nowMs: number): number {
	const daysToGo = 7 - ((new Date(nowMs).getUTCDay() + 6) % 7);
	return (Math.floor(nowMs / DAY_MS) + daysToGo) * DAY_MS;
}

/** The first of the next month, midnight in UTC. */
export function nextUtcMonth(nowMs: number): number {
	const now = new Date(nowMs);
	return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1);
}
