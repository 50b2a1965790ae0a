import { describe, expect, it, vi } from "vitest";
import { aDecision, aStory, NOW_MS, ranked } from "../../../test/support/builders.ts";
import { aCandidate, aRoute, aTarget } from "../../../test/support/engine-builders.ts";
import { aControl, simpleRoute } from "../../../test/support/fake-control.ts";
import { runSlash } from "../../../test/support/run-slash.ts";
import type { PolicyRule } from "../../core/config/rule-schema.ts";
import { decisionData } from "../../core/explain/decision-record.ts";
import type { Control } from "../../engine/control.ts";

const [OPUS, SOL] = [
	aCandidate("a/opus", { target: { label: "Opus" } }),
	aCandidate("b/sol", { target: { label: "Sol" } }),
];
const shadowed = aStory({
	decision: decisionData(
		aDecision({ phase: "shadow", order: [ranked(SOL), ranked(OPUS)], would: [ranked(OPUS), ranked(SOL)] }),
		9,
	),
});
const night: PolicyRule = {
	type: "exclude-provider",
	name: "night",
	priority: 5,
	provider: ["openai"],
	condition: { afterTime: "22:00", any: [{ intent: ["code"] }, { hasImages: true }] },
};
const always: PolicyRule = { type: "force-tier", name: "thrift", priority: 0, tier: "economy" };

const FACTS = aCandidate("a/opus").facts ?? expect.fail("no facts");
const models: Control["models"] = () => [
	{ provider: "a", modelId: "opus", name: "Opus", facts: { ...FACTS, hasImageInput: true } },
	{ provider: "b", modelId: "sol", name: "Sol", facts: { ...FACTS, hasCredentials: false } },
];
const describeModel: Control["describe"] = (provider, modelId) => {
	if (provider === "a") return aCandidate(`${provider}/${modelId}`);
	if (provider === "b") return aCandidate(`${provider}/${modelId}`, { facts: { hasCredentials: false } });
	return aCandidate(`${provider}/${modelId}`, { facts: "unknown", nearestModelIds: ["glm-5.3"] });
};
const aliases = { claude: ["a/opus", "b/sol", "zai/glm-6"], swe: ["auto-router/subscription-swe"] };
const route = { ...simpleRoute("subscription-swe"), route: aRoute({ targets: [aTarget("a/opus")] }) };

describe("shadow", () => {
	it("compares what would have been picked with what was used", async () => {
		const control = aControl({ stories: [shadowed] }, { mode: () => ({ isOn: true, by: "command" }) });
		const { text, json } = await runSlash("shadow", { control });
		expect(text).toMatchInlineSnapshot(`
			"
			Shadow mode · enabled by command
			The pipeline decides and is logged; the order of the routes file serves.
			subscription-swe
			  Pipeline would pick  Opus → Sol
			  Actually used        Sol → Opus
			  Match                different
			"
		`);
		expect(json).toMatchObject({
			enabled: true,
			comparisons: [{ would: ["Opus", "Sol"], did: ["Sol", "Opus"], isSame: false }],
		});
	});

	it.each([
		["enable", true],
		["disable", false],
	])("can be switched: %s", async (word, isOn) => {
		const setMode = vi.fn();
		await runSlash(`shadow ${word}`, { control: aControl({}, { setMode, mode: () => ({ isOn, by: "command" }) }) });
		expect(setMode).toHaveBeenCalledWith("shadow", isOn);
	});

	it("says what to do when the environment keeps it as it is", async () => {
		const control = aControl({}, { mode: () => ({ isOn: true, by: "environment" }) });
		const { text, tone } = await runSlash("shadow disable", { control });
		expect(tone).toBe("warning");
		expect(text).toContain("AUTO_ROUTER_SHADOW keeps it on in this session; unset it");
	});

	it("changes nothing for a word that it does not know", async () => {
		const setMode = vi.fn();
		const { text } = await runSlash("shadow enabel", { control: aControl({}, { setMode }) });
		expect(text).toContain("Did you mean enable?");
		expect(setMode).not.toHaveBeenCalled();
	});
});

describe("rules", () => {
	it("tells of every rule what it does, when, and what became of it", async () => {
		const trace = { name: "night", matched: false, why: "it is 09:12 in UTC, outside 22:00 to 24:00" };
		const story = aStory({ decision: decisionData(aDecision({ rules: [trace] }), 9) });
		const rules: Control["rules"] = () => [
			{
				routeId: "subscription-swe",
				rules: [
					{ rule: always, isForAllRoutes: true },
					{ rule: night, isForAllRoutes: false },
				],
			},
		];
		expect(
			(await runSlash("rules", { control: aControl({ stories: [story] }, { rules }) })).text,
		).toMatchInlineSnapshot(`
			"
			Policy rules · in the order in which they apply
			subscription-swe
			  thrift · all routes
			    force-tier economy, always
			    not evaluated yet
			  night · priority 5
			    exclude-provider openai, when afterTime 22:00 · any (intent code) or
			    (hasImages true)
			    did not apply to the newest request: it is 09:12 in UTC, outside 22:00 to
			    24:00
			"
		`);
	});

	it("tells when a rule last applied, also where the newest request was none of it", async () => {
		const story = (minutesAgo: number, matched: boolean) => {
			const trace = { name: "night", matched, why: "it is late" };
			return aStory({
				requestId: `r${minutesAgo}`,
				atMs: NOW_MS - minutesAgo * 60_000,
				decision: decisionData(aDecision({ rules: [trace] }), 9),
			});
		};
		const rules: Control["rules"] = () => [
			{ routeId: "subscription-swe", rules: [{ rule: night, isForAllRoutes: false }] },
		];
		const shown = (...stories: ReturnType<typeof story>[]) =>
			runSlash("rules", { control: aControl({ stories }, { rules }) });
		expect((await shown(story(30, true), story(5, true))).text).toContain("last applied at 13:55: it is late");
		const past = await shown(story(30, true), story(5, false));
		expect(past.text).toContain("did not apply to the newest request: it is late; last applied at 13:30");
		expect(past.json).toMatchObject({ routes: [{ rules: [{ lastAppliedAt: "2026-11-23T13:30:00.000Z" }] }] });
		expect((await shown(story(5, false))).json).toMatchObject({ routes: [{ rules: [{ lastAppliedAt: null }] }] });
	});

	it("says where rules go when there are none", async () => {
		expect((await runSlash("rules")).text).toContain('They go into "policyRules"');
		expect((await runSlash("rules nowhere")).tone).toBe("error");
	});
});

describe("shortcuts", () => {
	it("lists what may stand at the front of a prompt", async () => {
		const control = aControl({ aliases, routes: [route] });
		expect((await runSlash("shortcuts", { control })).text).toMatchInlineSnapshot(`
			"
			Shortcuts · a word stands for the tier of its name
			  @reasoning     only models that can think
			  @swe           only models that can think, for software engineering
			  @long          only models with a window of 100k tokens or more
			  @vision        only models that read images
			  @fast          excludes nobody; who answers soonest comes first
			  @budget(0.50)  at most this many US dollars a request; a plan costs nothing
			  @route:a       only targets of this provider, for one turn
			  @claude        only a/opus, b/sol, zai/glm-6, for one turn

			At the front of a prompt, several together, in any case; the model never sees
			them.
			On the command line pi takes an argument that begins with @ for a file, so leave
			a blank before it: pi -p " @fast …"
			"
		`);
	});
});

describe("decisions", () => {
	it("lists the newest requests of this session", async () => {
		const other = aStory({ requestId: "99999999", sessionId: "another" });
		const control = aControl({ stories: [aStory(), other] });
		expect((await runSlash("decisions", { control })).text).toMatchInlineSnapshot(`
			"
			Decisions · of this session, newest first
			13:58  3f2a91c0  swe  swe  anthropic/claude-opus-5  12s  $0.0175
			/auto-router explain <id> says why.
			"
		`);
		expect((await runSlash("decisions --all", { control })).text).toContain("99999999");
		expect((await runSlash("decisions many")).tone).toBe("error");
		expect((await runSlash("decisions")).text).toContain("No request of this session yet.");
	});
});

describe("aliases, resolve and test-resolve", () => {
	const control = aControl({ aliases, routes: [route] }, { describe: describeModel });
	it("say whether what a name stands for can be called", async () => {
		expect((await runSlash("aliases", { control })).text).toMatchInlineSnapshot(`
			"
			Aliases · for /auto-router switch, and for @alias at the front of a prompt
			claude
			  a/opus     ready
			  b/sol      no login or key: add a key for b with /login or in models.json
			  zai/glm-6  pi does not have it; nearest: zai/glm-5.3
			swe
			  auto-router/subscription-swe  route
			"
		`);
		expect((await runSlash("resolve claude", { control })).json).toMatchObject({
			members: [{ state: "ready" }, { state: "no-login" }, { state: "no-model" }],
		});
		expect((await runSlash("test-resolve swe", { control })).text).toMatchInlineSnapshot(`
			"
			Resolved · swe
			a/opus
			  ready
			  openai-completions · window 200k · output 32k · text only · thinking off low
			  high
			"
		`);
	});

	it.each(["resolve clade", "test-resolve clade"])("%s asks what was meant", async (typed) => {
		const { text, tone } = await runSlash(typed, { control });
		expect(tone).toBe("error");
		expect(text).toContain("Did you mean claude?");
	});
});

describe("models and search", () => {
	const control = aControl({ aliases, routes: [route] }, { models });
	it("list what can be called, and on demand the rest", async () => {
		expect((await runSlash("models", { control })).text).toMatchInlineSnapshot(`
			"
			Models · those with a login or key · window/output, $ per 1M tokens in/out
			●  a/opus  200k/32k  thinks images  $1.00/$10.00
			"
		`);
		expect((await runSlash("models --all", { control })).text).toContain("b/sol");
		expect((await runSlash("models nothing", { control })).text).toContain("There are none. --all shows");
	});

	it("find routes, aliases and models", async () => {
		expect((await runSlash("search opus", { control })).text).toMatchInlineSnapshot(`
			"
			Search · "opus"
			Routes
			  subscription-swe  Subscription SWE
			Aliases
			  claude  a/opus, b/sol, zai/glm-6
			Models
			●  a/opus  200k/32k  thinks images  $1.00/$10.00
			"
		`);
		expect((await runSlash("search xyz", { control })).text).toContain("Nothing contains it");
	});
});

describe("doctor and debug", () => {
	it("says what is wrong and what to do", async () => {
		const ruleProblems: Control["ruleProblems"] = () => [
			{
				rule: "night",
				routeId: "subscription-swe",
				kind: "shadowed",
				detail: "its tier is always replaced: remove it",
			},
		];
		const config = () => ({ path: "/r.json", source: "file", problems: ["/r.json:3 routes.x is 7"] }) as const;
		const { text } = await runSlash("doctor", { control: aControl({}, { models, ruleProblems, config }) });
		expect(text).toMatchInlineSnapshot(`
			"
			Doctor · what is wrong, and what to do
			✗ routes file: /r.json:3 routes.x is 7
			  → correct /r.json; it is read again as soon as it is saved
			⚠ policy rules: "night" (subscription-swe): its tier is always replaced: remove
			  it
			→ logins: set DEEPSEEK_API_KEY: then DeepSeek V4 can be used

			Versions   auto-router 1.2.3, pi 1.5.2, Node v24.21.0
			Config     /r.json
			Routes     2 routes, 0 policy rules
			Catalog    2 models in pi
			Logins     anthropic (login), openai-codex (login)
			Files      /home/me/.pi/agent/extensions, event log 3.1 MB, saved state 41 kB
			Readings   none yet
			Earlier    nothing to take over
			Variables  none
			"
		`);
	});

	it("says so when all is well", async () => {
		const control = aControl({ routes: [simpleRoute("subscription-swe")] }, { models });
		expect((await runSlash("doctor", { control })).text).toContain("Nothing is wrong");
	});

	it("tells what a bug report needs, and no prompt", async () => {
		const { text, json } = await runSlash("debug", { control: aControl({ stories: [aStory()] }) });
		expect(text).toContain("1.2.3");
		expect(JSON.stringify(json)).not.toContain("prompt");
	});
});

describe("every command of deciding", () => {
	it.each([
		"shadow",
		"rules",
		"shortcuts",
		"decisions",
		"aliases",
		"models",
		"search a",
		"doctor",
		"debug",
		"test-resolve swe",
	])("%s fits a narrow window", async (typed) => {
		const rules: Control["rules"] = () => [
			{ routeId: "subscription-swe", rules: [{ rule: night, isForAllRoutes: true }] },
		];
		const control = aControl(
			{ aliases, routes: [route], stories: [shadowed] },
			{ rules, models, describe: describeModel },
		);
		const { text } = await runSlash(typed, { control, width: 40 });
		for (const one of text.split("\n")) expect([one, one.length <= 40]).toEqual([one, true]);
	});
});
