import { globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ICruiseResult } from "dependency-cruiser";
import { cruise } from "dependency-cruiser";
import extractDepcruiseOptions from "dependency-cruiser/config-utl/extract-depcruise-options";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { documentedPaths, missingPaths } from "./support/documented-paths.ts";

const root = dirname(import.meta.dirname);
const FOLDERS = ["src", "test", "scripts", "bench"];
const files = globSync(`{${FOLDERS.join(",")}}/**/*.{ts,mjs}`, { cwd: root }).sort();
const sources = files.filter((file) => file.startsWith("src/") && !file.endsWith(".test.ts"));

const options = await extractDepcruiseOptions(join(root, ".dependency-cruiser.mjs"));
const rules = options.ruleSet?.forbidden ?? [];

async function cruiseFolders(baseDir: string, folders: readonly string[]): Promise<ICruiseResult> {
	const { output } = await cruise(
		[...folders],
		{ ...options, baseDir, validate: true },
		options.enhancedResolveOptions,
	);
	if (typeof output === "string") throw new Error(`dependency-cruiser answered with text: ${output}`);
	return output;
}

function describeViolations(result: ICruiseResult): string[] {
	return result.summary.violations.map((violation) => `${violation.rule.name}: ${violation.from}`);
}

describe("the import rules", () => {
	let result: ICruiseResult;
	beforeAll(async () => {
		result = await cruiseFolders(root, FOLDERS);
	});

	it("see every file", () => {
		const seen = result.modules
			.map((module) => module.source)
			.filter((path) => /^(?:src|test|scripts|bench)\//.test(path));
		expect(files.length).toBeGreaterThan(20);
		expect(seen.sort()).toEqual(files);
	});

	it("are kept", () => {
		expect(describeViolations(result)).toEqual([]);
	});

	it("give every source file exactly one layer", () => {
		const layers = rules
			.filter((rule) => rule.name?.startsWith("layer-"))
			.map((rule) => new RegExp(`${rule.from.path}`));
		const misfits = sources.filter((file) => layers.filter((layer) => layer.test(file)).length !== 1);
		expect(misfits).toEqual([]);
	});
});

/** Files that the planted ones import; what they import themselves is allowed. */
const SURROUNDINGS: Readonly<Record<string, string>> = {
	"src/core/leaf.ts": "export const leaf = 1;",
	"src/core/leaf.test.ts": "export const leaf = 1;",
	"src/core/hen.ts": 'import type * as egg from "./egg.ts"; export type Hen = typeof egg;',
	"src/core/config/leaf.ts":
		'import * as v from "valibot"; import { leaf as l } from "../leaf.ts"; export const leaf = [v, l];',
	"src/engine/leaf.ts": 'import { leaf as l } from "../core/leaf.ts"; export const leaf = l;',
	"src/engine/control.ts":
		'import type { Model } from "@earendil-works/pi-ai"; import { leaf } from "./leaf.ts"; export type C = [Model<"x">, typeof leaf];',
	"src/adapters/pi/leaf.ts":
		'import type { ExtensionAPI } from "@earendil-works/pi-coding-agent"; import { leaf as l } from "../../engine/leaf.ts"; export const leaf = l; export type Pi = ExtensionAPI;',
	"src/adapters/node/leaf.ts":
		'import { readFile } from "node:fs/promises"; import lock from "proper-lockfile"; export const leaf = [readFile, lock];',
	"src/adapters/quota/leaf.ts": 'import { sep } from "node:path"; export const leaf = sep;',
	"src/surfaces/leaf.ts":
		'import type { C } from "../engine/control.ts"; import type { ExtensionContext } from "@earendil-works/pi-coding-agent"; export type L = [C, ExtensionContext]; export const leaf = 1;',
	"src/app/create-app.ts":
		'import { homedir } from "node:os"; import { leaf as a } from "../adapters/node/leaf.ts"; import { leaf as b } from "../adapters/pi/leaf.ts"; import { leaf as c } from "../surfaces/leaf.ts"; export const app = [a, b, c, homedir];',
	"src/extension.ts": 'import { app } from "./app/create-app.ts"; export default app;',
	"src/cli/leaf.ts":
		'import { sep } from "node:path"; import { Command } from "commander"; import { leaf as l } from "../adapters/node/leaf.ts"; export const leaf = [sep, Command, l];',
	"src/surfaces/beside.test.ts":
		'import { it } from "vitest"; import { helper } from "../../test/support/helper.ts"; it("is free", () => helper);',
	"test/support/helper.ts": "export const helper = 1;",
};

/** Each row: the rule, the file that breaks it, the import that breaks it. */
const PLANTED: ReadonlyArray<readonly [rule: string, file: string, specifier: string]> = [
	["layer-core", "src/core/to-engine.ts", "../engine/leaf.ts"],
	["layer-core", "src/core/to-node.ts", "node:crypto"],
	["layer-core", "src/core/to-valibot.ts", "valibot"],
	["layer-core", "src/core/to-pi-type.ts", "type @earendil-works/pi-ai"],
	["layer-core-config", "src/core/config/to-node.ts", "node:fs"],
	["layer-core-config", "src/core/config/to-adapter.ts", "../../adapters/node/leaf.ts"],
	["layer-engine", "src/engine/to-adapter.ts", "../adapters/node/leaf.ts"],
	["layer-engine", "src/engine/to-surface.ts", "../surfaces/leaf.ts"],
	["layer-engine", "src/engine/to-node.ts", "node:timers"],
	["layer-adapters-pi", "src/adapters/pi/to-node-adapter.ts", "../node/leaf.ts"],
	["layer-adapters-pi", "src/adapters/pi/to-node.ts", "node:fs"],
	["layer-adapters-node", "src/adapters/node/to-pi-type.ts", "type @earendil-works/pi-ai"],
	["layer-adapters-node", "src/adapters/node/to-surface.ts", "../../surfaces/leaf.ts"],
	["layer-adapters-quota", "src/adapters/quota/to-node-adapter.ts", "../node/leaf.ts"],
	["layer-adapters-quota", "src/adapters/quota/to-jsonc.ts", "jsonc-parser"],
	["layer-surfaces", "src/surfaces/to-adapter.ts", "../adapters/node/leaf.ts"],
	["layer-surfaces", "src/surfaces/to-app.ts", "../app/create-app.ts"],
	["layer-surfaces", "src/surfaces/to-engine.ts", "type ../engine/leaf.ts"],
	["layer-surfaces", "src/surfaces/to-node.ts", "node:fs"],
	["layer-app", "src/app/to-entry.ts", "../extension.ts"],
	["layer-extension", "src/extension.ts", "./adapters/node/leaf.ts"],
	["layer-cli", "src/cli.ts", "./app/create-app.ts"],
	["layer-cli", "src/cli/to-app.ts", "../app/create-app.ts"],
	["layer-cli", "src/cli/to-lockfile.ts", "proper-lockfile"],
	["no-cycle", "src/core/egg.ts", "type ./hen.ts"],
	["no-unresolvable", "src/core/to-nowhere.ts", "./nowhere.ts"],
	["host-as-types-only", "src/engine/to-pi.ts", "@earendil-works/pi-ai"],
	["host-as-types-only", "src/adapters/pi/to-pi.ts", "@earendil-works/pi-coding-agent"],
	["control-as-type-only", "src/surfaces/to-control.ts", "../engine/control.ts"],
	["cli-without-pi", "src/cli.ts", "./surfaces/to-adapter.ts"],
	["cli-without-pi", "src/cli/to-pi.ts", "../app/create-app.ts"],
	["no-test-code-in-src", "src/core/to-helper.ts", "../../test/support/helper.ts"],
	["no-test-code-in-src", "src/core/to-test.ts", "./leaf.test.ts"],
	["bootstrap-needs-nothing", "scripts/run.mjs", "valibot"],
];

describe("a planted violation", () => {
	let directory: string;
	let found: string[];
	beforeAll(async () => {
		// Below the project, so that packages are found from there as they are from src.
		mkdirSync(join(root, ".cache"), { recursive: true });
		directory = mkdtempSync(join(root, ".cache", "planted-"));
		for (const [file, text] of Object.entries(plantedTree())) {
			mkdirSync(dirname(join(directory, file)), { recursive: true });
			writeFileSync(join(directory, file), text);
		}
		found = describeViolations(await cruiseFolders(directory, ["src", "test", "scripts"]));
	});
	afterAll(() => rmSync(directory, { recursive: true, force: true }));

	it.each(PLANTED)("of %s in %s is found (%s)", (rule, file) => {
		expect(found).toContain(`${rule}: ${file}`);
	});

	it("exists for every rule", () => {
		const planted = new Set(PLANTED.map(([rule]) => rule));
		expect(rules.map((rule) => `${rule.name}`).filter((name) => !planted.has(name))).toEqual([]);
	});

	it("is all that is found", () => {
		const planted = new Set(PLANTED.map(([, file]) => file));
		expect(found.filter((violation) => !planted.has(violation.split(": ")[1] ?? ""))).toEqual([]);
	});
});

/** The surroundings with every planted import added to its file. */
function plantedTree(): Record<string, string> {
	const tree: Record<string, string> = { ...SURROUNDINGS };
	for (const [, file, specifier] of PLANTED) {
		const [path = "", keyword = ""] = specifier.split(" ").reverse();
		tree[file] = `import ${keyword} * as planted${path.length} from "${path}";\n${tree[file] ?? ""}`;
	}
	return tree;
}

describe("documentedPaths", () => {
	it.each(["AGENTS.md", "docs/architecture.md"])("finds only paths that exist in %s", (document) => {
		const paths = documentedPaths(readFileSync(join(root, document), "utf8"));
		expect(paths.length).toBeGreaterThan(5);
		expect(missingPaths(paths, root)).toEqual([]);
	});

	it("reads code spans and trees", () => {
		const text = [
			"See `test/architecture.test.ts`, `core/gone.ts`, `gone.ts`, `run.mjs` and `scripts/*.mjs`.",
			"Not `auto-router/subscription-swe`, `settings.json`, `src/<vendor>.ts`, `dist/x.js` nor `npm run check`.",
			"```",
			"pi-auto-router/",
			"├── src/            what ships",
			"│   ├── gone/       a folder",
			"│   │   └── a.ts, b.ts, …",
			"└── biome.json",
			"```",
		].join("\n");
		const paths = documentedPaths(text);
		expect(paths).toEqual([
			"test/architecture.test.ts",
			"core/gone.ts",
			"gone.ts",
			"run.mjs",
			"scripts/*.mjs",
			"src/",
			"src/gone/",
			"src/gone/a.ts",
			"src/gone/b.ts",
			"biome.json",
		]);
		expect(missingPaths(paths, root)).toEqual([
			"core/gone.ts",
			"gone.ts",
			"src/gone/",
			"src/gone/a.ts",
			"src/gone/b.ts",
		]);
	});
});

describe("sizes", () => {
	it("keeps source files at 300 lines or fewer", () => {
		// A table of data may be longer; the comment that tells Biome so, and why, counts here too.
		const exempt = "biome-ignore-all lint/style/noExcessiveLinesPerFile";
		const long = sources.filter((file) => {
			const text = readFileSync(join(root, file), "utf8");
			return text.trimEnd().split("\n").length > 300 && !text.includes(exempt);
		});
		expect(long).toEqual([]);
	});

	it("keeps folders at 12 source files or fewer, registries aside", () => {
		const registries = ["src/surfaces/commands", "src/adapters/quota"];
		const folders = [...new Set(sources.map((file) => dirname(file)))].filter((folder) => !registries.includes(folder));
		const crowded = folders.filter((folder) => {
			const entries = readdirSync(join(root, folder));
			return entries.filter((entry) => /\.ts$/.test(entry) && !/\.test\.ts$/.test(entry)).length > 12;
		});
		expect(crowded).toEqual([]);
	});
});
