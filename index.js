// The entry that pi loads: a bundle where one was built (packages from npm), the sources otherwise (git clones, development).
// Plain JavaScript without imports from pi, because pi loads that natively and compiles everything else.
import { existsSync, readFileSync } from "node:fs";

const { version } = JSON.parse(readFileSync(new URL("./package.json", import.meta.url), "utf8"));
// The version is part of the name: native modules are never read again, so an update needs another address.
const bundle = new URL(`./dist/auto-router.${version}.js`, import.meta.url);
const { default: activate } = existsSync(bundle) ? await import(bundle.href) : await import("./src/extension.ts");

export default activate;
