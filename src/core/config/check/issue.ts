/** A place in the file: keys and list positions from the top. */
export type Path = readonly (string | number)[];

/** What kind of thing is wrong; stable, for tests and filters. */
export type IssueCode =
	| "unreadable"
	| "syntax"
	| "wrong-value"
	| "missing"
	| "unknown-key"
	| "misplaced-key"
	| "duplicate-key"
	| "duplicate-target"
	| "unknown-route"
	| "nothing-left"
	| "gone-provider"
	| "outdated"
	| "more";

/** One thing that is wrong with the routes file, for people. An error costs an entry; a warning costs nothing. */
export interface ConfigIssue {
	readonly severity: "error" | "warning";
	readonly code: IssueCode;
	readonly file: string;
	/** Where in the file, for example `routes.swe.targets[2].billing`; empty for the file as a whole. */
	readonly path: string;
	/** From 1. */
	readonly line?: number;
	/** What stands there, shortened and without anything that looks like a secret; absent where nothing does. */
	readonly value?: string;
	readonly expected?: string;
	/** The valid value or key that was most likely meant. */
	readonly nearest?: string;
	/** One sentence without file, line and path: what is wrong and what follows from it. */
	readonly message: string;
}

/** The issue in one line: file, line, path, what is wrong, what was expected, what follows. */
export function describeIssue(issue: ConfigIssue): string {
	const place = issue.line === undefined ? issue.file : `${issue.file}:${issue.line}`;
	return issue.path === "" ? `${place} ${issue.message}` : `${place} ${issue.path} ${issue.message}`;
}

const PLAIN_KEY = /^[\w$-]{1,60}$/;

/** A path as people write it: `routes.swe.targets[2].billing`. Unusual keys are quoted. */
export function formatPath(path: Path): string {
	let shown = "";
	for (const key of path) {
		if (typeof key === "number") shown += `[${key}]`;
		else if (PLAIN_KEY.test(key)) shown += shown === "" ? key : `.${key}`;
		else shown += `[${showValue(key)}]`;
	}
	return shown;
}

const MAX_SHOWN = 60;
/** What follows the shown part is not looked at: the patterns below are slow on very long values. */
const MAX_INSPECTED = 400;
const HIDDEN = '"(hidden)"';
const SECRET_KEY = /(?:key|token|secret|password|authorization|credentials?)$/i;
const SECRET_VALUE =
	/\b(?:sk|pk|rk|xai|gsk|ghp|gho|ghu|github_pat)[-_][\w-]{6,}|\bAIza\w{10,}|\beyJ[\w-]{10,}|\bBearer\s|:\/\/[^/\s]*@/;
/** A run of letters and digits mixed, too long for a name. */
const OPAQUE_VALUE = /(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z\d+]{24,}/;
/** Control and direction characters: they could rewrite the line on a terminal. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/**
 * A value of the file as it may be shown: JSON, at most 60 characters, nothing that moves a cursor, and no secret that
 * somebody put into the file. `key` is the key it stands under.
 */
export function showValue(value: unknown, key: string | number | undefined = undefined): string {
	if (typeof value === "object" && value !== null) return Array.isArray(value) ? showList(value) : "an object";
	const isNamedSecret = typeof key === "string" && SECRET_KEY.test(key) && typeof value === "string";
	const json = JSON.stringify(value).slice(0, MAX_INSPECTED);
	if (isNamedSecret || SECRET_VALUE.test(json) || OPAQUE_VALUE.test(json)) return HIDDEN;
	const printable = json.replace(UNPRINTABLE, "?");
	return printable.length > MAX_SHOWN ? `${printable.slice(0, MAX_SHOWN - 2)}…"` : printable;
}

function showList(values: readonly unknown[]): string {
	if (values.length === 0) return "[]";
	const isShort = values.length <= 3 && values.every((value) => typeof value !== "object");
	const shown = isShort ? `[${values.map((value) => showValue(value)).join(", ")}]` : "";
	return shown !== "" && shown.length <= MAX_SHOWN ? shown : `a list of ${values.length}`;
}
