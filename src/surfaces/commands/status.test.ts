import { describe, expect, it } from "vitest";
import { aDecisionRecord, aFailedResult, aFinal, aResult, aStory, NOW_MS } from "../../../test/support/builders.ts";
import { aCommandContext, aControl, mixedRoute } from "../../../test/support/fake-control.ts";
import { aBudget, aBudgetReport, aQuotaReport } from "../../../test/support/money-reports.ts";
import { runSlash } from "../../../test/support/run-slash.ts";
import type { Control } from "../../engine/control.ts";
import { plainText } from "../views/line.ts";
import { COMMANDS } from "./index.ts";
import { runCommand } from "./run-command.ts";

const troubled: Partial<Control> = {
	config: () => ({
		path: "/home/me/.pi/agent/extensions/auto-router.routes.json",
		source: "last-good",
		problems: [
			'auto-router.routes.json:12: routes.subscription-swe.targets[3].modelId: "glm-6" is not a model of zai; the nearest is "glm-5.6"',
			"auto-router.routes.json:40: this is not JSON: a comma is missing",
		],
	}),
	warnings: () => ["The event log cannot be written: the disk is full."],
	cooldowns: () => [
		{
			scope: "target",
			key: "openai-codex/gpt-5.6-sol",
			untilMs: NOW_MS + 250_000,
			phrase: "rate-limited",
			reason: "Too many requests",
		},
		{
			scope: "account",
			key: "kimi-coding",
			untilMs: NOW_MS + 7_500_000,
			phrase: "out of plan quota",
			reason: "usage limit",
		},
	],
	circuits: () => [
		{ provider: "anthropic", view: { kind: "closed" } },
		{ provider: "zai", view: { kind: "open", untilMs: NOW_MS + 20_000, failures: 3 } },
	],
};

const story = aStory({
	decision: aDecisionRecord(),
	results: [aFailedResult("openai-codex/gpt-5.6-sol"), aResult("anthropic/claude-opus-5", { index: 2 })],
	final: aFinal("anthropic/claude-opus-5", { attempts: 2, failedOver: true, latencyMs: 12_400 }),
});

describe("status", () => {
	it("warns of budgets and plans that the active route depends on", async () => {
		const control = aControl(
			{},
			{
				budgets: () => [aBudgetReport("anthropic", aBudget()), aBudgetReport("elsewhere", aBudget())],
				quotas: () => [aQuotaReport("anthropic")],
				mode: () => ({ isOn: true, by: "default" }),
			},
		);
		const { text, json } = await runSlash("status", { control });
		expect(text).toContain("Budgets  ⚠ anthropic 87% of $20.00 monthly\n");
		expect(text).toContain("UVI      ⚠ anthropic 1.64 stressed\n");
		expect(text).toContain("Quota    anthropic 7d 68%, resets in 3h05m\n");
		expect(text).not.toContain("elsewhere");
		expect(json).toMatchObject({ money: { budgets: ["anthropic 87% of $20.00 monthly"] } });
	});

	it("says what is active, what comes next, how the last request went and what needs attention", async () => {
		const control = aControl({ stories: [story] }, troubled);
		expect((await runSlash("", { control })).text).toMatchInlineSnapshot(`
			"
			auto-router 1.2.3 · subscription-swe is active, thinking high
			Next      Claude Opus 5
			Last      13:58 anthropic/claude-opus-5 answered after a failover, 12s in all,
			          worth $0.0175 and covered by the plan
			Resting   openai-codex/gpt-5.6-sol rate-limited, 4m10s left
			          kimi-coding out of plan quota, 2h05m left
			Circuits  zai: next trial in 20s
			Config    last good state; /home/me/.pi/agent/extensions/auto-router.routes.json
			          cannot be used
			          ⚠ auto-router.routes.json:12:
			          routes.subscription-swe.targets[3].modelId: "glm-6" is not a model of
			          zai; the nearest is "glm-5.6"
			          ⚠ auto-router.routes.json:40: this is not JSON: a comma is missing
			Warnings  ⚠ The event log cannot be written: the disk is full.

			Commands: status, list, show, switch, search, aliases, resolve, models, explain,
			decisions, rate, shortcuts, rules, shadow, circuit, budget, balance, uvi,
			health, doctor, debug, classify, test-resolve, reload, reset, help
			"
		`);
		expect((await runSlash("", { control, width: 120 })).text).toMatchInlineSnapshot(`
			"
			auto-router 1.2.3 · subscription-swe is active, thinking high
			Next      Claude Opus 5
			Last      13:58 anthropic/claude-opus-5 answered after a failover, 12s in all, worth $0.0175 and covered by the plan
			Resting   openai-codex/gpt-5.6-sol rate-limited, 4m10s left
			          kimi-coding out of plan quota, 2h05m left
			Circuits  zai: next trial in 20s
			Config    last good state; /home/me/.pi/agent/extensions/auto-router.routes.json cannot be used
			          ⚠ auto-router.routes.json:12: routes.subscription-swe.targets[3].modelId: "glm-6" is not a model of zai; the
			          nearest is "glm-5.6"
			          ⚠ auto-router.routes.json:40: this is not JSON: a comma is missing
			Warnings  ⚠ The event log cannot be written: the disk is full.

			Commands: status, list, show, switch, search, aliases, resolve, models, explain, decisions, rate, shortcuts, rules,
			shadow, circuit, budget, balance, uvi, health, doctor, debug, classify, test-resolve, reload, reset, help
			"
		`);
	});

	it("is short when all is well", async () => {
		expect((await runSlash("status", { thinking: "off" })).text).toMatchInlineSnapshot(`
			"
			auto-router 1.2.3 · subscription-swe is active
			Next    Claude Opus 5
			Config  /home/me/.pi/agent/extensions/auto-router.routes.json

			Commands: status, list, show, switch, search, aliases, resolve, models, explain,
			decisions, rate, shortcuts, rules, shadow, circuit, budget, balance, uvi,
			health, doctor, debug, classify, test-resolve, reload, reset, help
			"
		`);
	});

	it("says how to start where another model is selected", async () => {
		const currentModel = { provider: "anthropic", id: "claude-opus-5" };
		expect((await runSlash("status", { currentModel })).text).toMatchInlineSnapshot(`
			"
			auto-router 1.2.3 · not active, pi uses anthropic/claude-opus-5
			Use it with /model or /auto-router switch subscription-swe
			Config  /home/me/.pi/agent/extensions/auto-router.routes.json

			Commands: status, list, show, switch, search, aliases, resolve, models, explain,
			decisions, rate, shortcuts, rules, shadow, circuit, budget, balance, uvi,
			health, doctor, debug, classify, test-resolve, reload, reset, help
			"
		`);
	});

	it("tells of a session without any model, and of a router without routes", async () => {
		const { currentModel: _, ...context } = aCommandContext({ control: aControl({ routes: [] }) });
		const { view } = await runCommand("status", COMMANDS, context);
		expect(view.lines.map(plainText).slice(0, 2)).toEqual([
			"auto-router 1.2.3 · not active",
			"Config  /home/me/.pi/agent/extensions/auto-router.routes.json",
		]);
	});

	it("leaves out the last request where there is no session", async () => {
		const { sessionId: _, ...context } = aCommandContext({ control: aControl({ stories: [story] }) });
		const { view } = await runCommand("status", COMMANDS, context);
		expect(view.lines.map(plainText).join("\n")).not.toContain("Last");
	});

	it("says what is wrong with each target when none can be used", async () => {
		const { route, targets } = mixedRoute();
		const control = aControl({ routes: [{ route, targets: targets.slice(1) }] });
		expect((await runSlash("status", { control })).text).toMatchInlineSnapshot(`
			"
			auto-router 1.2.3 · subscription-swe is active, thinking high
			Next    no target can be used now
			        GPT-5.6 Sol: rate-limited, 4m10s left
			        DeepSeek V4: no login: set DEEPSEEK_API_KEY
			        GLM 6: no such model; nearest: glm-5.6, glm-5.5-air
			Config  /home/me/.pi/agent/extensions/auto-router.routes.json

			Commands: status, list, show, switch, search, aliases, resolve, models, explain,
			decisions, rate, shortcuts, rules, shadow, circuit, budget, balance, uvi,
			health, doctor, debug, classify, test-resolve, reload, reset, help
			"
		`);
	});

	it("says so when the selected route is gone from the file", async () => {
		const currentModel = { provider: "auto-router", id: "subscription-old" };
		expect((await runSlash("status", { currentModel })).text).toContain("subscription-old is not in the routes file");
	});

	it("names the built-in defaults where there is no file, or none that can be used", async () => {
		const path = "/agent/auto-router.routes.json";
		const withConfig = (problems: string[]) =>
			runSlash("status", { control: aControl({}, { config: () => ({ path, source: "defaults", problems }) }) });
		expect((await withConfig([])).text).toContain(`Config  built-in defaults; no file at ${path}`);
		expect((await withConfig(["broken"])).text).toContain(`built-in defaults; ${path} cannot be used`);
	});

	it("reports the same as JSON", async () => {
		const control = aControl({ stories: [story] }, troubled);
		expect((await runSlash("--json", { control })).json).toMatchInlineSnapshot(`
			{
			  "activeRoute": "subscription-swe",
			  "circuits": [
			    {
			      "failures": 0,
			      "provider": "anthropic",
			      "state": "closed",
			      "until": null,
			    },
			    {
			      "failures": 3,
			      "provider": "zai",
			      "state": "open",
			      "until": "2026-11-23T14:00:20.000Z",
			    },
			  ],
			  "config": {
			    "path": "/home/me/.pi/agent/extensions/auto-router.routes.json",
			    "problems": [
			      "auto-router.routes.json:12: routes.subscription-swe.targets[3].modelId: "glm-6" is not a model of zai; the nearest is "glm-5.6"",
			      "auto-router.routes.json:40: this is not JSON: a comma is missing",
			    ],
			    "source": "last-good",
			  },
			  "cooldowns": [
			    {
			      "key": "openai-codex/gpt-5.6-sol",
			      "phrase": "rate-limited",
			      "scope": "target",
			      "until": "2026-11-23T14:04:10.000Z",
			    },
			    {
			      "key": "kimi-coding",
			      "phrase": "out of plan quota",
			      "scope": "account",
			      "until": "2026-11-23T16:05:00.000Z",
			    },
			  ],
			  "currentModel": {
			    "id": "subscription-swe",
			    "provider": "auto-router",
			  },
			  "last": {
			    "final": {
			      "attempts": 2,
			      "failedOver": true,
			      "latencyMs": 12400,
			      "modelId": "claude-opus-5",
			      "outcome": "success",
			      "provider": "anthropic",
			      "target": "anthropic/claude-opus-5",
			    },
			    "requestId": "3f2a91c0-5b1e-4c7a-9a53-000000000001",
			    "routeId": "subscription-swe",
			  },
			  "money": {
			    "budgets": [],
			    "paces": [],
			  },
			  "order": [
			    "anthropic/claude-opus-5",
			  ],
			  "version": "1.2.3",
			  "warnings": [
			    "The event log cannot be written: the disk is full.",
			  ],
			}
		`);
	});
});
