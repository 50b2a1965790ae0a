import { toJsonSchema } from "@valibot/to-json-schema";
import { ConditionSchema } from "../src/core/config/rule-schema.ts";
import { RoutesFileSchema } from "../src/core/config/schema.ts";
import { reportJsonSchema } from "./report-schemas.ts";

/** Every published description, by its file. */
export const SCHEMA_FILES: Readonly<Record<string, () => string>> = {
	"schema/routes.schema.json": routesJsonSchema,
	"schema/stats.schema.json": () => reportJsonSchema("stats"),
	"schema/quality.schema.json": () => reportJsonSchema("quality"),
	"schema/sessions.schema.json": () => reportJsonSchema("sessions"),
};

/** Editors flag unknown keys; keys that begin with `_` are comments anywhere in the file. */
function allowComments(node: unknown): unknown {
	if (Array.isArray(node)) return node.map(allowComments);
	if (typeof node !== "object" || node === null) return node;
	const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, allowComments(value)]));
	return "additionalProperties" in copy ? { ...copy, patternProperties: { "^_": {} } } : copy;
}

/** The description of the routes file for editors, made from the schema that the router reads it with. */
export function routesJsonSchema(): string {
	const schema = toJsonSchema(RoutesFileSchema, {
		target: "draft-07",
		typeMode: "input",
		// Checks that no JSON Schema can express (a time zone, one key of three) are left to the router.
		errorMode: "ignore",
		definitions: { condition: ConditionSchema },
	});
	const titled = { title: "Routes file of pi-auto-router", ...schema };
	return `${JSON.stringify(allowComments(titled), undefined, "\t")}\n`;
}
