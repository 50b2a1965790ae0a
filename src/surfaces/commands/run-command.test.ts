import { describe, expect, it, vi } from "vitest";
import { aControl } from "../../../test/support/fake-control.ts";
import { runSlash } from "../../../test/support/run-slash.ts";
import { plainText } from "../views/line.ts";
import { displayWidth } from "../views/width.ts";
import { COMMANDS } from "./index.ts";

describe("runCommand", () => {
	it.each(["", "  ", "--json"])("shows the status for %j", async (typed) => {
		expect((await runSlash(typed)).text).toContain("subscription-swe is active");
	});

	it.each([
		["stauts", "Did you mean status?"],
		["resett", "Did you mean reset?"],
		["Reload", "Did you mean reload?"],
		["xyzzy", "Commands: status, list, show, switch, search"],
	])("does nothing for %j but says what was meant", async (typed, hint) => {
		const reset = vi.fn();
		const reload = vi.fn();
		const shown = await runSlash(typed, { control: aControl({}, { reset, reload }) });
		expect(shown).toMatchObject({ tone: "error", text: expect.stringContaining(hint) });
		expect(shown.text).toContain(`There is no command "${typed}"; nothing was done.`);
		expect(reset).not.toHaveBeenCalled();
		expect(reload).not.toHaveBeenCalled();
	});

	it.each([
		["reset now", "Not understood: now", "Usage: /auto-router reset"],
		["reset --jsno", "Unknown option --jsno; did you mean --json?", "Usage: /auto-router reset"],
		["show a b c", "Not understood: b c", "Usage: /auto-router show [route]"],
		["switch", "switch needs <route|alias|provider/model>.", "Usage: /auto-router switch <route|alias|provider/model>"],
	])("refuses %j and says how it is used", async (typed, problem, usage) => {
		const reset = vi.fn();
		const shown = await runSlash(typed, { control: aControl({}, { reset }) });
		expect(shown).toMatchObject({ tone: "error", text: `\n${problem}\n${usage}\n` });
		expect(shown.json).toEqual({ error: problem, hints: [usage] });
		expect(reset).not.toHaveBeenCalled();
	});

	it.each(COMMANDS.map(({ name }) => name))("gives the report of %s as JSON", async (name) => {
		const { json } = await runSlash(`${name} ${name === "switch" ? "swe" : ""} --json`);
		expect(JSON.parse(JSON.stringify(json))).toEqual(json);
		expect(json).toEqual(expect.any(Object));
	});

	it.each(COMMANDS.flatMap(({ name }) => [40, 80, 120].map((width) => [name, width] as const)))(
		"keeps %s within %d columns",
		async (name, width) => {
			const { text } = await runSlash(name === "switch" ? "switch claude" : name, { width });
			for (const shown of text.split("\n")) expect(displayWidth(shown)).toBeLessThanOrEqual(width);
		},
	);

	it("cuts what no command can lay out, such as a very long name", async () => {
		const version = "9".repeat(200);
		const { text } = await runSlash("status", { control: aControl({}, { version }) });
		expect(text.split("\n")[1]).toBe(`auto-router ${"9".repeat(67)}…`);
	});

	it("keeps escape sequences of labels away from the terminal", async () => {
		const control = aControl({}, { warnings: () => ["bad \u001b[31mred\u0007"] });
		expect((await runSlash("status", { control })).text).toContain("⚠ bad [31mred");
		expect(plainText([{ text: "\u001b" }])).toBe("");
	});
});
