import { describe, expect, it } from "vitest";
import { aControl } from "../../../test/support/fake-control.ts";
import { completeShortcut } from "./shortcut-completion.ts";

const complete = (before: string) => completeShortcut(before, aControl())?.items.map(({ value }) => value);

describe("completeShortcut", () => {
	it.each([
		["@", ["@reasoning", "@swe", "@long", "@vision", "@fast", "@claude", "@route:anthropic"]],
		["@V", ["@vision"]],
		["@fast @bud", ["@budget(0.50)"]],
		["@vision @fa", ["@fast"]],
		["  @cl", ["@claude"]],
		["@route:ant", ["@route:anthropic"]],
	])("offers for %j", (before, values) => {
		expect(complete(before)).toEqual(expect.arrayContaining(values));
	});

	it.each(["", "fix @fa", "@fast", "@src/fa", "@fast fix @"])("offers nothing for %j", (before) => {
		expect(complete(before)).toBeUndefined();
	});
});
