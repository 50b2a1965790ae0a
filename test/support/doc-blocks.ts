import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "./pi/pi-package.ts";

/** A fenced block of a page. */
export interface DocBlock {
	/** Below the project's root. */
	readonly page: string;
	readonly language: string;
	readonly text: string;
}

/** The pages that people read, below the project's root. */
export const PAGES: readonly string[] = [
	"README.md",
	"CONTRIBUTING.md",
	"AGENTS.md",
	...globSync("docs/**/*.md", { cwd: REPOSITORY }).sort(),
];

/** A page's text. */
export function pageText(page: string): string {
	return readFileSync(join(REPOSITORY, page), "utf8");
}

/** The fenced blocks of a page. */
export function blocksOf(page: string): readonly DocBlock[] {
	const found = pageText(page).matchAll(/^```(.*)\n([\s\S]*?)^```$/gm);
	return [...found].map(([, language = "", text = ""]) => ({ page, language, text }));
}

/** The lines of all blocks in a language, with the page that each stands on; comments at their end are left out. */
export function commandsIn(language: string): readonly (readonly [page: string, command: string])[] {
	const blocks = PAGES.flatMap(blocksOf).filter((block) => block.language === language);
	return blocks.flatMap(({ page, text }) =>
		text
			.split("\n")
			.map((line) => line.replace(/\s+# .*$/, "").trim())
			.filter((line) => line !== "")
			.map((line) => [page, line] as const),
	);
}
