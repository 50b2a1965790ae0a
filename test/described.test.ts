import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { pageText } from "./support/doc-blocks.ts";
import { REPOSITORY } from "./support/pi/pi-package.ts";

const page = pageText("docs/described.md");
const [tables = ""] = page.split("## To be filled");

/** The rows of the tables: what was described, where it is, what proves it, what differs. */
const rows = [...tables.matchAll(/^\| (?!described \|)(.+) \|$/gm)].map(([, row = ""]) => row.split(" | "));

interface NamedTest {
	readonly file: string;
	readonly title: string;
}

function testsOf(cell: string): readonly NamedTest[] {
	return [...cell.matchAll(/`([^`]+\.test\.ts)` "([^"]+)"/g)].map(([, file = "", title = ""]) => ({ file, title }));
}

const titles = (file: string): string => readFileSync(join(REPOSITORY, file), "utf8").replaceAll('\\"', '"');

describe("docs/described.md", () => {
	it("has a row for everything that was described, each with four cells", () => {
		expect(rows.length).toBeGreaterThan(110);
		expect(rows.filter((cells) => cells.length !== 4 || cells.some((cell) => cell.trim() === ""))).toEqual([]);
	});

	it.each(rows)("names a test that there is for %s", (_what, _where, tests = "") => {
		const named = testsOf(tests);
		expect(named.length).toBeGreaterThan(0);
		const missing = named.filter(({ file, title }) => !titles(file).includes(`"${title}"`));
		expect(missing).toEqual([]);
	});

	it.each(rows)("names a place that there is for %s", (_what, where = "") => {
		const places = [...where.matchAll(/`([^`]+)`/g)].map(([, path = ""]) => path);
		expect(places.filter((path) => !existsSync(join(REPOSITORY, path)))).toEqual([]);
		expect(places.length).toBeGreaterThan(0);
	});
});
