import { nearestNames } from "../../text/nearest.ts";
import { ConditionSchema, ConstraintSchema, FeedbackSchema, PolicyRuleSchema } from "../rule-schema.ts";
import { RouteSchema, RoutesFileSchema, TargetSchema } from "../schema.ts";
import { childSchema, isObject, resolve, type SchemaNode } from "./introspect.ts";
import type { Path } from "./issue.ts";
import { isInRule } from "./units.ts";

/** A key, or a whole value, that the schema has no place for. */
export interface KeyProblem {
	readonly kind: "unknown-key" | "misplaced-key" | "not-object";
	readonly path: Path;
	/** Known key that was probably meant. */
	readonly nearest?: string;
	/** Where the key belongs, in words. */
	readonly belongsIn?: string;
}

interface Place {
	readonly name: string;
	readonly entries: Readonly<Record<string, unknown>>;
}

function place(name: string, schema: SchemaNode): Place {
	return { name, entries: resolve(schema, {}).entries as Readonly<Record<string, SchemaNode>> };
}

const CONDITION = place('the "condition" of a policy rule', ConditionSchema);
const RULE: Place = {
	name: "the policy rule itself, beside its condition",
	entries: Object.assign({}, ...PolicyRuleSchema.options.map((option) => option.entries)),
};
const TARGET = place('an entry of "targets"', TargetSchema);
const ROUTE = place("a route", RouteSchema);
const TOP_LEVEL = place("the top level of the file", RoutesFileSchema);
const SETTINGS = place('"settings"', RoutesFileSchema.entries.settings);
const UVI = place('"uvi"', RoutesFileSchema.entries.uvi);
const TIMEOUTS = place('"timeouts"', RouteSchema.entries.timeouts);
const CONSTRAINT = place('the "constraint" of the rule', ConstraintSchema);
const FEEDBACK = place('the "feedback" of a condition', FeedbackSchema);

/** Where a misplaced key may belong, likeliest first. */
const NEAR_RULES = [CONDITION, CONSTRAINT, FEEDBACK, RULE, TARGET, ROUTE, TOP_LEVEL, SETTINGS, UVI];
const ELSEWHERE = [TARGET, ROUTE, TIMEOUTS, TOP_LEVEL, SETTINGS, UVI, CONDITION];

/** Names that JavaScript objects give a meaning of their own; the schema library passes over them. */
const RESERVED = new Set(["constructor", "prototype"]);

/** Every key of a value that the schema does not know, and every list that stands where an object belongs. */
export function findKeyProblems(value: unknown, schema: SchemaNode, path: Path = []): KeyProblem[] {
	const node = resolve(schema, value);
	const takesKeys = node.entries !== undefined || node.type === "record";
	if (Array.isArray(value)) {
		if (takesKeys || node.type === "variant") return [{ kind: "not-object", path }];
		return value.flatMap((item, index) => findInChild(value, item, { node, path, key: index }));
	}
	if (!(takesKeys && isObject(value))) return [];
	return Object.entries(value).flatMap(([key, child]) => findInChild(value, child, { node, path, key }));
}

interface Parent {
	readonly node: SchemaNode;
	readonly path: Path;
	readonly key: string | number;
}

function findInChild(parentValue: unknown, child: unknown, parent: Parent): KeyProblem[] {
	const { node, key } = parent;
	const path = [...parent.path, key];
	const schema = childSchema(node, parentValue, key);
	if (typeof key === "string" && (schema === undefined || RESERVED.has(key))) return [unknownKey(key, path, node)];
	return schema ? findKeyProblems(child, schema, path) : [];
}

function unknownKey(key: string, path: Path, node: SchemaNode): KeyProblem {
	const known = node.entries ?? {};
	const places = isInRule(path) ? NEAR_RULES : ELSEWHERE;
	const isRule = "priority" in known;
	const found = places.find((candidate) => Object.hasOwn(candidate.entries, key) && !(isRule && candidate === RULE));
	if (found) return { kind: "misplaced-key", path, belongsIn: found.name };
	const [nearest] = nearestNames(key, Object.keys(known), 1);
	return { kind: "unknown-key", path, ...(nearest === undefined ? {} : { nearest }) };
}
