import { readFileSync } from "node:fs";
import { getBuiltinModels, getBuiltinProviders } from "@earendil-works/pi-ai/providers/all";
import { describe, expect, it } from "vitest";
import { describeIssue } from "./check/issue.ts";
import { defaultConfig } from "./defaults.ts";
import { parseConfig } from "./parse.ts";

function readText(path: string): string {
	return readFileSync(new URL(path, import.meta.url), "utf8");
}

type Catalog = ReadonlyMap<string, ReadonlySet<string>>;

/** Catalog of the pi that is installed for development. */
const INSTALLED: Catalog = new Map(
	getBuiltinProviders().map((provider) => [provider, new Set(getBuiltinModels(provider).map((model) => model.id))]),
);

/** Model ids of pi 1.5.2, for the providers that the defaults name. */
const NEWER: Catalog = new Map(
	Object.entries(JSON.parse(readText("../../../test/fixtures/catalogs/pi-1.5.2.json")) as Record<string, string[]>).map(
		([provider, ids]) => [provider, new Set(ids)],
	),
);

const has = (catalog: Catalog) => (provider: string, modelId: string) => catalog.get(provider)?.has(modelId) ?? false;

describe("defaultConfig", () => {
	it.each([
		["the installed pi", INSTALLED],
		["pi 1.5.2", NEWER],
	])("has all five routes with targets of at least three providers in the catalog of %s", (_name, catalog) => {
		const { routes, aliases } = defaultConfig(has(catalog));
		expect([...routes.keys()]).toEqual([
			"subscription-reasoning",
			"subscription-swe",
			"subscription-long-context",
			"subscription-economy",
			"subscription-fast",
		]);
		expect([...aliases.keys()]).toEqual(expect.arrayContaining(["reasoning", "swe", "long", "economy", "fast"]));
		for (const { targets } of routes.values()) {
			expect(new Set(targets.map((target) => target.provider)).size).toBeGreaterThanOrEqual(3);
			expect(targets.every((target) => has(catalog)(target.provider, target.modelId))).toBe(true);
		}
	});

	it.each([
		["the installed pi", INSTALLED, "anthropic/claude-fable-5-1", "openai-codex/gpt-6-astra"],
		["pi 1.5.2", NEWER, "anthropic/claude-fable-5-2", "openai-codex/gpt-6-astra"],
	])("ranks the strongest models of %s first where strength counts", (_name, catalog, first, second) => {
		const { routes } = defaultConfig(has(catalog));
		const firstOf = (id: string) => {
			const targets = routes.get(id)?.targets ?? [];
			return targets.toSorted((a, b) => (a.rank ?? 0) - (b.rank ?? 0)).map((target) => target.id);
		};
		expect(firstOf("subscription-reasoning").slice(0, 2)).toEqual([first, second]);
		expect(firstOf("subscription-swe").slice(0, 2)).toEqual([first, second]);
		expect(firstOf("subscription-long-context")[0]).toBe(first);
	});

	it("marks what is paid by the token, so that plans are used first", () => {
		const targets = [...defaultConfig(has(INSTALLED)).routes.values()].flatMap((route) => route.targets);
		const metered = new Set(
			targets.filter((target) => target.billing === "per-token").map((target) => target.provider),
		);
		expect([...metered].sort()).toEqual(["cerebras", "deepseek", "google", "groq", "openai", "openrouter"]);
	});

	it("names no model and no alias that a catalog lacks", () => {
		const onlyXai = defaultConfig((provider) => provider === "xai");
		expect([...onlyXai.routes.keys()]).toEqual([
			"subscription-reasoning",
			"subscription-swe",
			"subscription-long-context",
		]);
		expect([...onlyXai.aliases.keys()]).toEqual(["reasoning", "swe", "long", "grok"]);
		const nothing = defaultConfig(() => false);
		expect([nothing.routes.size, nothing.aliases.size]).toEqual([0, 0]);
	});
});

describe("auto-router.routes.example.json", () => {
	const parsed = parseConfig(readText("../../../auto-router.routes.example.json"), { path: "example" });

	it("is read without a word", () => {
		expect(parsed.issues.map(describeIssue)).toEqual([]);
	});

	it("names only models that the installed pi has", () => {
		const config = parsed.kind === "ok" ? parsed.config : undefined;
		const targets = [...(config?.routes.values() ?? [])].flatMap((route) => route.targets.map((target) => target.id));
		const aliases = [...(config?.aliases.values() ?? [])].flat().filter((name) => !name.startsWith("auto-router/"));
		const unknown = [...targets, ...aliases].filter((name) => {
			const [provider = "", ...rest] = name.split("/");
			return !has(INSTALLED)(provider, rest.join("/"));
		});
		expect(config?.routes.size).toBe(5);
		expect(unknown).toEqual([]);
	});
});
