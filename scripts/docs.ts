// Writes what the manual takes from the code, and the schema of the routes file for editors. With --check it only looks.

import { writeFile } from "node:fs/promises";
import { madeFiles } from "./docs/pages.ts";

const stale = madeFiles().filter(({ old, text }) => old !== text);
if (process.argv.includes("--check")) {
	for (const { path } of stale) console.error(`${path} is out of date: run npm run docs`);
	process.exitCode = stale.length === 0 ? 0 : 1;
} else {
	for (const { path, text } of stale) {
		await writeFile(new URL(`../${path}`, import.meta.url), text);
		console.log(`wrote ${path}`);
	}
}
