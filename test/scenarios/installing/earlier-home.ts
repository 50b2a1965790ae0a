import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createScenario, type Scenario } from "../../support/scenario.ts";
import type { StandIn } from "../../support/stand-in/stand-in.ts";

const DAY_MS = 86_400_000;

/** What the earlier extension's routes file looked like: comment keys, a label on each target, a provider that is gone. */
const ROUTES = {
	_comment: "Routes of the earlier extension",
	_comment_targets: "tried from top to bottom",
	routes: {
		_comment_routes: "one entry for each model in /model",
		"subscription-swe": {
			name: "SWE Router",
			reasoning: true,
			input: ["text", "image"],
			contextWindow: 200_000,
			maxTokens: 64_000,
			sortBy: "config",
			_comment_order: "the plan first",
			targets: [
				{ provider: "claude-agent-sdk", modelId: "claude-opus-4-7", label: "L1: Opus", billing: "subscription" },
				{
					provider: "deepseek",
					modelId: "deepseek-chat",
					authProvider: "deepseek",
					label: "L2: V3",
					billing: "per-token",
				},
			],
			policyRules: [
				{ name: "weekend", type: "force-tier", tier: "economy", daysOfWeek: [0, 6] },
				{ name: "office", type: "prefer-provider", provider: ["deepseek"], routeId: "subscription-swe", priority: 10 },
			],
		},
	},
	aliases: { cheap: "deepseek/deepseek-chat", claude: ["claude-agent-sdk/claude-opus-4-7"] },
};

const RATINGS = [
	{
		provider: "deepseek",
		modelId: "deepseek-chat",
		routeId: "subscription-swe",
		rating: "bad",
		reason: "lost the thread",
		tags: ["slow"],
		tier: "swe",
		intent: "code",
		requestId: "0b6f8f0e-0000-4000-8000-000000000001",
		conversationId: "0b6f8f0e-0000-4000-8000-000000000002",
		timestamp: 1_773_000_000_000,
	},
	{ provider: "google", modelId: "gemini-2.5-pro", rating: "good", timestamp: 1_773_000_000_500 },
];

const LATENCY = { deepseek: { count: 12, totalMs: 90_000, lastMs: 4_000, updatedAt: 1_773_000_000_000 } };

/** A home as the earlier extension left it. */
export interface EarlierHome {
	readonly scenario: Scenario;
	/** What it had written, by file name below the directory of extensions. */
	readonly files: Readonly<Record<string, string>>;
	/** What stands in a file there now; undefined where there is none. */
	read(name: string): Promise<string | undefined>;
}

/** Prepares such a home; the one provider in it that is not gone is at the stand-in. */
export async function createEarlierHome(standIn: StandIn): Promise<EarlierHome> {
	const scenario = await createScenario(standIn, {
		targets: [{ id: "deepseek/deepseek-chat", api: "openai-completions" }],
	});
	const nowMs = Date.now();
	const files: Record<string, string> = {
		"auto-router.routes.json": JSON.stringify(ROUTES, null, 2),
		"auto-router.stats.json": JSON.stringify(statsAround(nowMs), null, 2),
		"auto-router.latency.json": JSON.stringify(LATENCY),
		"auto-router.ratings.json": JSON.stringify(RATINGS, null, 2),
		"auto-router.events.jsonl": eventLines(),
		"auto-router.decisions.jsonl": `${JSON.stringify(DECISION)}\n`,
	};
	for (const [name, text] of Object.entries(files)) await scenario.home.write(join("extensions", name), text);
	return {
		scenario,
		files,
		read: (name) => readFile(join(scenario.logDir, name), "utf8").catch(() => undefined),
	};
}

/** Spend of today and of the day after, so that a test at midnight sees the same. */
function statsAround(nowMs: number): object {
	const days = [nowMs, nowMs + DAY_MS].map((ms) => new Date(ms).toISOString().slice(0, 10));
	const spend = (estimatedCost: number) => ({ deepseek: { inputTokens: 1000, outputTokens: 200, estimatedCost } });
	return {
		version: 2,
		daily: Object.fromEntries(days.map((day) => [day, spend(0.5)])),
		monthly: Object.fromEntries(days.map((day) => [day.slice(0, 7), spend(5.5)])),
		limits: { deepseek: { dailyUsd: 2, monthlyUsd: 20 }, google: { dailyUsd: 0 } },
	};
}

const ENVELOPE = {
	timestamp: "2026-01-02T03:04:05.678Z",
	requestId: "0b6f8f0e-0000-4000-8000-000000000001",
	conversationId: "0b6f8f0e-0000-4000-8000-000000000002",
	routeId: "subscription-swe",
	version: 1,
};

const TARGET = { provider: "deepseek", modelId: "deepseek-chat", label: "L2: V3" };

function eventLines(): string {
	const events = [
		{ type: "routing.decision", data: { tier: "swe", phase: "planning", plannedTarget: TARGET, confidence: 0.8 } },
		{ type: "routing.attempt", data: { index: 1, ...TARGET } },
		{ type: "routing.result", data: { index: 1, outcome: "success", ...TARGET, latencyMs: 4000, costUsd: 0.01 } },
		{ type: "routing.final", data: { outcome: "success", selectedTarget: "L2: V3", actualTarget: TARGET } },
	];
	return events.map(({ type, data }) => `${JSON.stringify({ type, ...ENVELOPE, data })}\n`).join("");
}

const DECISION = {
	timestamp: 1_767_323_045_678,
	requestId: ENVELOPE.requestId,
	routeId: "subscription-swe",
	...TARGET,
};
