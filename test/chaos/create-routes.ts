import type { PoolTarget, RoutesChange } from "./schedule.ts";
import type { Seeded } from "./seeded.ts";

/** The route that is selected in every session. */
export const ROUTE_ID = "subscription-swe";

/**
 * Deadlines of every attempt. Short, for a silent target costs the whole of one; a healthy answer that a busy machine delays
 * so long is left for the next target, which no invariant forbids.
 */
const TIMEOUTS = { firstEventMs: 300, firstOutputMs: 600, idleMs: 300 };

/** A routes file that is right: some targets of the pool in some order. */
export function createRoutes(seeded: Seeded, pool: readonly PoolTarget[]): string {
	const chosen = seeded.shuffled(pool).slice(0, seeded.between(seeded.chance(0.2) ? 1 : 3, pool.length));
	const targets = chosen.map(({ provider, modelId }) => ({
		provider,
		modelId,
		...(seeded.chance(0.3) ? { rank: seeded.between(1, 3) } : {}),
	}));
	const route = {
		sortBy: seeded.pick(["config", "adaptive"]),
		timeouts: TIMEOUTS,
		whenAllRejected: seeded.chance(0.25) ? "fail" : "earliest-recovery",
		onRefusal: seeded.pick(["stop", "failover"]),
		commitOn: seeded.chance(0.15) ? "thinking" : "output",
		targets,
	};
	// Rotated files are kept, for their records are read again in the end.
	return JSON.stringify({ version: 1, settings: { logMaxMb: 1, logMaxAgeDays: 3650 }, routes: { [ROUTE_ID]: route } });
}

/** A routes file that is wrong in one way or another, or gone. */
export function createBrokenRoutes(seeded: Seeded, pool: readonly PoolTarget[]): RoutesChange {
	const good = createRoutes(seeded, pool);
	const stranger = { provider: "nobody", modelId: "nothing" };
	const [known] = pool;
	return seeded.pick<RoutesChange>([
		"removed",
		{ text: "" },
		{ text: good.slice(0, good.length / 2) },
		{ text: "[]" },
		{ text: JSON.stringify({ version: 1, routes: 7 }) },
		{ text: JSON.stringify({ version: 1, routes: { [ROUTE_ID]: { targets: "none" } } }) },
		{
			text: JSON.stringify({ version: 1, routes: { [ROUTE_ID]: { timeouts: TIMEOUTS, targets: [stranger, known] } } }),
		},
		{ text: JSON.stringify({ version: 1, routes: { [ROUTE_ID]: { targets: [stranger] } } }) },
		{ text: good.replace('"sortBy"', '"sortby"') },
	]);
}
