import { describe, expect, it } from "vitest";
import { aRoute, aTarget } from "../../../test/support/engine-builders.ts";
import { isAlias, resolvePin } from "./resolve-pin.ts";

const own = aRoute({ id: "swe", targets: [aTarget("anthropic/opus"), aTarget("openai/sol"), aTarget("openai/luna")] });
const other = aRoute({ id: "cheap", targets: [aTarget("deepseek/flash"), aTarget("openai/luna")] });
const config = {
	routes: new Map([
		["swe", own],
		["cheap", other],
	]),
	aliases: new Map([
		["claude", ["anthropic/opus", "anthropic/haiku"]],
		["thrift", ["auto-router/cheap"]],
	]),
};
const pin = (name: string) => resolvePin(config, own, name).map(({ id }) => id);

describe("resolvePin", () => {
	it.each([
		["openai", ["openai/sol", "openai/luna"]],
		["OpenAI", ["openai/sol", "openai/luna"]],
		["openai/luna", ["openai/luna"]],
		["claude", ["anthropic/opus", "anthropic/haiku"]],
		["Claude", ["anthropic/opus", "anthropic/haiku"]],
		["thrift", ["deepseek/flash", "openai/luna"]],
		["cheap", ["deepseek/flash", "openai/luna"]],
		["deepseek", ["deepseek/flash"]],
		["xai/grok", ["xai/grok"]],
		["nobody", []],
	])("takes %s for %j", (name, ids) => {
		expect(pin(name)).toEqual(ids);
	});

	it("keeps what the route says about its own targets", () => {
		const ranked = aRoute({ id: "swe", targets: [aTarget("anthropic/opus", { rank: 3 })] });
		expect(resolvePin(config, ranked, "claude")[0]).toMatchObject({ id: "anthropic/opus", rank: 3 });
	});
});

describe("resolvePin for a provider that an alias is called like", () => {
	const aliases = new Map([["deepseek", ["deepseek/v4"]]]);
	const routeOf = (...ids: string[]) => aRoute({ id: "swe", targets: ids.map((id) => aTarget(id)) });
	const ask = (route: ReturnType<typeof aRoute>) =>
		resolvePin({ routes: new Map([["swe", route]]), aliases }, route, "deepseek").map(({ id }) => id);

	it("means the route's own targets of the provider rather than models that the route does not have", () => {
		expect(ask(routeOf("deepseek/chat", "zai/glm"))).toEqual(["deepseek/chat"]);
	});

	it("means the alias where the route has one of its models, or no target of the provider", () => {
		expect(ask(routeOf("deepseek/v4", "deepseek/chat"))).toEqual(["deepseek/v4"]);
		expect(ask(routeOf("zai/glm"))).toEqual(["deepseek/v4"]);
	});
});

describe("isAlias", () => {
	it("knows aliases in any case and nothing else", () => {
		expect(["claude", "CLAUDE", "swe", "opus", "nobody"].map((name) => isAlias(config, name))).toEqual([
			true,
			true,
			false,
			false,
			false,
		]);
	});
});
