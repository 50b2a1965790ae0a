import type { RouterState } from "./state.ts";

/** Modes that are switched by command or by the environment. */
export type ModeName = "shadow" | "uvi" | "hard";

/** What the environment says about modes; it wins over commands. */
export interface EnvironmentModes {
	/** `AUTO_ROUTER_SHADOW` */
	readonly shadow?: boolean;
	/** `AUTO_ROUTER_UVI` */
	readonly uvi?: boolean;
	/** `AUTO_ROUTER_UVI_HARD` */
	readonly hard?: boolean;
}

/** Whether a mode is on, and who says so. */
export interface ModeState {
	readonly isOn: boolean;
	readonly by: "environment" | "command" | "default";
}

/** What holds while nobody has said anything. */
const DEFAULTS: Readonly<Record<ModeName, boolean>> = { shadow: false, uvi: true, hard: false };

/** Whether a mode is on: the environment says so, else the last command, else the default. */
export function modeState(name: ModeName, environment: EnvironmentModes, { settings }: RouterState): ModeState {
	const asked = environment[name];
	if (asked !== undefined) return { isOn: asked, by: "environment" };
	const setting = settings.get(name);
	return setting === undefined ? { isOn: DEFAULTS[name], by: "default" } : { isOn: setting.value, by: "command" };
}
