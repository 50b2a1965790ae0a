import type { Config } from "../../core/config/config.ts";
import type { ParsedConfig } from "../../core/config/parse.ts";

type Usable = Extract<ParsedConfig, { kind: "ok" }>;

const NOT_CHECKED = "Model ids are not checked here: only pi knows its models.";

/** What came of checking a file that can be used, in one line. `defaults` are what it was completed from. */
export function describeResult(path: string, parsed: Usable, defaults: Config): string {
	const problems = countProblems(parsed);
	const held = countEntries(parsed.config, defaults);
	const isWrong = parsed.issues.some(({ severity }) => severity === "error");
	if (isWrong) return `${path}: ${problems}; what pi can use: ${held}. ${NOT_CHECKED}`;
	return `${path}: fine${problems === "" ? "" : `, with ${problems}`}: ${held}. ${NOT_CHECKED}`;
}

function countProblems({ issues }: Usable): string {
	// One issue stands for all that are not listed.
	const listed = issues.filter(({ code }) => code !== "more");
	const errors = listed.filter(({ severity }) => severity === "error").length;
	const counted = [count(errors, "error"), count(listed.length - errors, "warning")].filter((part) => part !== "");
	return `${listed.length < issues.length ? "at least " : ""}${counted.join(", ")}`;
}

/** How many routes, aliases and rules the file itself states. */
function countEntries(config: Config, defaults: Config): string {
	const routes = config.routes === defaults.routes ? "the built-in routes" : count(config.routes.size, "route");
	const aliases = [...config.aliases].filter(([name, names]) => names !== defaults.aliases.get(name)).length;
	const rules = [config, ...config.routes.values()].reduce((sum, { policyRules }) => sum + policyRules.length, 0);
	return `${routes || "no route"}, ${count(aliases, "alias", "aliases") || "no alias"}, ${count(rules, "rule") || "no rule"}`;
}

/** "2 routes"; empty for none. */
function count(number: number, one: string, many = `${one}s`): string {
	if (number === 0) return "";
	return `${number} ${number === 1 ? one : many}`;
}
