import { describe, expect, it } from "vitest";
import { matchesProject } from "./project-glob.ts";

describe("matchesProject", () => {
	it.each([
		["work/*", "/home/me/work/api", true],
		["work/*", "/home/me/work/api/src/deep", true],
		["work/*", "/home/me/work", false],
		["work", "/home/me/work/api", true],
		["work", "/home/me/homework", false],
		["/home/me/work", "/home/me/work", true],
		["/home/me/work", "/srv/home/me/work", false],
		["~/work/**", "/home/me/work/api", true],
		["**/api", "/home/me/work/api/src", true],
		["{api,web}", "/home/me/web", true],
		["{api,web}", "/home/me/cli", false],
		["ap?", "/home/me/api", true],
		["client-*", "/home/me/client-acme/site", true],
		[".dotted", "/home/me/.dotted/x", true],
		["work/*", "C:\\Users\\me\\work\\api", true],
		["c:/Users/*", "C:\\Users\\me", true],
		["Work", "/home/me/work", false],
		["work/", "/home/me/work", true],
	])("%s fits %s: %s", (glob, directory, fits) => {
		expect(matchesProject(glob, directory)).toBe(fits);
	});
});
