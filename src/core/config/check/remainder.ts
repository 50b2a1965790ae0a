import { isObject } from "./introspect.ts";
import type { Path } from "./issue.ts";

/** What is left of the file without the dropped entries. It still knows where in the file every list entry stood. */
export interface Remainder {
	readonly value: unknown;
	/** Place of a list entry in the file's own list. */
	readonly positionOf: (list: object, index: number) => number;
}

/** Paths that are compared by content. */
export function keyOf(path: Path): string {
	return JSON.stringify(path);
}

/** A copy of plain data without the entries at some places, which are given by `keyOf`. */
export function without(root: unknown, drops: ReadonlySet<string>): Remainder {
	const positions = new WeakMap<object, readonly number[]>();
	const copy = (value: unknown, path: Path): unknown => {
		const isKept = (key: string | number) => !drops.has(keyOf([...path, key]));
		if (Array.isArray(value)) {
			const kept = [...value.keys()].filter(isKept);
			const items = kept.map((index) => copy(value[index], [...path, index]));
			positions.set(items, kept);
			return items;
		}
		if (!isObject(value)) return value;
		const entries = Object.entries(value).filter(([key]) => isKept(key));
		return Object.fromEntries(entries.map(([key, child]) => [key, copy(child, [...path, key])]));
	};
	return {
		value: copy(root, []),
		positionOf: (list, index) => (positions.get(list) as readonly number[])[index] as number,
	};
}
