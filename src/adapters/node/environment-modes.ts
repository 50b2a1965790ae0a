import type { EnvironmentModes, ModeName } from "../../core/modes.ts";

const WORDS: Readonly<Record<string, boolean>> = {
	"1": true,
	true: true,
	on: true,
	"0": false,
	false: false,
	off: false,
};

/** What a variable says: on, off, or nothing. */
function flagOf(value: string | undefined): boolean | undefined {
	return value === undefined ? undefined : WORDS[value.trim().toLowerCase()];
}

/** True for a value that means on or off. */
export function isFlag(value: string): boolean {
	return flagOf(value) !== undefined;
}

const VARIABLES: readonly (readonly [ModeName, string])[] = [
	["shadow", "AUTO_ROUTER_SHADOW"],
	["uvi", "AUTO_ROUTER_UVI"],
	["hard", "AUTO_ROUTER_UVI_HARD"],
];

/** Modes that the environment sets: `AUTO_ROUTER_SHADOW`, `AUTO_ROUTER_UVI` and `AUTO_ROUTER_UVI_HARD`, 1 or 0. */
export function environmentModes(env: Readonly<Record<string, string | undefined>>): EnvironmentModes {
	const said = VARIABLES.map(([name, variable]) => [name, flagOf(env[variable])] as const);
	return Object.fromEntries(said.filter(([, flag]) => flag !== undefined));
}
