import { FAILURE_KINDS, type FailureKind } from "../failure.ts";
import { isRecord } from "./event-shapes.ts";

/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** True for a failure kind. */
export const isKind = (value: unknown): value is FailureKind => FAILURE_KINDS.some((kind) => kind === value);
/** The number under a name, where a finite one stands there. */
export const numberIn = (fields: Fields, name: string): number | undefined => {
	const value = fields[name];
	return typeof value === "number" && Number.isFinite(value) ? value : undefined;
};

/** Reads the entries of one map; an entry that does not have the shape is left out. */
export function readMap<V>(value: unknown, read: (fields: Fields) => V | undefined): ReadonlyMap<string, V> {
	const map = new Map<string, V>();
	if (!isRecord(value)) return map;
	for (const [key, entry] of Object.entries(value)) {
		const result = isRecord(entry) ? read(entry) : undefined;
		if (result !== undefined) map.set(key, result);
	}
	return map;
}

/** Makes a reader of entries that are nothing but numbers under these names; one that lacks any of them is left out. */
export function numbers<const N extends string>(...names: readonly N[]) {
	return (fields: Fields): Readonly<Record<N, number>> | undefined => {
		const entries = names.map((name) => [name, numberIn(fields, name)] as const);
		if (entries.some(([, value]) => value === undefined)) return undefined;
		return Object.fromEntries(entries) as Record<N, number>;
	};
}
