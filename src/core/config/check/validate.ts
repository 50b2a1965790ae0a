import * as v from "valibot";
import { nearestNames } from "../../nearest.ts";
import { type RoutesFile, RoutesFileSchema } from "../schema.ts";
import { findRepeatedTargets, findUnknownRoutes } from "./cross-checks.ts";
import { expectedAt, type Finding } from "./finding.ts";
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
	const hasNew = (found: readonly Finding[]) => {
		for (const finding of found) if (finding.drop) drops.add(keyOf(finding.drop));
		findings.push(...found);
		return found.length > 0;
	};
	hasNew(findKeyProblems(without(root, drops).value, RoutesFileSchema).map((problem) => keyFinding(problem, root)));
	const hasOwnRoutes = Object.keys(valueAt(root, ["routes"]) ?? {}).length > 0;
	for (;;) {
		const left = without(root, drops);
		const result = v.safeParse(RoutesFileSchema, left.value, { abortPipeEarly: true });
		if (!result.success) {
			hasNew(result.issues.map((issue) => valueFinding(issue, root, left)));
			continue;
		}
		const file = result.output;
		const routeIds = hasOwnRoutes ? Object.keys(file.routes) : known.defaultRouteIds;
		if (!hasNew([...findRepeatedTargets(file, left), ...findUnknownRoutes(file, left, routeIds)]))
			return { file, findings, hasOwnRoutes };
	}
}

function keyFinding(problem: KeyProblem, root: unknown): Finding {
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

type Issue = v.InferIssue<typeof RoutesFileSchema>;

function valueFinding(issue: Issue, root: unknown, left: Remainder): Finding {
	const items = issue.path as NonNullable<typeof issue.path>;
	const path = items.map((item) =>
		item.type === "array" ? left.positionOf(item.input, item.key) : (item.key as string),
	);
	const unit = unitOf(path);
	const cost = { severity: "error", path, effect: unit.effect, drop: unit.path } as const;
	const value = valueAt(root, path);
	const isAboutKey = items.at(-1)?.origin === "key";
	if (isAboutKey && issue.type !== "strict_object")
		return { ...cost, code: "wrong-value", what: "has a wrong name", expected: issue.message };
	if (value === undefined)
		return { ...cost, code: "missing", what: "is missing", expected: expectedHere(issue, root, path) };
	if (issue.type === "min_length" && Array.isArray(value) && value.length > 0)
		return { ...cost, code: "nothing-left", what: "has no usable entry" };
	const what =
		issue.type === "check" && isObject(value) ? "does not fit together" : `is ${showValue(value, path.at(-1))}`;
	const [nearest] = nearestChoices(issue, value, path);
	return {
		...cost,
		code: "wrong-value",
		what,
		expected:
			issue.type === "variant" && !isObject(value) && path.at(-1) !== "type"
				? "an object (a policy rule)"
				: issue.message,
		...(nearest === undefined ? {} : { nearest }),
	};
}

function expectedHere(issue: Issue, root: unknown, path: Path): string {
	return issue.type === "variant" ? issue.message : expectedAt(root, path);
}

/** The choice that a wrong value probably stands for: the value itself, or the first wrong one of a list. */
function nearestChoices(issue: Issue, value: unknown, path: Path): string[] {
	const choices = choicesOf(issue, path);
	const wrong = [value].flat().find((entry) => typeof entry === "string" && !choices.includes(entry));
	return typeof wrong === "string" ? nearestNames(wrong, choices, 1) : [];
}

function choicesOf(issue: Issue, path: Path): string[] {
	if (path.at(-1) === "timeZone") return Intl.supportedValuesOf("timeZone");
	return [...(issue.expected ?? "").matchAll(/"([^"]+)"/g)].map((match) => String(match[1]));
}
