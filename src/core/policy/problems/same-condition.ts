import type { Condition } from "../../config/rule-schema.ts";

/** A text that is the same for conditions that say the same in another order; empty for one that asks for nothing. */
export function conditionKey(condition: Condition | undefined): string {
	return condition === undefined || Object.keys(condition).length === 0 ? "" : keyOf(condition);
}

/** Every list in a condition is a set: of choices, of weekdays or of conditions. */
function keyOf(value: unknown): string {
	if (Array.isArray(value)) return `[${[...new Set(value.map(keyOf))].sort().join()}]`;
	if (typeof value !== "object" || value === null) return JSON.stringify(value);
	const entries = Object.entries(value).map(([key, of]) => `${key}:${keyOf(of)}`);
	return `{${entries.sort().join()}}`;
}
