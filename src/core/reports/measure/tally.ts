/** Where things are counted that came when all room was taken. */
export const OTHERS = "(others)";

/** Keys that are told apart. Nobody has so many models; a log that somebody made up might. */
const MAX_KEYS = 500;

/** The same for what is kept of each day or session. */
export const FEW_KEYS = 40;

/** The value at a key, made where there is none; beyond so many keys all further ones share one. */
export function valueAt<T>(values: Map<string, T>, key: string, make: (at: string) => T): T {
	const known = values.get(key);
	if (known !== undefined) return known;
	const at = values.size < MAX_KEYS ? key : OTHERS;
	const value = values.get(at) ?? make(at);
	values.set(at, value);
	return value;
}

/** Counts one more of a key; beyond so many keys all further ones count together. */
export function countAt(counts: Map<string, number>, key: string, most = MAX_KEYS): void {
	const at = counts.has(key) || counts.size < most ? key : OTHERS;
	counts.set(at, (counts.get(at) ?? 0) + 1);
}

/** A key and how often it was met. */
export interface Counted {
	readonly key: string;
	readonly count: number;
}

/** What was counted, most first, equal ones by name. */
export function mostFirst(counts: ReadonlyMap<string, number>): Counted[] {
	return [...counts].map(([key, count]) => ({ key, count })).sort(byCount);
}

/** Orders rows by count, most first, equal ones by name. */
export function byCount(a: Counted, b: Counted): number {
	return b.count - a.count || (a.key < b.key ? -1 : 1);
}

/** The part of a whole, 0 of nothing. */
export function shareOf(part: number, whole: number): number {
	return whole === 0 ? 0 : part / whole;
}
