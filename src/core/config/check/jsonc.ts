import { createScanner, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import type { Path } from "./issue.ts";

/** Deeper files are refused: no routes file needs it, and readers call themselves once per level. */
const MAX_DEPTH = 64;

/** Where the text stops being JSON. Line and column count from 1. */
export interface SyntaxProblem {
	readonly kind: "broken";
	readonly line: number;
	readonly column: number;
	readonly message: string;
}

/** A file that could be read as JSON with comments. */
export interface JsonDocument {
	readonly kind: "ok";
	/** Plain data. Keys that begin with `_` are left out; of equal keys the last one counts. */
	readonly value: unknown;
	/** Keys that are given more than once in one object. */
	readonly duplicates: readonly Path[];
	/** Line of a value, or of the nearest thing around it that exists. From 1. */
	readonly lineAt: (path: Path) => number;
}

/** Reads JSON with comments and trailing commas. Never throws. Of several faults the first is told; the rest follow from it. */
export function readJsonc(text: string): JsonDocument | SyntaxProblem {
	const broken = (offset: number, message: string) => ({ kind: "broken", ...position(text, offset), message }) as const;
	if (text.trim() === "") return broken(0, "the file is empty");
	const tooDeepAt = offsetOfDepth(text, MAX_DEPTH);
	if (tooDeepAt !== undefined) return broken(tooDeepAt, `nested deeper than ${MAX_DEPTH} levels`);
	const errors: ParseError[] = [];
	const root = parseTree(text, errors, { allowTrailingComma: true }) as Node;
	if (errors[0]) return broken(errors[0].offset, inWords(errors[0]));
	const duplicates: Path[] = [];
	const value = plainValue(root, [], duplicates);
	return { kind: "ok", value, duplicates, lineAt: (path) => position(text, nodeAt(root, path).offset).line };
}

/** `CommaExpected` → "comma expected". */
function inWords(error: ParseError): string {
	return printParseErrorCode(error.error)
		.replace(/(?<!^)[A-Z]/g, (letter) => ` ${letter}`)
		.toLowerCase();
}

function position(text: string, offset: number): { line: number; column: number } {
	const before = text.slice(0, offset);
	const lineStart = before.lastIndexOf("\n") + 1;
	return { line: before.split("\n").length, column: offset - lineStart + 1 };
}

function offsetOfDepth(text: string, limit: number): number | undefined {
	const scanner = createScanner(text);
	let depth = 0;
	while (scanner.getPosition() < text.length) {
		scanner.scan();
		const first = text[scanner.getTokenOffset()];
		if (first === "{" || first === "[") depth++;
		if (first === "}" || first === "]") depth--;
		if (depth > limit) return scanner.getTokenOffset();
	}
	return undefined;
}

function plainValue(node: Node, path: Path, duplicates: Path[]): unknown {
	if (node.type === "array") return parts(node).map((item, index) => plainValue(item, [...path, index], duplicates));
	if (node.type !== "object") return node.value;
	const entries = new Map<string, Node>();
	for (const property of parts(node)) {
		const [key, value] = keyAndValue(property);
		if (key.startsWith("_")) continue;
		if (entries.has(key)) duplicates.push([...path, key]);
		entries.set(key, value);
	}
	return Object.fromEntries(
		[...entries].map(([key, value]) => [key, plainValue(value, [...path, key], duplicates)] as const),
	);
}

function parts(node: Node): readonly Node[] {
	return node.children as readonly Node[];
}

function keyAndValue(property: Node): [key: string, value: Node] {
	const [key, value] = parts(property) as [Node, Node];
	return [key.value as string, value];
}

function nodeAt(root: Node, path: Path): Node {
	let node = root;
	for (const key of path) {
		const next = childAt(node, key);
		if (next === undefined) return node;
		node = next;
	}
	return node;
}

function childAt(node: Node, key: string | number): Node | undefined {
	if (node.type === "array") return typeof key === "number" ? node.children?.[key] : undefined;
	if (node.type !== "object") return undefined;
	return parts(node)
		.map(keyAndValue)
		.findLast(([name]) => name === key)?.[1];
}
