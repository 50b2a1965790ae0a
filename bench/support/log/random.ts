/** A number from 0 up to 1, the next of an endless row. */
export type Random = () => number;

/** The same row for the same seed (mulberry32). */
export function seededRandom(seed: number): Random {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** One of them, the first ones more often. */
export function pick<T>(random: Random, values: readonly [T, ...T[]]): T {
	return values[Math.floor(random() ** 2 * values.length)] ?? values[0];
}

/** A time around the usual one; some are many times longer, as answers are. */
export function around(random: Random, usual: number): number {
	return usual * Math.exp((random() + random() + random() - 1.5) * 1.6);
}

/** An id such as those of requests. */
export function anId(random: Random): string {
	const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join("");
	return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
