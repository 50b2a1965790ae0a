#!/usr/bin/env node
// The command line: a bundle where one was built (packages from npm), the sources otherwise (git clones, development).
// Plain JavaScript that an old Node can read too, so that it can say which one is needed.
import { existsSync, readFileSync } from "node:fs";

const { version, engines } = JSON.parse(readFileSync(new URL("./package.json", import.meta.url), "utf8"));
const numbers = (text) => text.replace(/^\D+/, "").split(".").map(Number);
const [needed, found] = [numbers(engines.node), numbers(process.versions.node)];
const differing = needed.findIndex((number, index) => number !== found[index]);

if (differing !== -1 && found[differing] < needed[differing]) {
	process.stderr.write(
		`pi-auto-router needs Node ${needed.join(".")} or newer; this is ${process.versions.node} (${process.execPath}).\n`,
	);
	process.exitCode = 2;
} else {
	const bundle = new URL(`./dist/cli.${version}.js`, import.meta.url);
	const loading = existsSync(bundle) ? import(bundle.href) : import("./src/cli.ts");
	void loading.then(({ main }) => main(version));
}
