/** Random choices that a seed alone decides. */
export interface Seeded {
	/** At least 0, less than 1. */
	fraction(): number;
	/** A whole number, both ends included. */
	between(min: number, max: number): number;
	/** True with this probability. */
	chance(share: number): boolean;
	pick<T>(list: readonly T[]): T;
	/** An entry of a table, by its weight. */
	weighted<T>(table: readonly (readonly [weight: number, value: T])[]): T;
	shuffled<T>(list: readonly T[]): T[];
}

/** Makes the choices of a seed: mulberry32, which is small, and good enough for choosing. */
export function createSeeded(seed: number): Seeded {
	let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
	const fraction = (): number => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	const between = (min: number, max: number): number => min + Math.floor(fraction() * (max - min + 1));
	const pick = <T>(list: readonly T[]): T => {
		if (list.length === 0) throw new Error("There is nothing to pick from.");
		return list[between(0, list.length - 1)] as T;
	};
	return {
		fraction,
		between,
		chance: (share) => fraction() < share,
		pick,
		weighted(table) {
			let left = fraction() * table.reduce((sum, [weight]) => sum + weight, 0);
			for (const [weight, value] of table) {
				left -= weight;
				if (left < 0) return value;
			}
			return pick(table)[1];
		},
		shuffled(list) {
			const rest = [...list];
			return list.map(() => rest.splice(between(0, rest.length - 1), 1)[0] as (typeof rest)[number]);
		},
	};
}
