import { type Finding, toIssue } from "./check/finding.ts";
import { isObject, valueAt } from "./check/introspect.ts";
import { type ConfigIssue, showValue } from "./check/issue.ts";
import { type JsonDocument, readJsonc } from "./check/jsonc.ts";
import { validateRoutesFile } from "./check/validate.ts";
import { type Config, toConfig } from "./config.ts";
import { findOutdated, type HasProvider } from "./migrate.ts";

/** More issues than this are counted, not listed. */
const MAX_ISSUES = 100;

/** What reading a file depends on besides its text. */
export interface ParseOptions {
	/** Name of the file, for the messages. */
	readonly path: string;
	/** Routes and aliases to use when the file states none. Without it there are none. */
	readonly defaults?: Pick<Config, "routes" | "aliases">;
	/** Says which providers exist, so that one the user still has is not called gone. */
	readonly hasProvider?: HasProvider;
}

/** A configuration and what is wrong with the file, or why nothing of the file can be used. */
export type ParsedConfig =
	| { readonly kind: "ok"; readonly config: Config; readonly issues: readonly ConfigIssue[] }
	| { readonly kind: "unreadable"; readonly issues: readonly ConfigIssue[] };

/** Reads the text of a routes file. A wrong entry is left out alone; only a file that is no routes file at all is unreadable. */
export function parseConfig(text: string, options: ParseOptions): ParsedConfig {
	const file = options.path;
	const document = readJsonc(text);
	if (document.kind === "broken") {
		const { line, column, message } = document;
		const what = `cannot be read: ${message} (column ${column})`;
		return { kind: "unreadable", issues: [{ severity: "error", code: "syntax", file, path: "", line, message: what }] };
	}
	const wrongShape = findWrongShape(document.value);
	if (wrongShape) return { kind: "unreadable", issues: [toIssue(wrongShape, file, document)] };
	return readDocument(document, options);
}

/** A file without a usable `routes` object says nothing about who may be asked, so it is not used at all. */
function findWrongShape(root: unknown): Finding | undefined {
	const path = isObject(root) ? ["routes"] : [];
	const value = valueAt(root, path);
	if (isObject(value) || (isObject(root) && value === undefined)) return undefined;
	return {
		severity: "error",
		code: "wrong-value",
		path,
		what: `is ${showValue(value)}`,
		expected: "an object",
		effect: "the file is not used",
	};
}

function readDocument(document: JsonDocument, options: ParseOptions): ParsedConfig {
	const root = document.value;
	const defaults = options.defaults ?? { routes: new Map(), aliases: new Map() };
	const outdated = findOutdated(root, options.hasProvider ?? (() => false));
	const { file, findings, hasOwnRoutes } = validateRoutesFile(root, {
		dropped: outdated.flatMap((finding) => (finding.drop ? [finding.drop] : [])),
		defaultRouteIds: [...defaults.routes.keys()],
	});
	const all = [...document.duplicates.map(duplicateFinding), ...outdated, ...findings];
	const issues = all.slice(0, MAX_ISSUES).map((finding) => toIssue(finding, options.path, document));
	return {
		kind: "ok",
		config: toConfig(file, defaults, hasOwnRoutes),
		issues: [...inFileOrder(issues), ...notListed(all.length - issues.length, options.path)],
	};
}

function duplicateFinding(path: Finding["path"]): Finding {
	return {
		severity: "error",
		code: "duplicate-key",
		path,
		what: "is given more than once",
		effect: "the last one counts",
	};
}

function inFileOrder(issues: readonly ConfigIssue[]): ConfigIssue[] {
	return issues.toSorted((a, b) => (a.line as number) - (b.line as number));
}

function notListed(count: number, file: string): ConfigIssue[] {
	if (count === 0) return [];
	return [{ severity: "error", code: "more", file, path: "", message: `has ${count} more problems` }];
}
