// Who may import whom. Biome says what a file may use; this says which other files and packages it may reach.
// test/architecture.test.ts plants a violation of every rule here and expects it to be found.

const TESTS = "[.]test[.]ts$";
/** How dependency-cruiser calls `import type` and `import("x").Type`. */
const AS_TYPE = ["type-only", "type-import"];
const CLI = "^src/cli(?:[.]ts$|/)";
const PI = "node_modules/@earendil-works/";
const packages = (...names) => names.map((name) => `node_modules/${name}/`);

/**
 * One row for each part of src: what its files may import besides files of the same part. `node` stands for Node's own
 * modules. Nothing else is allowed, so a new folder or package needs a word here first.
 */
const LAYERS = [
	{ name: "core", files: "^src/core/(?!config/)", may: ["^src/core/"] },
	{ name: "core-config", files: "^src/core/config/", may: ["^src/core/", ...packages("valibot", "jsonc-parser")] },
	{ name: "engine", files: "^src/engine/", may: ["^src/core/", PI] },
	{ name: "adapters-pi", files: "^src/adapters/pi/", may: ["^src/(core|engine)/", PI] },
	{
		name: "adapters-node",
		files: "^src/adapters/node/",
		may: ["^src/(core|engine)/", ...packages("proper-lockfile")],
		node: true,
	},
	{ name: "adapters-quota", files: "^src/adapters/quota/", may: ["^src/(core|engine)/"], node: true },
	{
		name: "surfaces",
		files: "^src/surfaces/",
		may: ["^src/core/", "^src/engine/control[.]ts$", `${PI}pi-coding-agent/`],
	},
	{ name: "app", files: "^src/app/", may: ["^src/(core|engine|adapters|surfaces)/", PI], node: true },
	{
		name: "extension",
		files: "^src/extension[.]ts$",
		may: ["^src/app/create-app[.]ts$", PI],
	},
	{
		name: "cli",
		files: CLI,
		may: ["^src/(core|engine|adapters/node|surfaces)/", ...packages("commander")],
		node: true,
	},
];

const layerRules = LAYERS.map(({ name, files, may, node = false }) => ({
	name: `layer-${name}`,
	severity: "error",
	comment: `This part of src may import, besides its own files: ${[...may, ...(node ? ["node:*"] : [])].join("  ")}`,
	from: { path: files, pathNot: TESTS },
	to: { pathNot: [files, ...may], dependencyTypesNot: node ? ["core"] : [] },
}));

const rules = [
	{
		name: "no-cycle",
		comment: "Files that need each other are one thing; give what both need a file of its own. Types count too.",
		from: {},
		to: { circular: true },
	},
	{
		name: "no-unresolvable",
		comment: "The imported file or package does not exist.",
		from: {},
		to: { couldNotResolve: true },
	},
	{
		name: "host-as-types-only",
		comment: "The host's packages are imported with `import type`: loading them costs time and ties us to one version.",
		from: { path: "^src/", pathNot: TESTS },
		to: { path: PI, dependencyTypesNot: AS_TYPE },
	},
	{
		name: "control-as-type-only",
		comment: "Surfaces get the engine's control handed in; they know its type only.",
		from: { path: "^src/surfaces/", pathNot: TESTS },
		to: { path: "^src/engine/", dependencyTypesNot: AS_TYPE },
	},
	{
		name: "cli-without-pi",
		comment: "The command line runs without pi, so nothing that it reaches may belong to the pi adapter.",
		from: { path: CLI },
		to: { path: "^src/adapters/pi/", reachable: true },
	},
	{
		name: "no-test-code-in-src",
		comment: "What ships does not import tests or their helpers.",
		from: { path: "^src/", pathNot: TESTS },
		to: { path: ["^test/", TESTS] },
	},
	{
		name: "bootstrap-needs-nothing",
		comment: "These scripts run before anything is installed, so they import Node's own modules and each other.",
		from: { path: "^scripts/(run|bootstrap|assemble-pi)[.]mjs$" },
		to: { pathNot: "^scripts/(run|bootstrap|assemble-pi)[.]mjs$", dependencyTypesNot: ["core"] },
	},
];

export default {
	forbidden: [...layerRules, ...rules.map((rule) => ({ severity: "error", ...rule }))],
	options: {
		parser: "tsc",
		tsPreCompilationDeps: true,
		tsConfig: { fileName: "tsconfig.json" },
		doNotFollow: { path: "node_modules" },
		exclude: { path: "^(dist|coverage)/" },
		enhancedResolveOptions: {
			exportsFields: ["exports"],
			conditionNames: ["import", "types", "node", "default"],
			mainFields: ["module", "main", "types"],
		},
	},
};
