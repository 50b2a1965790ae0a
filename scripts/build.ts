import { readFile, rm } from "node:fs/promises";
import { build } from "esbuild";

const root = new URL("..", import.meta.url).pathname;
const { version } = JSON.parse(await readFile(`${root}package.json`, "utf8"));

await rm(`${root}dist`, { recursive: true, force: true });
await build({
	entryPoints: [`${root}src/extension.ts`],
	outfile: `${root}dist/auto-router.${version}.js`,
	bundle: true,
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
