import type { Path } from "./issue.ts";

/** What is looked at in a schema of the routes file; the library's own types say less about a schema that is not known. */
export interface SchemaNode {
	readonly type: string;
	readonly message?: unknown;
	readonly entries?: Readonly<Record<string, SchemaNode>>;
	readonly item?: SchemaNode;
	readonly value?: SchemaNode;
	readonly wrapped?: SchemaNode;
	readonly key?: unknown;
	readonly options?: readonly unknown[];
	readonly literal?: unknown;
	readonly default?: unknown;
	readonly getter?: (input: unknown) => SchemaNode;
}

/** True for what JSON calls an object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The schema that a value is measured against, once options, recursion and alternatives are resolved. */
export function resolve(schema: SchemaNode, value: unknown): SchemaNode {
	if (schema.wrapped) return resolve(schema.wrapped, value);
	if (schema.getter) return resolve(schema.getter(value), value);
	const chosen = alternative(schema, value);
	return chosen ? resolve(chosen, value) : schema;
}

function alternative(schema: SchemaNode, value: unknown): SchemaNode | undefined {
	const options = (schema.options ?? []) as readonly SchemaNode[];
	if (schema.type === "union") return options.find((option) => (option.type === "array") === Array.isArray(value));
	if (schema.type !== "variant" || !isObject(value)) return undefined;
	const key = schema.key as string;
	return options.find((option) => option.entries?.[key]?.literal === value[key]);
}

/** The schema of what stands under a key of a value, as declared (not resolved further). */
export function childSchema(schema: SchemaNode, value: unknown, key: string | number): SchemaNode | undefined {
	const node = resolve(schema, value);
	if (typeof key === "number") return node.item;
	return Object.hasOwn(node.entries ?? {}, key) ? node.entries?.[key] : node.value;
}

/** The schema of a place below a value; undefined where the schema has no such place. */
export function schemaAt(schema: SchemaNode, value: unknown, path: Path): SchemaNode | undefined {
	const [key, ...rest] = path;
	if (key === undefined) return schema;
	const child = childSchema(schema, value, key);
	return child && schemaAt(child, valueAt(value, [key]), rest);
}

/** The value at a place, or undefined where nothing stands. */
export function valueAt(value: unknown, path: Path): unknown {
	const [key, ...rest] = path;
	if (key === undefined) return value;
	if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
	return valueAt((value as Readonly<Record<string | number, unknown>>)[key], rest);
}
