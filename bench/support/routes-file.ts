/** One target as a routes file names it. */
export interface TargetEntry {
	readonly provider: string;
	readonly modelId: string;
}

/** A routes file with one route per id, each with these targets. */
export function aRoutesFile(routes: Readonly<Record<string, readonly TargetEntry[]>>): object {
	const entries = Object.entries(routes).map(([id, targets]) => [id, { name: id, targets }]);
	return { version: 1, routes: Object.fromEntries(entries) };
}

/** Targets of different providers, so that what happens to one says nothing about the next. */
export function someTargets(count: number, prefix = "provider"): TargetEntry[] {
	return Array.from({ length: count }, (_, i) => ({ provider: `${prefix}-${i}`, modelId: "model-a" }));
}
