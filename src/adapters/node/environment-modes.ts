import type { EnvironmentModes } from "../../core/modes.ts";

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

/** Modes that the environment sets: `AUTO_ROUTER_SHADOW` and `AUTO_ROUTER_UVI_HARD`, 1 or 0. */
export function environmentModes(env: Readonly<Record<string, string | undefined>>): EnvironmentModes {
	const shadow = flagOf(env["AUTO_ROUTER_SHADOW"]);
	const hard = flagOf(env["AUTO_ROUTER_UVI_HARD"]);
	return { ...(shadow === undefined ? {} : { shadow }), ...(hard === undefined ? {} : { hard }) };
}
