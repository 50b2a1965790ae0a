import { describe, expect, it } from "vitest";
import { aStory, REQUEST_ID } from "../../../test/support/builders.ts";
import { aControl, simpleRoute } from "../../../test/support/fake-control.ts";
import { completeCommand } from "./complete.ts";
import { COMMANDS } from "./index.ts";

const context = { control: aControl({ stories: [aStory()] }), sessionId: "session-1" };
const values = (typed: string) => completeCommand(typed, COMMANDS, context)?.map(({ value }) => value) ?? null;

describe("completeCommand", () => {
	it("offers every command at first, with what it takes and does", () => {
		const offered = completeCommand("", COMMANDS, context) ?? [];
		expect(offered.map(({ label }) => label)).toEqual(COMMANDS.map(({ name }) => name));
		expect(offered.find(({ label }) => label === "show")).toEqual({
			value: "show",
			label: "show",
			description: "[route]  one route in full: settings, targets, limits, prices",
		});
	});

	it("describes a route by its name, where it has one besides its id", () => {
		const control = aControl({ routes: [simpleRoute("swe-route", "Software"), simpleRoute("bare")] });
		expect(completeCommand("show ", COMMANDS, { control })?.slice(0, 2)).toEqual([
			{ value: "show swe-route", label: "swe-route", description: "Software" },
			{ value: "show bare", label: "bare" },
		]);
	});

	it.each<[string, string[] | null]>([
		["swi", ["switch "]],
		["sta", ["status"]],
		["SHO", ["show", "shortcuts"]],
		["rese", ["reset"]],
		["xyz", null],
		["show s", ["show subscription-swe", "show subscription-fast", "show swe", "show fast"]],
		["show fa", ["show fast", "show subscription-fast"]],
		["show  fa", ["show  fast", "show  subscription-fast"]],
		["switch cl", ["switch claude", "switch anthropic/claude-opus-5"]],
		["switch openai-codex/", ["switch openai-codex/gpt-5.6-sol"]],
		["explain 3f", ["explain 3f2a91c0"]],
		["help ex", ["help explain"]],
		["list --", ["list --json", "list --help"]],
		["list --json --", ["list --json --help"]],
		["--j", ["--json"]],
		["show --json fa", ["show --json fast", "show --json subscription-fast"]],
		["show swe x", null],
		["list x", null],
		["nope x", null],
	])("completes %j", (typed, expected) => {
		expect(values(typed)).toEqual(expected);
	});

	it.each(["status", "show fast", "explain 3f2a91c0", "list --json"])(
		"offers nothing for %j, so that the first Enter sends it",
		(typed) => {
			expect(values(typed)).toBeNull();
		},
	);

	it("goes on offering a command that needs a word, so that a blank brings up the words", () => {
		expect(values("switch")).toEqual(["switch "]);
		expect(values("switch ")?.slice(0, 2)).toEqual(["switch subscription-swe", "switch subscription-fast"]);
	});

	it("offers aliases of models to switch, but not to show", () => {
		expect(values("switch ")).toContain("switch claude");
		expect(values("show ")).not.toContain("show claude");
	});

	it("offers each request once, named by the first characters of its id", () => {
		const requests = values("explain ")?.filter((value) => REQUEST_ID.startsWith(value.slice("explain ".length)));
		expect(requests).toEqual(["explain 3f2a91c0"]);
		expect(completeCommand("explain ", COMMANDS, { control: aControl() })?.length).toBe(4);
	});
});
