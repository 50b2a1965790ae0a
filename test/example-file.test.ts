import { existsSync } from "node:fs";
import { join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { bareKey, sections } from "../scripts/docs/configuration.ts";
import { parseConfig } from "../src/core/config/parse.ts";
import { pageText } from "./support/doc-blocks.ts";
import { REPOSITORY } from "./support/pi/pi-package.ts";

const NAME = "auto-router.routes.example.json";
const text = pageText(NAME);
const { name, files } = JSON.parse(pageText("package.json")) as { name: string; files: readonly string[] };

/** Where a `$schema` of a routes file leads to, below pi's agent directory. */
const fromAgentDir = (schema: string): string => normalize(join("extensions", schema));

describe(NAME, () => {
	it("is read without a word", () => {
		const parsed = parseConfig(text, { path: NAME });
		expect(parsed).toMatchObject({ kind: "ok", issues: [] });
	});

	it("shows or mentions every key that a routes file may have", () => {
		const keys = new Set(sections().flatMap((section) => Object.keys(section.keys).map(bareKey)));
		const missing = [...keys].filter(
			(key) => !new RegExp(`(?<![a-z])${key.replace("$", "")}(?![a-z])`, "i").test(text),
		);
		expect(missing).toEqual([]);
	});

	it("names its schema where pi install puts the package, and the package holds it", () => {
		const shown = /"\$schema": "([^"]+)"/.exec(text)?.[1] ?? "";
		// pi keeps packages from npm in npm/node_modules of the agent directory.
		expect(fromAgentDir(shown)).toBe(`npm/node_modules/${name}/schema/routes.schema.json`);
		expect(files).toContain("schema");
		expect(existsSync(join(REPOSITORY, "schema", "routes.schema.json"))).toBe(true);
	});

	it("is plain JSON with a comment beside every section", () => {
		const keys = Object.keys(JSON.parse(text));
		const sectionKeys = keys.filter((key) => !key.startsWith("_") && !["$schema", "version"].includes(key));
		expect(sectionKeys.filter((key) => !keys.includes(`_${key}`))).toEqual([]);
	});
});
