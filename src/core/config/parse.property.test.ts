import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { valueAt } from "./check/introspect.ts";
import type { Path } from "./check/issue.ts";
import { readJsonc } from "./check/jsonc.ts";
import type { Config } from "./config.ts";
import { parseConfig } from "./parse.ts";

const EXAMPLE_TEXT = readFileSync(new URL("../../../auto-router.routes.example.json", import.meta.url), "utf8");
const document = readJsonc(EXAMPLE_TEXT);
const EXAMPLE: unknown = document.kind === "ok" ? document.value : undefined;

function pathsOf(value: unknown, path: Path = []): Path[] {
	if (typeof value !== "object" || value === null) return [path];
	const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
	return [path, ...keys.flatMap((key) => pathsOf(valueAt(value, [key]), [...path, key]))];
}

/** A copy with something else at one place; `undefined` removes what stands there. */
function replaceAt(value: unknown, path: Path, replacement: unknown): unknown {
	const [key, ...rest] = path;
	if (key === undefined) return replacement;
	const child = replaceAt(valueAt(value, [key]), rest, replacement);
	if (Array.isArray(value)) return value.toSpliced(Number(key), 1, ...(child === undefined ? [] : [child]));
	return { ...(value as object), [key]: child };
}

/** Every entry of a configuration by a name of its own, so that two configurations can be compared entry by entry. */
function entriesOf(config: Config): Map<string, string> {
	const { routes, aliases, policyRules, budgets, quota, uvi, settings } = config;
	const pairs: [string, unknown][] = [];
	for (const { id, targets, policyRules: own, timeouts, ...fields } of routes.values()) {
		pairs.push(...targets.map((target): [string, unknown] => [`routes.${id}.targets ${target.id}`, target]));
		pairs.push(...own.map((rule): [string, unknown] => [`routes.${id}.policyRules ${rule.name}`, rule]));
		pairs.push(...Object.entries(fields).map(([key, value]): [string, unknown] => [`routes.${id}.${key}`, value]));
		pairs.push(...Object.entries(timeouts).map(([key, ms]): [string, unknown] => [`routes.${id}.timeouts ${key}`, ms]));
	}
	pairs.push(...[...aliases].map(([name, names]): [string, unknown] => [`aliases.${name}`, names]));
	pairs.push(...policyRules.map((rule): [string, unknown] => [`policyRules ${rule.name}`, rule]));
	pairs.push(...budgets.map((budget): [string, unknown] => [`budgets.${budget.provider} ${budget.period}`, budget]));
	pairs.push(...quota.map((window): [string, unknown] => [`quota.${window.provider} ${window.id}`, window]));
	pairs.push(...Object.entries({ ...uvi }).map(([key, value]): [string, unknown] => [`uvi.${key}`, value]));
	pairs.push(...Object.entries(settings).map(([key, value]): [string, unknown] => [`settings.${key}`, value]));
	return new Map(pairs.map(([name, value]) => [name, JSON.stringify(value)]));
}

/** Beginning of the names of the entries that a change at a place may touch. */
function touched(path: Path): string {
	const [section, id, field] = path;
	if (section === "routes") return touchedInRoute(path, `routes.${id}.`);
	if (section === "policyRules" && id !== undefined)
		return `policyRules ${valueAt(EXAMPLE, [...path.slice(0, 2), "name"])}`;
	// One threshold out of line with the others puts all of them back to their defaults.
	const isWhole = id === undefined || section === "uvi" || field === undefined;
	return isWhole && section !== "settings" ? `${section}` : `${section}.${id ?? ""}`;
}

function touchedInRoute(path: Path, route: string): string {
	const [, , field, index] = path;
	const entry = (key: string) => valueAt(EXAMPLE, [...path.slice(0, 4), key]);
	if (field === undefined || (field === "targets" && index === undefined)) return route;
	if (field === "targets") return `${route}targets ${entry("provider")}/${entry("modelId")}`;
	if (field === "policyRules" && index !== undefined) return `${route}policyRules ${entry("name")}`;
	return field === "timeouts" ? `${route}timeouts` : `${route}${field}`;
}

/** Entries that a change lost or altered although it was made elsewhere. */
function lostElsewhere(path: Path, after: ReadonlyMap<string, string>): string[] {
	const prefix = touched(path);
	// An alias of a route goes with its route.
	const mayDiffer = (name: string) =>
		name.startsWith(prefix) || (prefix.startsWith("routes.") && name === "aliases.deep");
	return [...BASELINE].filter(([name, entry]) => after.get(name) !== entry && !mayDiffer(name)).map(([name]) => name);
}

const parse = (text: string) => parseConfig(text, { path: "routes.json" });

function outcomeOf(file: unknown): { after: ReadonlyMap<string, string>; issues: number } {
	const parsed = parse(JSON.stringify(file));
	return { after: parsed.kind === "ok" ? entriesOf(parsed.config) : new Map(), issues: parsed.issues.length };
}

const PATHS = pathsOf(EXAMPLE).filter((path) => path.length > 0 && !(path.length === 1 && path[0] === "routes"));
const baseline = parse(EXAMPLE_TEXT);
const BASELINE = entriesOf((baseline as { config: Config }).config);

describe("parseConfig", () => {
	const wrong = fc.oneof(
		fc.jsonValue({ maxDepth: 2 }),
		fc.constantFrom(0, -1, "", " ", 1e308, [], {}, [[]], [{}], null),
	);

	it("loses no more than the entry that was changed, and never silently", () => {
		fc.assert(
			fc.property(fc.constantFrom(...PATHS), wrong, (path, value) => {
				const { after, issues } = outcomeOf(replaceAt(EXAMPLE, path, value));
				expect(lostElsewhere(path, after)).toEqual([]);
				const isLeaf = typeof valueAt(EXAMPLE, path) !== "object";
				if (isLeaf && after.size < BASELINE.size) expect(issues).not.toBe(0);
			}),
			{ numRuns: 400 },
		);
	});

	it("loses no more than the entry that something was taken from", () => {
		fc.assert(
			fc.property(fc.constantFrom(...PATHS), (path) => {
				expect(lostElsewhere(path, outcomeOf(replaceAt(EXAMPLE, path, undefined)).after)).toEqual([]);
			}),
			{ numRuns: 200 },
		);
	});

	it("never throws, whatever the text", () => {
		const text = fc.oneof(
			fc.string({ maxLength: 200 }),
			fc.json(),
			fc.jsonValue().map((value) => JSON.stringify({ routes: { a: value }, aliases: value, policyRules: [value] })),
			fc.nat(EXAMPLE_TEXT.length).map((length) => EXAMPLE_TEXT.slice(0, length)),
			fc
				.tuple(fc.nat(EXAMPLE_TEXT.length), fc.string({ maxLength: 3 }))
				.map(([at, added]) => EXAMPLE_TEXT.slice(0, at) + added + EXAMPLE_TEXT.slice(at)),
		);
		fc.assert(
			fc.property(text, (input) => {
				const parsed = parse(input);
				expect(parsed.kind === "ok" || parsed.issues.length > 0).toBe(true);
			}),
			{ numRuns: 200 },
		);
	});
});
