import { readFile, rm } from "node:fs/promises";
import { type BuildOptions, build } from "esbuild";

const root = new URL("..", import.meta.url).pathname;
const { version } = JSON.parse(await readFile(`${root}package.json`, "utf8"));

/** What is loaded from outside, by name. They share no files, so that neither slows the other's start. */
const ENTRIES = { "auto-router": "src/extension.ts", cli: "src/cli.ts" };

const OPTIONS: BuildOptions = {
	outdir: `${root}dist`,
	bundle: true,
	// What is imported with import() gets a file of its own, which pi's start neither reads nor compiles.
	splitting: true,
	format: "esm",
	platform: "node",
	target: "node22",
	mainFields: ["module", "main"],
	minifySyntax: true,
	minifyWhitespace: true,
	legalComments: "inline",
	// The CommonJS libraries inside ask for node's own modules through `require`.
	banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
	logLevel: "warning",
};

await rm(`${root}dist`, { recursive: true, force: true });
for (const [name, source] of Object.entries(ENTRIES)) {
	const entry = `${name}.${version}`;
	await build({ ...OPTIONS, entryPoints: { [entry]: root + source }, chunkNames: `${entry}.[name].[hash]` });
}
