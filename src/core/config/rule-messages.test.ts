import { describe, expect, it } from "vitest";
import { describeIssue } from "./check/issue.ts";
import { parseConfig } from "./parse.ts";

const GOOD = { provider: "anthropic", modelId: "claude-opus-5-5" };
const ROUTES = { routes: { a: { targets: [GOOD] } } };
const PREFER = { name: "r", type: "prefer-provider", provider: "zai" };

const route = (fields: object) => ({ routes: { a: { targets: [GOOD], ...fields } } });
const rule = (fields: unknown) => ({ ...ROUTES, policyRules: [fields] });
const when = (condition: unknown) => rule({ ...PREFER, condition });

/** The issues of a file in one line each, without the name of the file. */
function linesOf(file: unknown): string[] {
	const parsed = parseConfig(JSON.stringify(file), { path: "routes.json" });
	return parsed.issues.map((issue) => describeIssue(issue).replace("routes.json:1 ", ""));
}

type Row = readonly [file: unknown, ...lines: string[]];

describe("parseConfig", () => {
	it.each<Row>([
		[rule("x"), 'policyRules[0] is "x"; expected a policy rule: an object with name and type; the rule is disabled'],
		[rule([]), "policyRules[0] is a list; expected a policy rule: an object with name and type; the rule is disabled"],
		[
			rule({ ...PREFER, type: "prefer-providers" }),
			'policyRules[0].type is "prefer-providers"; expected "force-tier", "force-billing", "force-constraint", "require-provider", "prefer-provider", "exclude-provider", "prefer-model" or "exclude-model" (did you mean "prefer-provider"?); the rule is disabled',
		],
		[
			rule({ name: "r", provider: "zai" }),
			'policyRules[0].type is missing; expected "force-tier", "force-billing", "force-constraint", "require-provider", "prefer-provider", "exclude-provider", "prefer-model" or "exclude-model"; the rule is disabled',
		],
		[
			rule({ name: "r", type: "prefer-provider" }),
			"policyRules[0].provider is missing; expected a provider id, or a list of such; the rule is disabled",
		],
		[
			rule({ type: "prefer-provider", provider: "zai" }),
			"policyRules[0].name is missing; expected a text that is not empty; the rule is disabled",
		],
		[
			rule({ ...PREFER, provider: [] }),
			"policyRules[0].provider is []; expected a provider id, or a list of such; the rule is disabled",
		],
		[
			rule({ ...PREFER, provider: ["zai", 5] }),
			'policyRules[0].provider[1] is 5; expected a provider id as pi lists it, without "/" or blanks; the rule is disabled',
		],
		[rule({ ...PREFER, priority: "1" }), 'policyRules[0].priority is "1"; expected a number; the rule is disabled'],
		[rule({ ...PREFER, enabled: false }), "policyRules[0].enabled is not a known key; the rule is disabled"],
		[
			rule({ ...PREFER, daysOfWeek: [0] }),
			'policyRules[0].daysOfWeek is in the wrong place: it belongs in the "condition" of a policy rule; the rule is disabled',
		],
		[
			rule({ ...PREFER, tier: "swe" }),
			'policyRules[0].tier is in the wrong place: it belongs in the "condition" of a policy rule; the rule is disabled',
		],
		[
			rule({ name: "r", type: "force-tier", tier: "fats" }),
			'policyRules[0].tier is "fats"; expected "reasoning", "swe", "long", "economy", "vision" or "fast" (did you mean "fast"?); the rule is disabled',
		],
		[
			rule({ name: "r", type: "force-constraint", vision: true }),
			'policyRules[0].vision is in the wrong place: it belongs in the "constraint" of the rule; the rule is disabled',
		],
		[
			rule({ name: "r", type: "force-constraint", constraint: {} }),
			"policyRules[0].constraint is incomplete or inconsistent; expected reasoning, vision or minContextWindow; the rule is disabled",
		],
		[
			route({ policyRules: [{ ...PREFER, daysOfWeek: [0] }] }),
			'routes.a.policyRules[0].daysOfWeek is in the wrong place: it belongs in the "condition" of a policy rule; the rule is disabled',
		],
	])("says what is wrong with a policy rule and disables it: %j", (file, ...lines) => {
		expect(linesOf(file)).toEqual(lines);
	});

	it.each<Row>([
		[when("always"), 'policyRules[0].condition is "always"; expected an object with conditions; the rule is disabled'],
		[when([]), "policyRules[0].condition is a list; expected an object with conditions; the rule is disabled"],
		[
			when({ afterTime: "9am" }),
			'policyRules[0].condition.afterTime is "9am"; expected a time of day from "00:00" to "23:59"; the rule is disabled',
		],
		[
			when({ beforeTime: "25:99" }),
			'policyRules[0].condition.beforeTime is "25:99"; expected a time of day from "00:00" to "23:59"; the rule is disabled',
		],
		[
			when({ afterTime: "08:00", beforeTime: "08:00" }),
			"policyRules[0].condition is incomplete or inconsistent; expected afterTime and beforeTime that differ; the rule is disabled",
		],
		[
			when({ daysOfWeek: [7] }),
			"policyRules[0].condition.daysOfWeek[0] is 7; expected a whole number from 0 (Sunday) to 6 (Saturday); the rule is disabled",
		],
		[
			when({ daysOfWeek: [] }),
			"policyRules[0].condition.daysOfWeek is []; expected a list of weekdays, 0 (Sunday) to 6 (Saturday); the rule is disabled",
		],
		[
			when({ timeZone: "Mars/Olympus" }),
			'policyRules[0].condition.timeZone is "Mars/Olympus"; expected an IANA time zone such as "Europe/Berlin"; the rule is disabled',
		],
		[
			when({ intent: "coding" }),
			'policyRules[0].condition.intent is "coding"; expected "code", "creative", "analysis" or "general", or a list of such; the rule is disabled',
		],
		[
			when({ intent: ["code", "coed"] }),
			'policyRules[0].condition.intent[1] is "coed"; expected "code", "creative", "analysis" or "general" (did you mean "code"?); the rule is disabled',
		],
		[
			when({ intent: null }),
			'policyRules[0].condition.intent is null; expected "code", "creative", "analysis" or "general", or a list of such; the rule is disabled',
		],
		[when({ any: [] }), "policyRules[0].condition.any is []; expected a list of conditions; the rule is disabled"],
		[
			when({ not: { all: [{ hasImage: true }] } }),
			'policyRules[0].condition.not.all[0].hasImage is not a known key (did you mean "hasImages"?); the rule is disabled',
		],
		[
			when({ priority: 1 }),
			"policyRules[0].condition.priority is in the wrong place: it belongs in the policy rule itself, beside its condition; the rule is disabled",
		],
		[
			when({ minRatings: 3 }),
			'policyRules[0].condition.minRatings is in the wrong place: it belongs in the "feedback" of a condition; the rule is disabled',
		],
		[
			when({ feedback: {} }),
			"policyRules[0].condition.feedback is incomplete or inconsistent; expected minRatings, minPositiveShare or maxConsecutiveBad; the rule is disabled",
		],
		[
			when({ budgetUsedMin: 80 }),
			"policyRules[0].condition.budgetUsedMin is 80; expected a share from 0 to 1 (0.8 is 80 %); the rule is disabled",
		],
		[
			when({ project: "*a*a*a*b" }),
			'policyRules[0].condition.project is "*a*a*a*b"; expected a glob with at most three * in each part of the path; the rule is disabled',
		],
		[
			when({ estimatedTokensMin: 5, estimatedTokensMax: 2 }),
			"policyRules[0].condition is incomplete or inconsistent; expected estimatedTokensMin not above estimatedTokensMax; the rule is disabled",
		],
		[
			when({ uviMin: 2, uviMax: 1 }),
			"policyRules[0].condition is incomplete or inconsistent; expected uviMin not above uviMax; the rule is disabled",
		],
	])("says what is wrong with a condition and disables its rule: %j", (file, ...lines) => {
		expect(linesOf(file)).toEqual(lines);
	});
});
