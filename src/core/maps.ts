/** The map with one more entry, or with another value for it. */
export function withEntry<V>(map: ReadonlyMap<string, V>, key: string, value: V): ReadonlyMap<string, V> {
	return new Map(map).set(key, value);
}

/** The map without an entry. */
export function withoutEntry<V>(map: ReadonlyMap<string, V>, key: string): ReadonlyMap<string, V> {
	if (!map.has(key)) return map;
	const next = new Map(map);
	next.delete(key);
	return next;
}

/** The entries that are newer than a moment. */
export function entriesAfter<V>(
	map: ReadonlyMap<string, V>,
	atMs: number,
	timeOf: (value: V) => number,
): ReadonlyMap<string, V> {
	return new Map([...map].filter(([, value]) => timeOf(value) > atMs));
}
