import type { SlashCommandInfo, SourceInfo } from "@earendil-works/pi-coding-agent";
import { describe, expect, it } from "vitest";
import { findOtherRouter, otherRouterNotice } from "./other-router.ts";

const isOwnPath = async (path: string) => path.startsWith("/own/");

const command = (
	name: string,
	sourceInfo: Partial<SourceInfo> = {},
	source: SlashCommandInfo["source"] = "extension",
) => ({
	name,
	source,
	sourceInfo: { path: "/other/index.ts", source: "local", scope: "user", origin: "top-level", ...sourceInfo } as const,
});

describe("findOtherRouter", () => {
	it.each([
		["no command of the name", [command("other")]],
		["only our own", [command("auto-router", { path: "/own/index.js" })]],
		["a skill or a prompt of the name", [command("auto-router", {}, "prompt")]],
		["an extension that a host made in its own code", [command("auto-router", { path: "<inline:router>" })]],
		["a name that only begins so", [command("auto-router-status"), command("auto-router:x")]],
	])("finds nothing among %s", async (_what, commands) => {
		expect(await findOtherRouter(commands, isOwnPath)).toBeUndefined();
	});

	it("finds the one that is not ours, whichever number pi gave it", async () => {
		const commands = [command("auto-router:1", { path: "/own/index.js" }), command("auto-router:2")];

		expect(await findOtherRouter(commands, isOwnPath)).toMatchObject({ path: "/other/index.ts" });
	});

	it.each<[string, Partial<SourceInfo>, string]>([
		["a package", { origin: "package", source: "npm:some-router" }, "pi remove npm:some-router"],
		["a package of the project", { origin: "package", source: "git:x/y", scope: "project" }, "pi remove git:x/y -l"],
		["an option", { source: "cli", scope: "temporary" }, "start pi without -e /other/index.ts"],
		["a file", { source: "auto" }, `delete /other/index.ts, or take it out of "extensions" in pi's settings.json`],
	])("says how to remove %s", async (_what, sourceInfo, remedy) => {
		expect(await findOtherRouter([command("auto-router", sourceInfo)], isOwnPath)).toMatchObject({ remedy });
	});
});

describe("otherRouterNotice", () => {
	it("names what is known and says who answers", () => {
		const other = { path: "/other/index.ts", remedy: "pi remove x" };

		expect(otherRouterNotice(other, false)).toMatch(
			/\(\/other\/index\.ts\)\. Requests are answered by this one\. .*: pi remove x$/,
		);
		expect(otherRouterNotice(undefined, true)).toMatch(/loaded too\. It has the provider id .* Keep one of them$/);
	});
});
