import { describe, expect, it } from "vitest";
import { EXAMPLES } from "../scripts/docs/config-examples.ts";
import { bareKey, configurationReference, type Section, sections } from "../scripts/docs/configuration.ts";
import { EXAMPLE_EVENTS, EXAMPLE_LINES } from "../scripts/docs/event-examples.ts";
import { meaningOf, TYPE_MEANINGS, WRITTEN_MEANINGS } from "../scripts/docs/event-meanings.ts";
import { eventTypes } from "../scripts/docs/event-types.ts";
import { madeFiles, pagePaths, REGIONS, readProjectFile } from "../scripts/docs/pages.ts";
import { fillRegions, regionNames } from "../scripts/docs/regions.ts";
import { routesJsonSchema } from "../scripts/schema.ts";
import { describeIssue } from "../src/core/config/check/issue.ts";
import { parseConfig } from "../src/core/config/parse.ts";
import { decodeEvent } from "../src/core/log/event-codec.ts";
import { EVENT_SHAPES } from "../src/core/log/event-shapes.ts";

describe("what is made from code", () => {
	it.each(madeFiles().map((file) => [file.path, file] as const))(
		"is up to date in %s; npm run docs writes it",
		(_, file) => {
			expect(file.old).toBe(file.text);
		},
	);

	it("stands in some page, all of it", () => {
		const used = pagePaths().flatMap((path) => regionNames(readProjectFile(path)));
		expect(used.toSorted()).toEqual(Object.keys(REGIONS).sort());
	});

	it("is missed when a page wants something that nobody makes", () => {
		const page = "<!-- made by npm run docs: weather -->\n<!-- end -->";
		expect(() => fillRegions(page, REGIONS)).toThrow("weather");
	});

	it.each(Object.keys(REGIONS))("shows as it is on a web page: %s", (name) => {
		const prose = (REGIONS[name]?.() ?? "").replaceAll(/^```[\s\S]*?^```/gm, "").replaceAll(/`[^`\n]*`/g, "");
		expect(prose).not.toMatch(/<[a-z/]/i);
	});
});

/** A routes file in which a key of a section has a value. */
function fileWith(section: string, key: string, value: unknown): unknown {
	const name = bareKey(key);
	const ruleType = /\((.+)\)/.exec(key)?.[1];
	const target = { provider: "zai", modelId: "glm-5.3" };
	const rule = { name: "r", type: "exclude-provider", provider: "zai" };
	const own = { [name]: value };
	const typed = ruleType === undefined ? { ...rule, ...own } : { name: "r", type: ruleType, ...own };
	const asTier = name === "type" ? { name: "r", type: value, tier: "fast" } : typed;
	const files: Readonly<Record<string, unknown>> = {
		file: own,
		route: { routes: { mine: { targets: [target], ...own } } },
		target: { routes: { mine: { targets: [{ ...target, ...own }] } } },
		timeouts: { routes: { mine: { targets: [target], timeouts: own } } },
		rule: { policyRules: [asTier] },
		condition: { policyRules: [{ ...rule, condition: own }] },
		feedback: { policyRules: [{ ...rule, condition: { feedback: own } }] },
		constraint: { policyRules: [{ name: "r", type: "force-constraint", constraint: own }] },
		budget: { budgets: { google: { dailyUsd: 1, ...own } } },
		window: { quota: { minimax: name === "duration" ? { ...own, limitRequests: 1 } : { duration: "5h", ...own } } },
		uvi: { uvi: own },
		settings: { settings: own },
	};
	return files[section];
}

const keysOf = ({ name, keys }: Section) => Object.keys(keys).map((key) => [name, key] as const);

describe("the reference of the routes file", () => {
	it("has a sentence about every key", () => {
		const thin = sections().flatMap(({ title, keys }) =>
			Object.entries(keys).flatMap(([key, { description = "" }]) =>
				description.length < 15 ? [`${title}: ${key}`] : [],
			),
		);
		expect(thin).toEqual([]);
	});

	it.each(sections().flatMap(keysOf))("has an example of %s %s that is read without a complaint", (section, key) => {
		const example = EXAMPLES[section]?.[key];
		expect(example).toBeDefined();
		const parsed = parseConfig(JSON.stringify(fileWith(section, key, example)), { path: "routes.json" });
		expect(parsed.issues.filter(({ severity }) => severity === "error").map(describeIssue)).toEqual([]);
		expect(parsed.issues.map(({ code }) => code)).not.toContain("unknown-key");
	});

	it("has no example of a key that there is not", () => {
		const known = new Set(
			sections()
				.flatMap(keysOf)
				.map((pair) => pair.join(" ")),
		);
		const shown = Object.entries(EXAMPLES).flatMap(([name, keys]) => Object.keys(keys).map((key) => `${name} ${key}`));
		expect(shown.filter((key) => !known.has(key))).toEqual([]);
	});

	it("leaves no key of the schema out", () => {
		const keys = new Set<string>();
		JSON.parse(routesJsonSchema(), (_key, value) => {
			for (const key of Object.keys(value?.properties ?? {})) keys.add(key);
			return value;
		});
		expect(keys.size).toBeGreaterThan(70);
		const reference = configurationReference();
		expect([...keys].filter((key) => !reference.includes(`| \`${key}\``))).toEqual([]);
	});
});

describe("the reference of the event log", () => {
	it("has a meaning for every type that is read, and for no other", () => {
		expect(Object.keys(TYPE_MEANINGS).sort()).toEqual(Object.keys(EVENT_SHAPES).sort());
		expect([...eventTypes().keys()].sort()).toEqual(Object.keys(EVENT_SHAPES).sort());
	});

	it.each([...eventTypes()])("has a meaning for every field of %s", (type, fields) => {
		const unexplained = fields.filter(({ path, doc }) => meaningOf(type, path, doc).length < 8);
		expect(unexplained.map(({ path }) => path)).toEqual([]);
		const paths = new Set(fields.map(({ path }) => path));
		expect(Object.keys(WRITTEN_MEANINGS[type] ?? {}).filter((path) => !paths.has(path))).toEqual([]);
	});

	it.each(EXAMPLE_EVENTS.map((event, i) => [event.type, EXAMPLE_LINES[i] ?? ""] as const))(
		"has a line of %s that is read, with fields that are explained",
		(type, line) => {
			expect(decodeEvent(line)).toMatchObject({ kind: "event", event: { type } });
			const paths = new Set(
				eventTypes()
					.get(type)
					?.map(({ path }) => path),
			);
			expect(pathsIn(JSON.parse(line).data).filter((path) => !paths.has(path))).toEqual([]);
		},
	);
});

/** Every place in a value as the reference names it. */
function pathsIn(value: unknown, prefix = ""): string[] {
	if (typeof value !== "object" || value === null) return [];
	return Object.entries(value).flatMap(([key, inner]) => {
		const path = `${prefix}${key}`;
		if (!Array.isArray(inner)) return [path, ...pathsIn(inner, `${path}.`)];
		return [path, ...inner.flatMap((item) => pathsIn(item, `${path}[].`))];
	});
}
