import { FAILURE_KINDS, type FailureKind } from "../failure.ts";

/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** True for a JSON object (not an array, not null). */
export const isFields = (value: unknown): value is Fields =>
	typeof value === "object" && value !== null && !Array.isArray(value);
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
	if (!isFields(value)) return map;
	for (const [key, entry] of Object.entries(value)) {
		const result = isFields(entry) ? read(entry) : undefined;
		if (result !== undefined) map.set(key, result);
	}
	return map;
}
