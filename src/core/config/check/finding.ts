import { RULE_SHAPE } from "../rule-schema.ts";
import { RoutesFileSchema } from "../schema.ts";
import { resolve, type SchemaNode, schemaAt, valueAt } from "./introspect.ts";
import { type ConfigIssue, formatPath, type IssueCode, type Path, showValue } from "./issue.ts";
import type { JsonDocument } from "./jsonc.ts";

/** Something wrong at a place of the file, before it is put into words. */
export interface Finding {
	readonly severity: "error" | "warning";
	readonly code: IssueCode;
	readonly path: Path;
	/** What is wrong, as the rest of a sentence that begins with the path. */
	readonly what: string;
	readonly expected?: string;
	readonly nearest?: string;
	/** What follows from it. */
	readonly effect: string;
	/** The entry that is left out of what is read further. */
	readonly drop?: Path;
}

/** A finding that costs an entry. */
export type WrongEntry = Finding & { readonly drop: Path };

/** What a place of the file should hold, in words. */
export function expectedAt(root: unknown, path: Path): string {
	const schema = schemaAt(RoutesFileSchema, root, path) as SchemaNode;
	if (schema.type === "variant") return RULE_SHAPE;
	return String(schema.message ?? resolve(schema, {}).message);
}

/** Puts a finding into words. */
export function toIssue(finding: Finding, file: string, document: JsonDocument): ConfigIssue {
	const { severity, code, path, what, expected, nearest, effect } = finding;
	const value = valueAt(document.value, path);
	const wanted = expected === undefined ? "" : `; expected ${expected}`;
	const didYouMean = nearest === undefined ? "" : ` (did you mean ${showValue(nearest)}?)`;
	return {
		severity,
		code,
		file,
		path: formatPath(path),
		line: document.lineAt(path),
		...(value === undefined ? {} : { value: showValue(value, path.at(-1)) }),
		...(expected === undefined ? {} : { expected }),
		...(nearest === undefined ? {} : { nearest }),
		message: `${what}${wanted}${didYouMean}; ${effect}`,
	};
}
