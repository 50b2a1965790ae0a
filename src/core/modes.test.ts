import { describe, expect, it } from "vitest";
import { type EnvironmentModes, type ModeName, modeState } from "./modes.ts";
import { initialState } from "./state.ts";

const saidByCommand = (name: ModeName, value: boolean) => ({
	...initialState,
	settings: new Map([[name, { value, atMs: 1 }]]),
});

describe("modeState", () => {
	it.each<[ModeName, boolean]>([
		["shadow", false],
		["uvi", true],
		["hard", false],
	])("has %s as %s while nobody has said anything", (name, isOn) => {
		expect(modeState(name, {}, initialState)).toEqual({ isOn, by: "default" });
	});

	it.each<[string, EnvironmentModes, boolean, string]>([
		["the last command", {}, false, "command"],
		["the environment before a command", { uvi: true }, true, "environment"],
		["no variable of another mode", { shadow: true, hard: true }, false, "command"],
	])("goes by %s", (_what, environment, isOn, by) => {
		expect(modeState("uvi", environment, saidByCommand("uvi", false))).toEqual({ isOn, by });
	});
});
