import { routesJsonSchema } from "../schema.ts";
import { EXAMPLES } from "./config-examples.ts";
import { table } from "./markdown.ts";

/** What is looked at in the JSON Schema of the routes file. */
export interface SchemaNode {
	readonly type?: string;
	readonly description?: string;
	readonly default?: unknown;
	readonly const?: unknown;
	readonly enum?: readonly unknown[];
	readonly minimum?: number;
	readonly maximum?: number;
	readonly exclusiveMinimum?: number;
	readonly minItems?: number;
	readonly properties?: Readonly<Record<string, SchemaNode>>;
	readonly required?: readonly string[];
	readonly additionalProperties?: SchemaNode | false;
	readonly items?: SchemaNode;
	readonly anyOf?: readonly SchemaNode[];
	readonly oneOf?: readonly SchemaNode[];
	readonly $ref?: string;
}

interface RootNode extends SchemaNode {
	readonly $defs: { readonly condition: SchemaNode };
}

/** A section of the page: the keys of one object of the routes file. */
export interface Section {
	readonly name: string;
	readonly title: string;
	readonly about: string;
	readonly keys: Readonly<Record<string, SchemaNode>>;
	readonly required: readonly string[];
}

/** Bounds that only keep nonsense out are not worth a reader's time. */
const LARGE = 1_000_000;

function range({ minimum, maximum, exclusiveMinimum }: SchemaNode): string {
	if (maximum !== undefined && maximum < LARGE) return ` ${minimum} to ${maximum}`;
	if (exclusiveMinimum !== undefined) return ` above ${exclusiveMinimum}`;
	return minimum !== undefined && minimum > -LARGE ? `, at least ${minimum}` : "";
}

const SIMPLE: Readonly<Record<string, (node: SchemaNode) => string>> = {
	boolean: () => "`true` or `false`",
	string: () => "text",
	integer: (node) => `whole number${range(node)}`,
	number: (node) => `number${range(node)}`,
	array: ({ items = {} }) => `list of ${typeOf(items)}`,
	object: ({ additionalProperties }) =>
		additionalProperties ? `object: name → ${typeOf(additionalProperties)}` : "object",
};

/** What may stand in a place, in a few words. */
function typeOf(node: SchemaNode): string {
	if (node.$ref !== undefined) return "[condition](#condition)";
	if (node.enum) return node.enum.map((word) => `\`${JSON.stringify(word)}\``).join(", ");
	if (node.oneOf) return "[policy rule](#policy-rule)";
	const [first] = node.anyOf ?? [];
	if (first) return `${typeOf(first)}; or a list of such`;
	return SIMPLE[node.type ?? ""]?.(node) ?? "anything";
}

function defaultOf(name: string, node: SchemaNode, required: readonly string[]): string {
	if (required.includes(name)) return "required";
	if (node.default === undefined) return "–";
	return typeof node.default === "object" && Object.keys(node.default ?? {}).length === 0
		? "none"
		: `\`${JSON.stringify(node.default)}\``;
}

/** The schema of the routes file as JSON Schema. */
function routesSchema(): RootNode {
	return JSON.parse(routesJsonSchema()) as RootNode;
}

/** The first of alternatives, the item of a list, the value of a map, until it is an object with keys. */
function objectIn(node: SchemaNode | undefined): SchemaNode {
	if (node?.properties) return node;
	const inner = node?.anyOf?.[0] ?? node?.items ?? (node?.additionalProperties || undefined);
	if (inner === undefined) throw new Error("no object in this part of the schema");
	return objectIn(inner);
}

function sectionOf(name: string, title: string, about: string, node: SchemaNode | undefined): Section {
	const { properties = {}, required = [] } = objectIn(node);
	return { name, title, about, keys: properties, required };
}

/** All types of rules as one list of keys; the type says which of the last ones belongs to it. */
function ruleSection(rules: readonly SchemaNode[]): Section {
	const keys: Record<string, SchemaNode> = {};
	for (const { properties = {} } of rules) {
		const type = `${properties["type"]?.const}`;
		for (const [key, node] of Object.entries(properties)) {
			if (key === "type") continue;
			if (["name", "priority", "condition"].includes(key)) keys[key] = node;
			else keys[`${key} (${type})`] = node;
		}
	}
	const types = rules.map(({ properties = {} }) => properties["type"]?.const);
	const type = { enum: types, description: "What the rule does; each type has a key of its own, below." };
	const { name, ...rest } = keys;
	const required = ["name", "type", ...Object.keys(rest).filter((key) => key.includes(" ("))];
	const about = "One entry of `policyRules`. [How rules work together](deciding.md#policy-rules).";
	return {
		name: "rule",
		title: "Policy rule",
		about,
		keys: { ...(name ? { name } : {}), type, ...rest },
		required,
	};
}

/** Every object that a routes file may hold, with its keys. */
export function sections(): readonly Section[] {
	const root = routesSchema();
	const { routes, policyRules, budgets, quota, uvi, settings } = root.properties ?? {};
	const route = objectIn(routes);
	const target = objectIn(route.properties?.["targets"]);
	const { condition } = root.$defs;
	const rules = policyRules?.items?.oneOf ?? [];
	const constraint = rules.map(({ properties = {} }) => properties["constraint"]).find((node) => node !== undefined);
	return [
		sectionOf("file", "The file", "The outermost object.", root),
		sectionOf("route", "Route", "A value of `routes`.", routes),
		sectionOf("target", "Target", "An entry of a route's `targets`.", target),
		sectionOf("timeouts", "Timeouts", "`timeouts` of a route or a target.", route.properties?.["timeouts"]),
		ruleSection(rules),
		sectionOf("condition", "Condition", "`condition` of a rule. All facts that are named must hold.", condition),
		sectionOf("feedback", "Feedback", "`feedback` of a condition.", condition.properties?.["feedback"]),
		sectionOf("constraint", "Constraint", "`constraint` of a rule.", constraint),
		sectionOf("budget", "Budget", "A value of `budgets`. At least one of the limits.", budgets),
		sectionOf("window", "Quota window", "A value of `quota`, or one of several. Exactly one of the limits.", quota),
		sectionOf("uvi", "UVI", "`uvi`. What the words mean: [uvi.md](uvi.md).", uvi),
		sectionOf("settings", "Settings", "`settings`.", settings),
	];
}

/** The name of a key without the type of rule that it belongs to. */
export const bareKey = (key: string): string => key.split(" ")[0] ?? key;

/** The section about the objects that stand under a key. */
const SECTION_OF: Readonly<Record<string, string>> = {
	routes: "route",
	targets: "target",
	timeouts: "timeouts",
	budgets: "budget",
	quota: "quota window",
	uvi: "UVI",
	settings: "settings",
	feedback: "feedback",
	constraint: "constraint",
};

function linkedType(key: string, node: SchemaNode): string {
	const section = SECTION_OF[key];
	const anchor = section?.toLowerCase().replaceAll(" ", "-");
	return section ? typeOf(node).replace(/\bobject$|\bobject(?=;)/, `[${section}](#${anchor})`) : typeOf(node);
}

function rowOf({ name, required }: Section, key: string, node: SchemaNode): string[] {
	const example = EXAMPLES[name]?.[key];
	const shown = example === undefined ? "" : `\`${JSON.stringify(bareKey(key))}: ${JSON.stringify(example)}\``;
	const [bare, of] = [bareKey(key), key.slice(bareKey(key).length)];
	return [`\`${bare}\`${of}`, linkedType(bare, node), defaultOf(key, node, required), node.description ?? "", shown];
}

/** The reference of the routes file. */
export function configurationReference(): string {
	return sections()
		.map((section) => {
			const rows = Object.entries(section.keys).map(([key, node]) => rowOf(section, key, node));
			const columns = ["key", "what may stand there", "default", "meaning", "example"];
			return `## ${section.title}\n\n${section.about}\n\n${table(columns, rows)}`;
		})
		.join("\n\n");
}
