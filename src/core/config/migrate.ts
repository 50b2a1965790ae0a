import type { Finding } from "./check/finding.ts";
import { isObject, valueAt } from "./check/introspect.ts";
import { type Path, showValue } from "./check/issue.ts";
import { unitOf } from "./check/units.ts";
import { CONFIG_VERSION } from "./schema.ts";

/** Providers that files of the earlier extension name and pi no longer has, with what does the job now. */
const GONE_PROVIDERS: ReadonlyMap<string, string> = new Map([
	["claude-agent-sdk", '"anthropic" instead (/login anthropic, the same model ids)'],
	["google-gemini-cli", '"google" instead (a key in GEMINI_API_KEY)'],
	["google-antigravity", '"google" instead (a key in GEMINI_API_KEY)'],
]);

/** True where pi, or another extension, does have such a provider. */
export type HasProvider = (provider: string) => boolean;

/**
 * What is outdated in a file: entries of providers that are gone are left out with a word on what replaces them, never
 * sent elsewhere; keys that never had an effect are left out with a warning.
 */
export function findOutdated(root: unknown, hasProvider: HasProvider): Finding[] {
	const gone = providerPlaces(root).flatMap((place) => goneFinding(place, hasProvider));
	return [...gone, ...ruleRouteIds(root), ...newerVersion(root)];
}

interface ProviderPlace {
	readonly path: Path;
	/** The value or key there: a provider id, or a reference that begins with one. */
	readonly name: unknown;
}

function goneFinding({ path, name }: ProviderPlace, hasProvider: HasProvider): Finding[] {
	const provider = typeof name === "string" ? name.split("/", 1).join() : "";
	const remedy = GONE_PROVIDERS.get(provider);
	if (remedy === undefined || hasProvider(provider)) return [];
	const isListEntry = typeof path.at(-1) === "number";
	const unit = unitOf(path);
	return [
		{
			severity: "error",
			code: "gone-provider",
			path,
			what: `names ${showValue(provider)}, a provider that pi no longer has; use ${remedy}`,
			effect: isListEntry ? "this entry is left out" : unit.effect,
			drop: isListEntry ? path : unit.path,
		},
	];
}

function children(root: unknown, path: Path): (readonly [path: Path, value: unknown])[] {
	const value = valueAt(root, path);
	if (Array.isArray(value)) return value.map((item, index) => [[...path, index], item]);
	return isObject(value) ? Object.entries(value).map(([key, child]) => [[...path, key], child]) : [];
}

function below(root: unknown, path: Path, key: string): Path[] {
	return children(root, path).map(([child]) => [...child, key]);
}

function rulePaths(root: unknown): Path[] {
	const lists: Path[] = [["policyRules"], ...below(root, ["routes"], "policyRules")];
	return lists.flatMap((path) => children(root, path).map(([rule]) => rule));
}

function providerPlaces(root: unknown): ProviderPlace[] {
	const targets = below(root, ["routes"], "targets").flatMap((path) => children(root, path).map(([target]) => target));
	const fields = [
		...targets.flatMap((path) => [
			[...path, "provider"],
			[...path, "authProvider"],
		]),
		...rulePaths(root).flatMap((path) => [
			[...path, "provider"],
			[...path, "model"],
		]),
		...children(root, ["aliases"]).map(([path]) => path),
	];
	const named = fields.flatMap((path) => [path, ...children(root, path).map(([child]) => child)]);
	const keys = [...children(root, ["budgets"]), ...children(root, ["quota"])];
	return [
		...named.map((path) => ({ path, name: valueAt(root, path) })),
		...keys.map(([path]) => ({ path, name: path[1] })),
	];
}

function ruleRouteIds(root: unknown): Finding[] {
	return rulePaths(root)
		.map((path) => [...path, "routeId"])
		.filter((path) => valueAt(root, path) !== undefined)
		.map((path) => ({
			severity: "warning",
			code: "outdated",
			path,
			what: "has no effect: a rule belongs to the route that contains it, and one at the top level to all routes",
			effect: "it is ignored",
			drop: path,
		}));
}

function newerVersion(root: unknown): Finding[] {
	const version = valueAt(root, ["version"]);
	if (typeof version !== "number" || version <= CONFIG_VERSION) return [];
	return [
		{
			severity: "warning",
			code: "outdated",
			path: ["version"],
			what: `is ${showValue(version)}, newer than this release knows (${CONFIG_VERSION})`,
			effect: "what it does not know is reported too",
		},
	];
}
