import { globSync } from "node:fs";
import { join } from "node:path";

/** What a document calls by name: a path, with `*` and `{a,b}` allowed, as written there. */
const PATH = /^[\w.@*{},-]+(?:\/[\w.@*{},-]+)*\/?$/;
/** Without a folder only these are taken for files of the project; `settings.json` may well be somebody else's. */
const BARE_FILE = /^[\w.-]+\.(?:ts|mjs|grit)$/;
const FILE_OR_FOLDER = /(?:\/|\/[^/]*\.(?:\w+|\{[\w,]+\}))$/;
/** A line of a drawn tree: the columns before it, and one or more names of which only braces may hold commas. */
const TREE_LINE = /^([│ ]*)[├└]── ((?:, |[^\s,{]|\{[^}]*\})+)/;
/** Made by building and running, so not there in a fresh checkout. */
const GENERATED = /^(?:dist|node_modules|coverage|\.cache)\//;

/**
 * The paths of this project that a Markdown text names in code spans and in drawn trees. Placeholders such as
 * `src/<name>.ts` and names that could belong to another program are left out.
 */
export function documentedPaths(markdown: string): string[] {
	const blocks = [...markdown.matchAll(/^```.*\n([\s\S]*?)^```/gm)].map((match) => match[1] ?? "");
	const prose = markdown.replaceAll(/^```.*\n[\s\S]*?^```/gm, "");
	const spans = [...prose.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? "");
	const named = spans.filter((span) => PATH.test(span) && (FILE_OR_FOLDER.test(span) || BARE_FILE.test(span)));
	return [...new Set([...named, ...blocks.flatMap(treePaths)])].filter((path) => !GENERATED.test(path));
}

/** The subset of `paths` that is neither in `root`, nor in its `src`, nor (bare file names) anywhere below them. */
export function missingPaths(paths: readonly string[], root: string): string[] {
	return paths.filter((path) => {
		const places = BARE_FILE.test(path) ? [path, `{src,test,scripts,bench}/**/${path}`] : [path, join("src", path)];
		return globSync(places, { cwd: root }).length === 0;
	});
}

/** The paths in a tree drawn with `├──`: the first line names the root, four columns make a level. */
function treePaths(block: string): string[] {
	const lines = block.split("\n").filter((line) => line.trim() !== "");
	if (!lines.some((line) => /[├└]── /.test(line))) return [];
	const folders = [rootFolder(lines[0] ?? "")];
	return lines.flatMap((line) => {
		const entry = TREE_LINE.exec(line);
		if (entry === null) return [];
		const [, indent = "", names = ""] = entry;
		const depth = indent.length / 4;
		const paths = names.split(", ").map((name) => join(folders[depth] ?? "", name));
		folders[depth + 1] = paths[0] ?? "";
		return paths.filter((path) => PATH.test(path));
	});
}

/** The tree's first line when it names a folder inside the project; the project's own name stands for its root. */
function rootFolder(line: string): string {
	const name = line.trim().split(/\s/)[0] ?? "";
	return name.endsWith("/") && !/^(?:pi-auto-router|\.)\/$/.test(name) ? name : "";
}
