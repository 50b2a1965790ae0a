import { describe, expect, it } from "vitest";
import { environmentModes } from "./environment-modes.ts";

describe("environmentModes", () => {
	it.each([
		[{}, {}],
		[{ AUTO_ROUTER_UVI: "0" }, { uvi: false }],
		[
			{ AUTO_ROUTER_UVI: " On ", AUTO_ROUTER_SHADOW: "1" },
			{ uvi: true, shadow: true },
		],
		[{ AUTO_ROUTER_UVI_HARD: "true" }, { hard: true }],
		[{ AUTO_ROUTER_UVI: "", AUTO_ROUTER_SHADOW: "perhaps" }, {}],
	])("reads %j", (env, modes) => {
		expect(environmentModes(env)).toEqual(modes);
	});
});
