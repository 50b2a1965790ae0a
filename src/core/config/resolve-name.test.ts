import { describe, expect, it } from "vitest";
import { parseConfig } from "./parse.ts";
import { resolveAlias, resolveName } from "./resolve-name.ts";

const TARGETS = [{ provider: "p", modelId: "m" }];
const parsed = parseConfig(
	JSON.stringify({
		routes: { "subscription-swe": { targets: TARGETS }, claude: { targets: TARGETS }, Mine: { targets: TARGETS } },
		aliases: {
			swe: "auto-router/subscription-swe",
			claude: "anthropic/shadowed-by-the-route",
			mine: "zai/glm-5.3",
			many: ["openrouter/z-ai/glm-5.3", "auto-router/Mine"],
		},
	}),
	{ path: "routes.json" },
);
const config = parsed.kind === "ok" ? parsed.config : { routes: new Map(), aliases: new Map() };

/** What a name stands for, in one line. */
function brief(name: string): string {
	const found = resolveName(config, name);
	const one = (named: typeof found) => {
		if (named.kind === "route") return `route ${named.route.id}`;
		return named.kind === "model" ? `model ${named.provider} ${named.modelId}` : named.kind;
	};
	if (found.kind === "alias") return `alias ${found.name}: ${found.members.map(one).join(", ")}`;
	return found.kind === "unknown" ? `unknown, near ${found.nearest.join(", ")}` : one(found);
}

describe("resolveName", () => {
	it.each([
		["subscription-swe", "route subscription-swe"],
		["auto-router/subscription-swe", "route subscription-swe"],
		["Subscription-SWE", "route subscription-swe"],
		["swe", "alias swe: route subscription-swe"],
		["SWE", "alias swe: route subscription-swe"],
		["claude", "route claude"],
		["Mine", "route Mine"],
		["mine", "alias mine: model zai glm-5.3"],
		["MINE", "route Mine"],
		["many", "alias many: model openrouter z-ai/glm-5.3, route Mine"],
		["anthropic/claude-opus-5-5", "model anthropic claude-opus-5-5"],
		["openrouter/z-ai/glm-5.3", "model openrouter z-ai/glm-5.3"],
		["subscription-sew", "unknown, near subscription-swe"],
		["auto-router/subscription-sew", "unknown, near subscription-swe"],
		["/x", "unknown, near "],
		["anthropic/", "unknown, near "],
		["", "unknown, near "],
	])("takes %j for: %s", (name, expected) => {
		expect(brief(name)).toBe(expected);
	});
});

describe("resolveAlias", () => {
	it("is empty for a name that is no alias, and leaves out what names nothing", () => {
		expect(resolveAlias(config, "nothing")).toEqual([]);
		const aliases = new Map([["odd", ["auto-router/none", "no-slash"]]]);
		expect(resolveAlias({ ...config, aliases }, "odd")).toEqual([]);
	});
});
