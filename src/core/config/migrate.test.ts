import { describe, expect, it } from "vitest";
import { describeIssue } from "./check/issue.ts";
import { parseConfig } from "./parse.ts";

function linesOf(file: unknown, hasProvider?: (provider: string) => boolean): string[] {
	const options = hasProvider ? { path: "routes.json", hasProvider } : { path: "routes.json" };
	const { issues } = parseConfig(JSON.stringify(file), options);
	return issues.map((issue) => describeIssue(issue).replace("routes.json:1 ", ""));
}

const GOOD = { provider: "openai-codex", modelId: "gpt-6-sol", label: "L2" };
const GONE = { provider: "claude-agent-sdk", modelId: "claude-opus-4-7", label: "L1: Claude Opus 4.7" };
const ANTHROPIC = 'a provider that pi no longer has; use "anthropic" instead (/login anthropic, the same model ids)';
const GOOGLE = 'a provider that pi no longer has; use "google" instead (a key in GEMINI_API_KEY)';

describe("findOutdated", () => {
	it("loads a file of the earlier extension as it is, but for providers that are gone", () => {
		const file = {
			_comment: "written for the earlier extension",
			routes: {
				_comment_routes: "comments may stand anywhere",
				"subscription-reasoning": {
					name: "Reasoning & Agentic Router",
					reasoning: true,
					input: ["text", "image"],
					contextWindow: 200000,
					sortBy: "config",
					targets: [
						GONE,
						{ provider: "google", modelId: "gemini-2.5-pro", label: "L2: Gemini", billing: "per-token" },
						{ provider: "openai-codex", modelId: "gpt-5.4", authProvider: "openai-codex", label: "L3: GPT-5.4" },
						{ provider: "nvidia", modelId: "deepseek-ai/deepseek-v3.2", label: "L4", billing: "per-token" },
						{ provider: "ollama", modelId: "glm-5.1:cloud", label: "L5: GLM-5.1 (last resort)" },
					],
					policyRules: [
						{
							name: "office-hours",
							type: "prefer-provider",
							provider: ["claude-agent-sdk", "google"],
							routeId: "subscription-reasoning",
							condition: { afterTime: "09:00", beforeTime: "18:00", daysOfWeek: [1, 2, 3, 4, 5] },
						},
						{ name: "weekend-economy", type: "force-tier", tier: "economy", daysOfWeek: [0, 6] },
						{ name: "see", type: "force-constraint", constraint: { vision: true }, priority: 20 },
					],
				},
			},
			aliases: {
				reasoning: ["auto-router/subscription-reasoning"],
				claude: ["claude-agent-sdk/claude-opus-4-7", "claude-agent-sdk/claude-opus-4-6"],
			},
			logDir: "~/logs",
		};
		expect(linesOf(file)).toEqual([
			`routes.subscription-reasoning.targets[0].provider names "claude-agent-sdk", ${ANTHROPIC}; the target is disabled`,
			`routes.subscription-reasoning.policyRules[0].provider[0] names "claude-agent-sdk", ${ANTHROPIC}; this entry is left out`,
			`aliases.claude[0] names "claude-agent-sdk", ${ANTHROPIC}; this entry is left out`,
			`aliases.claude[1] names "claude-agent-sdk", ${ANTHROPIC}; this entry is left out`,
			"routes.subscription-reasoning.policyRules[0].routeId has no effect: a rule belongs to the route that contains it, and one at the top level to all routes; it is ignored",
			'routes.subscription-reasoning.policyRules[1].daysOfWeek is in the wrong place: it belongs in the "condition" of a policy rule; the rule is disabled',
			"aliases.claude has no usable entry; the alias is left out",
		]);
		const parsed = parseConfig(JSON.stringify(file), { path: "routes.json" });
		const route = parsed.kind === "ok" ? parsed.config.routes.get("subscription-reasoning") : undefined;
		expect(route?.targets.map((target) => target.id)).toEqual([
			"google/gemini-2.5-pro",
			"openai-codex/gpt-5.4",
			"nvidia/deepseek-ai/deepseek-v3.2",
			"ollama/glm-5.1:cloud",
		]);
		expect(route?.policyRules.map((rule) => rule.name)).toEqual(["office-hours", "see"]);
	});

	it.each<readonly [file: object, ...lines: string[]]>([
		[
			{ routes: { a: { targets: [{ ...GOOD, authProvider: "claude-agent-sdk" }, GOOD] } } },
			`routes.a.targets[0].authProvider names "claude-agent-sdk", ${ANTHROPIC}; the target is disabled`,
		],
		[
			{ routes: { a: { targets: [{ ...GOOD, provider: "google-gemini-cli" }, GOOD] } } },
			`routes.a.targets[0].provider names "google-gemini-cli", ${GOOGLE}; the target is disabled`,
		],
		[
			{ routes: { a: { targets: [{ ...GOOD, provider: "google-antigravity" }, GOOD] } } },
			`routes.a.targets[0].provider names "google-antigravity", ${GOOGLE}; the target is disabled`,
		],
		[
			{ routes: { a: { targets: [GONE] } } },
			`routes.a.targets[0].provider names "claude-agent-sdk", ${ANTHROPIC}; the target is disabled`,
			"routes.a.targets has no usable entry; the route is disabled",
		],
		[
			{ aliases: { claude: "claude-agent-sdk/claude-opus-4-7" } },
			`aliases.claude names "claude-agent-sdk", ${ANTHROPIC}; the alias is left out`,
		],
		[
			{ policyRules: [{ name: "r", type: "prefer-provider", provider: "claude-agent-sdk" }] },
			`policyRules[0].provider names "claude-agent-sdk", ${ANTHROPIC}; the rule is disabled`,
		],
		[
			{ policyRules: [{ name: "r", type: "exclude-model", model: ["claude-agent-sdk/x"] }] },
			`policyRules[0].model[0] names "claude-agent-sdk", ${ANTHROPIC}; this entry is left out`,
			"policyRules[0].model has no usable entry; the rule is disabled",
		],
		[
			{ budgets: { "claude-agent-sdk": { dailyUsd: 10 } } },
			`budgets.claude-agent-sdk names "claude-agent-sdk", ${ANTHROPIC}; the budget does not apply`,
		],
		[
			{ quota: { "claude-agent-sdk": { duration: "5h", limitUsd: 10 } } },
			`quota.claude-agent-sdk names "claude-agent-sdk", ${ANTHROPIC}; the quota window is not counted`,
		],
	])("names what replaces a provider that is gone: %j", (file, ...lines) => {
		expect(linesOf(file)).toEqual(lines);
	});

	it("leaves a provider alone that the user still has through another extension", () => {
		const file = { routes: { a: { targets: [GONE] } }, aliases: { c: "claude-agent-sdk/x" } };
		expect(linesOf(file, (provider) => provider === "claude-agent-sdk")).toEqual([]);
	});

	it.each([[5], ["x"], [[]], [{ a: 5 }], [{ a: { targets: 5, policyRules: "x" } }], [{ a: { targets: [5, null] } }]])(
		"says nothing of its own about routes of a wrong shape: %j",
		(routes) => {
			expect(linesOf({ routes }).filter((line) => line.includes("no longer has"))).toEqual([]);
		},
	);
});
