import { RoutesFileSchema } from "../schema.ts";
import { schemaAt } from "./introspect.ts";
import { type Path, showValue } from "./issue.ts";

/** The smallest entry that a wrong value disables, and what that means for the user. */
export interface Unit {
	readonly path: Path;
	readonly effect: string;
}

/** What becomes of a key that nothing knows. */
export const IGNORED = "it is ignored";

const TARGET = "the target is disabled";
const RULE = "the rule is disabled";
const ROUTE = "the route is disabled";
const WINDOW = "the quota window is not counted";

/**
 * Which entry goes when something at or below a place is wrong: pattern (`*` any key, `#` any position), how many steps
 * below the top the entry lies, what that means. The first pattern that fits counts. Without a meaning, the default of the
 * entry applies.
 */
const UNITS: readonly (readonly [pattern: string, steps: number, effect?: string])[] = [
	["routes.*.targets.#", 4, TARGET],
	["routes.*.targets", 2, ROUTE],
	["routes.*.policyRules.#", 4, RULE],
	["routes.*.timeouts.*", 4],
	["routes.*.*", 3],
	["routes.*", 2, ROUTE],
	["policyRules.#", 2, RULE],
	["aliases.*.#", 3, "this name is left out of the alias"],
	["aliases.*", 2, "the alias is left out"],
	["budgets.*", 2, "the budget does not apply"],
	["quota.*.#", 3, WINDOW],
	["quota.*", 2, WINDOW],
	["uvi.*", 2],
	["settings.*", 2],
	["*", 1],
];

function fits(pattern: readonly string[], path: Path): boolean {
	const fitsAt = (part: string, key: Path[number] | undefined) => {
		if (part === "#") return typeof key === "number";
		return part === "*" ? typeof key === "string" : part === key;
	};
	return pattern.every((part, index) => fitsAt(part, path[index]));
}

/** The entry that is left out when something at a place of the file is wrong. */
export function unitOf(path: Path): Unit {
	const found = UNITS.find(([pattern]) => fits(pattern.split("."), path));
	const unit = path.slice(0, found?.[1]);
	return { path: unit, effect: found?.[2] ?? defaultEffect(unit) };
}

function defaultEffect(path: Path): string {
	const fill = schemaAt(RoutesFileSchema, {}, path)?.default;
	if (typeof fill !== "function") return "the default applies";
	const value: unknown = fill();
	return typeof value === "object" ? "the default applies" : `the default ${showValue(value)} applies`;
}

/** True for a place inside a policy rule. */
export function isInRule(path: Path): boolean {
	return unitOf(path).effect === RULE;
}
