import type { RouterState } from "./state.ts";

/** Modes that are switched by command or by the environment. */
export type ModeName = "shadow";

/** What the environment says about modes; it wins over commands. */
export interface EnvironmentModes {
	/** `AUTO_ROUTER_SHADOW` */
	readonly shadow?: boolean;
	/** `AUTO_ROUTER_UVI_HARD` */
	readonly hard?: boolean;
}

/** Whether a mode is on, and who says so. */
export interface ModeState {
	readonly isOn: boolean;
	readonly by: "environment" | "command" | "default";
}

/** Whether a mode is on: the environment says so, else the last command, else it is off. */
export function modeState(name: ModeName, environment: EnvironmentModes, { settings }: RouterState): ModeState {
	const asked = environment[name];
	if (asked !== undefined) return { isOn: asked, by: "environment" };
	const setting = settings.get(name);
	return setting === undefined ? { isOn: false, by: "default" } : { isOn: setting.value, by: "command" };
}
