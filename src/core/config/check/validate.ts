import * as v from "valibot";
import { nearestNames } from "../../text/nearest.ts";
import { type RoutesFile, RoutesFileSchema } from "../schema.ts";
import { findRepeatedTargets, findUnknownRoutes } from "./cross-checks.ts";
import { expectedAt, type Finding, type WrongEntry } from "./finding.ts";
import { isObject, valueAt } from "./introspect.ts";
import { type Path, showValue } from "./issue.ts";
import { findKeyProblems, type KeyProblem } from "./keys.ts";
import { keyOf, type Remainder, without } from "./remainder.ts";
import { IGNORED, isInRule, unitOf } from "./units.ts";

/** What could be read, and everything that is wrong with the rest. */
export interface Validated {
	readonly file: RoutesFile;
	readonly findings: readonly Finding[];
	/** False where the file leaves the routes to the defaults; true also when every route of its own is wrong. */
	readonly hasOwnRoutes: boolean;
}

/** What is known before the schema is looked at. */
export interface Known {
	/** Places that were left out before. */
	readonly dropped: readonly Path[];
	/** Routes that exist when the file has none of its own. */
	readonly defaultRouteIds: readonly string[];
}

/**
 * Measures a routes file against its schema. A wrong entry is left out alone and the rest is measured again, until nothing
 * wrong remains.
 */
export function validateRoutesFile(root: unknown, known: Known): Validated {
	const drops = new Set(known.dropped.map(keyOf));
	const findings: Finding[] = [];
	const add = (found: readonly WrongEntry[]) => {
		for (const finding of found) {
			findings.push(finding);
			drops.add(keyOf(finding.drop));
		}
	};
	const hasOwnRoutes = Object.keys(valueAt(root, ["routes"]) ?? {}).length > 0;
	const routeIds = hasOwnRoutes ? undefined : known.defaultRouteIds;
	add(findKeyProblems(without(root, drops).value, RoutesFileSchema).map((problem) => keyFinding(problem, root)));
	let before: number;
	do {
		before = drops.size;
		add(findWrongEntries(root, without(root, drops), routeIds));
	} while (drops.size > before);
	return { file: v.parse(RoutesFileSchema, without(root, drops).value), findings, hasOwnRoutes };
}

function findWrongEntries(
	root: unknown,
	left: Remainder,
	defaultRouteIds: readonly string[] | undefined,
): WrongEntry[] {
	const result = v.safeParse(RoutesFileSchema, left.value, { abortPipeEarly: true });
	if (!result.success) return result.issues.flatMap(inDetail).map((issue) => valueFinding(issue, root, left));
	const routeIds = defaultRouteIds ?? Object.keys(result.output.routes);
	return [...findRepeatedTargets(result.output, left), ...findUnknownRoutes(result.output, left, routeIds)];
}

function keyFinding(problem: KeyProblem, root: unknown): WrongEntry {
	const { path, kind } = problem;
	const unit = unitOf(path);
	const nearest = problem.nearest === undefined ? {} : { nearest: problem.nearest };
	const cost = { severity: "error", effect: unit.effect, drop: unit.path } as const;
	if (kind === "not-object")
		return { ...cost, code: "wrong-value", path, what: "is a list", expected: expectedAt(root, path) };
	const what =
		kind === "misplaced-key" ? `is in the wrong place: it belongs in ${problem.belongsIn}` : "is not a known key";
	const found = { code: kind, path, what, ...nearest } as const;
	// A rule that lost a condition would apply to more than the user meant.
	return isInRule(path) ? { ...found, ...cost } : { ...found, severity: "warning", effect: IGNORED, drop: path };
}

type Issue = v.BaseIssue<unknown>;
type Steps = [v.IssuePathItem, ...v.IssuePathItem[]];

/** Nothing is ever wrong with the file as a whole here, so every issue has a path. */
function stepsOf(issue: Issue): Steps {
	return issue.path as Steps;
}

/** What is wrong inside one of several alternatives, where the shape of the value tells which one was meant. */
function inDetail(issue: Issue): Issue[] {
	if (issue.type !== "union" || typeof issue.input !== "object") return [issue];
	const shape = Array.isArray(issue.input) ? "array" : "object";
	const parts = issue.issues as readonly Issue[];
	const inner = parts.filter((part) => part.path?.[0].type === shape);
	if (inner.length === 0) return [issue];
	return inner.map((part) => ({ ...part, path: [...stepsOf(issue), ...stepsOf(part)] as Steps }));
}

function valueFinding(issue: Issue, root: unknown, left: Remainder): WrongEntry {
	const steps = stepsOf(issue);
	const path = steps.map((step) =>
		step.type === "array" ? left.positionOf(step.input, step.key) : (step.key as string),
	);
	const unit = unitOf(path);
	const cost = { severity: "error", path, effect: unit.effect, drop: unit.path } as const;
	const value = valueAt(root, path);
	if (steps.at(-1)?.origin === "key" && issue.type !== "strict_object")
		return { ...cost, code: "wrong-value", what: "has a wrong name", expected: issue.message };
	const expected =
		issue.type === "strict_object" || issue.expected === "Object" ? expectedAt(root, path) : issue.message;
	if (value === undefined) return { ...cost, code: "missing", what: "is missing", expected };
	if (issue.type === "min_length" && Array.isArray(value) && value.length > 0)
		return { ...cost, code: "nothing-left", what: "has no usable entry" };
	const isInconsistent = issue.type === "check" && isObject(value);
	const what = isInconsistent ? "is incomplete or inconsistent" : `is ${showValue(value, path.at(-1))}`;
	const [nearest] = nearestChoices(issue, value, path);
	return { ...cost, code: "wrong-value", what, expected, ...(nearest === undefined ? {} : { nearest }) };
}

/** The choice that a wrong value probably stands for. */
function nearestChoices(issue: Issue, value: unknown, path: Path): string[] {
	return typeof value === "string" ? nearestNames(value, choicesOf(issue, path), 1) : [];
}

function choicesOf(issue: Issue, path: Path): string[] {
	if (path.at(-1) === "timeZone") return Intl.supportedValuesOf("timeZone");
	return [...(issue.expected ?? "").matchAll(/"([^"]+)"/g)].map((match) => String(match[1]));
}
