import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { PAGES, pageText } from "./support/doc-blocks.ts";
import { documentedPaths, missingPaths } from "./support/documented-paths.ts";
import { REPOSITORY } from "./support/pi/pi-package.ts";

/** The anchors of a page, as web pages make them of headings. */
function anchorsOf(page: string): readonly string[] {
	return [...pageText(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
		heading
			.toLowerCase()
			.replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
			.replaceAll(" ", "-"),
	);
}

/** Links of a page that lead inside the project. */
function linksOf(page: string): readonly string[] {
	const found = pageText(page).matchAll(/\]\(([^)\s]+)\)/g);
	return [...found].map(([, to = ""]) => to).filter((to) => !/^[a-z]+:/.test(to));
}

function isBroken(page: string, link: string): boolean {
	const [path = "", anchor] = link.split("#");
	const to = path === "" ? page : normalize(join(dirname(page), path));
	if (!existsSync(join(REPOSITORY, to))) return true;
	return anchor !== undefined && !anchorsOf(to).includes(anchor);
}

/** What ships, without its tests. */
function sourceTexts(): readonly string[] {
	const files = globSync("src/**/*.ts", { cwd: REPOSITORY }).filter((file) => !file.endsWith(".test.ts"));
	return files.map((file) => readFileSync(join(REPOSITORY, file), "utf8"));
}

/** Variables of ours and of pi that the sources look at. */
function variablesInSources(): readonly string[] {
	const named = sourceTexts().flatMap((text) => text.match(/"(?:AUTO_ROUTER|PI)_[A-Z_]+"/g) ?? []);
	return [...new Set(named.map((name) => name.slice(1, -1)))].sort();
}

describe("the manual", () => {
	it.each(PAGES)("has no broken link in %s", (page) => {
		expect(linksOf(page).filter((link) => isBroken(page, link))).toEqual([]);
	});

	it.each(PAGES.filter((page) => page.startsWith("docs/")))(
		"names no file of the project that is gone in %s",
		(page) => {
			const paths = documentedPaths(pageText(page));
			expect(missingPaths(paths, REPOSITORY)).toEqual([]);
		},
	);

	it("leads to every page of docs", () => {
		const known = new Set(["README.md"]);
		for (const page of known) {
			for (const link of linksOf(page)) {
				const [path = ""] = link.split("#");
				if (path.endsWith(".md")) known.add(normalize(join(dirname(page), path)));
			}
		}
		const pages = PAGES.filter((page) => page.startsWith("docs/") && !page.startsWith("docs/decisions/"));
		expect(pages.filter((page) => !known.has(page))).toEqual([]);
	});

	it("lists in README every environment variable that is looked at, and no other", () => {
		const section = /^## Environment\n([\s\S]*?)^## /m.exec(pageText("README.md"))?.[1] ?? "";
		const listed = [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, name = ""]) => name);
		expect(listed.toSorted()).toEqual(variablesInSources());
	});

	it.each(PAGES)("speaks only of variables that there are in %s", (page) => {
		const named = pageText(page).match(/\bAUTO_ROUTER_[A-Z_]+\b/g) ?? [];
		expect(named.filter((name) => !variablesInSources().includes(name))).toEqual([]);
	});

	it("quotes in its symptoms what the router really says", () => {
		const said = sourceTexts().join("\n");
		const headings = [...pageText("docs/troubleshooting.md").matchAll(/^### (.+)$/gm)].map(
			([, heading = ""]) => heading,
		);
		const quoted = headings.flatMap((heading) => [...heading.matchAll(/"([^"]{8,})"/g)].map(([, words = ""]) => words));
		const pieces = quoted.flatMap((words) =>
			words.split("…").map((piece) => piece.trim().replace(/^is (?=\w+ing|not)/, "")),
		);
		expect(pieces.filter((piece) => piece !== "").length).toBeGreaterThan(15);
		expect(pieces.filter((piece) => !said.includes(piece))).toEqual([]);
	});

	it("has a remedy for at least twenty symptoms, none of them long", () => {
		const symptoms = pageText("docs/troubleshooting.md").split(/^### /m).slice(1);
		expect(symptoms.length).toBeGreaterThanOrEqual(20);
		expect(symptoms.filter((text) => text.trim().split("\n").length < 2 || text.length > 700)).toEqual([]);
	});
});
