/** Adds to a list that keeps so many of the newest, and drops half of its room at once. */
export function pushNewest<T>(list: T[], value: T, most: number): void {
	list.push(value);
	if (list.length >= 2 * most + 16) list.splice(0, list.length - most);
}

/** So many of the newest, newest first. */
export function newestFirst<T>(list: readonly T[], most: number): T[] {
	return list.slice(Math.max(0, list.length - most)).reverse();
}
