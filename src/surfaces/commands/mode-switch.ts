import type { ModeName, ModeState } from "../../core/modes.ts";
import type { Control } from "../../engine/control.ts";

/** The environment variable that sets a mode. */
const MODE_VARIABLES: Readonly<Record<ModeName, string>> = {
	shadow: "AUTO_ROUTER_SHADOW",
	uvi: "AUTO_ROUTER_UVI",
	hard: "AUTO_ROUTER_UVI_HARD",
};

/** Whether a mode is on and who says so: "enabled by command". */
export function modePhrase(name: ModeName, { isOn, by }: ModeState): string {
	const who = {
		environment: `by the environment (${MODE_VARIABLES[name]})`,
		command: "by command",
		default: "by default",
	};
	return `${isOn ? "enabled" : "disabled"} ${who[by]}`;
}

/** Switches a mode; the sentences say what keeps it as it was, where something does. */
export function switchMode(name: ModeName, isOn: boolean, control: Control): readonly string[] {
	control.setMode(name, isOn);
	const state = control.mode(name);
	if (state.isOn === isOn) return [];
	const now = state.isOn ? "on" : "off";
	return [
		`${MODE_VARIABLES[name]} keeps it ${now} in this session; unset it and start pi again. The command counts from then on.`,
	];
}
