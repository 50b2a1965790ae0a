import { readFile, rm } from "node:fs/promises";
import { build } from "esbuild";

const root = new URL("..", import.meta.url).pathname;
const { version } = JSON.parse(await readFile(`${root}package.json`, "utf8"));

await rm(`${root}dist`, { recursive: true, force: true });
await build({
	entryPoints: { [`auto-router.${version}`]: `${root}src/extension.ts` },
	outdir: `${root}dist`,
	chunkNames: `auto-router.${version}.[name].[hash]`,
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
});
