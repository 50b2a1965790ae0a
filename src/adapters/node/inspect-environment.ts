import type { VariableReport } from "../../core/reports/inspection.ts";
import { nearestNames } from "../../core/text/nearest.ts";
import { redact } from "../../core/text/redact.ts";
import { isFlag } from "./environment-modes.ts";

const PREFIX = "AUTO_ROUTER_";
const isPath = (value: string): string | undefined =>
	/^(?:\/|~|[A-Za-z]:)/.test(value) ? undefined : "it is not an absolute path";
const isSwitch = (value: string): string | undefined => (isFlag(value) ? undefined : "it is neither 1 nor 0");
const isMilliseconds = (value: string): string | undefined =>
	/^\d{1,12}$/.test(value.trim()) ? undefined : "it is not a number of milliseconds";
const anything = (): undefined => undefined;

/** Variables that the router reads, with what is wrong with a value. */
const VARIABLES: Readonly<Record<string, (value: string) => string | undefined>> = {
	AUTO_ROUTER_LOG_DIR: isPath,
	AUTO_ROUTER_SHADOW: isSwitch,
	AUTO_ROUTER_UVI: isSwitch,
	AUTO_ROUTER_UVI_HARD: isSwitch,
	AUTO_ROUTER_UVI_TTL_MS: isMilliseconds,
	PI_CODING_AGENT_DIR: anything,
	PI_OFFLINE: anything,
};

function problemOf(name: string, value: string): string | undefined {
	const test = VARIABLES[name];
	if (test) return test(value);
	const [nearest] = nearestNames(name, Object.keys(VARIABLES));
	return `auto-router does not read this variable${nearest === undefined ? "" : `; did you mean ${nearest}?`}`;
}

/** The variables that are set, the router's own first; what looks like one of them and is none is told too. */
export function inspectEnvironment(env: Readonly<Record<string, string | undefined>>): readonly VariableReport[] {
	const names = Object.keys(env).filter((name) => name.startsWith(PREFIX) || Object.hasOwn(VARIABLES, name));
	return names.sort().flatMap((name) => {
		const value = env[name];
		if (value === undefined || value === "") return [];
		const problem = problemOf(name, value);
		return [{ name, value: redact(value), ...(problem === undefined ? {} : { problem }) }];
	});
}
