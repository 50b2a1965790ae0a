import type { Fact, RouterEvent, TargetRef } from "../../src/core/events.ts";
import { encodeEvent } from "../../src/core/log/event-codec.ts";

const AT_MS = Date.parse("2026-11-29T09:30:00.000Z");
const at = (seconds: number): number => AT_MS + seconds * 1_000;

const OPUS: TargetRef = {
	target: "anthropic/claude-opus-5-5",
	provider: "anthropic",
	modelId: "claude-opus-5-5",
	label: "Opus 5.5",
};
const SOL: TargetRef = {
	target: "openai-codex/gpt-6-sol",
	provider: "openai-codex",
	modelId: "gpt-6-sol",
	label: "GPT-6 Sol",
};
const OF_REQUEST = {
	requestId: "7d1c9e0a-3c1b-4a57-9a3e-52a4c2f0b611",
	sessionId: "s-19",
	routeId: "subscription-swe",
};
const { target, provider, modelId } = SOL;

/** One request that fails over, then what else may be recorded: a fact of every type, in an order that may happen. */
const FACTS: readonly Fact[] = [
	{
		type: "config.loaded",
		atMs: at(-60),
		data: { path: "~/.pi/agent/extensions/auto-router.routes.json", routes: 5, problems: 0 },
	},
	{
		type: "routing.decision",
		atMs: at(0),
		...OF_REQUEST,
		data: {
			phase: "default",
			tier: "swe",
			tierSource: "intent",
			facts: {
				intent: "code",
				intentConfidence: 0.94,
				subtask: "debugging",
				shortcuts: [],
				estimatedTokens: 18_400,
				hasImages: false,
				isFollowUp: false,
				isRepair: false,
				testOutcome: "failed",
				reason: "user",
				promptHash: "kX0b7uQm3v9Jt1dQm2x6Zw",
				promptChars: 212,
			},
			order: [OPUS.target, SOL.target],
			candidates: [
				{
					...OPUS,
					billing: "subscription",
					configRank: 0,
					finalRank: 0,
					bucket: "normal",
					status: "selected",
					detail: "rank 1 before 2",
					ttftMs: 2_140,
					uvi: 1.21,
					uviStatus: "ok",
				},
				{
					...SOL,
					billing: "subscription",
					configRank: 1,
					finalRank: 1,
					bucket: "normal",
					status: "eligible",
					ttftMs: 900,
				},
				{
					target: "google/gemini-3.1-pro-preview",
					provider: "google",
					modelId: "gemini-3.1-pro-preview",
					label: "Gemini 3.1 Pro",
					billing: "per-token",
					configRank: 2,
					status: "rejected",
					stage: "budget",
					code: "over-hard-budget",
					detail: "$20.00 of the hard monthly budget of $20.00 for google is spent",
				},
			],
			rules: [{ name: "weekend", matched: false, why: "daysOfWeek: it is Mon" }],
			decideUs: 14,
		},
	},
	{ type: "routing.attempt", atMs: at(0), ...OF_REQUEST, data: { ...OPUS, index: 1 } },
	{
		type: "routing.result",
		atMs: at(1),
		...OF_REQUEST,
		data: {
			...OPUS,
			index: 1,
			billing: "subscription",
			day: "2026-11-29",
			outcome: "failed",
			committed: false,
			latencyMs: 612,
			failure: {
				kind: "rate",
				scope: "target",
				status: 429,
				code: "rate_limit_error",
				message: "Number of requests has exceeded your rate limit",
				retryAt: "2026-11-29T09:40:00.000Z",
				source: "headers",
			},
		},
	},
	{
		type: "cooldown.set",
		atMs: at(1),
		...OF_REQUEST,
		data: {
			scope: "target",
			key: OPUS.target,
			until: "2026-11-29T09:40:00.000Z",
			kind: "rate",
			reason: "Opus 5.5 is rate-limited",
		},
	},
	{ type: "routing.attempt", atMs: at(1), ...OF_REQUEST, data: { ...SOL, index: 2 } },
	{
		type: "routing.result",
		atMs: at(15),
		...OF_REQUEST,
		data: {
			...SOL,
			index: 2,
			billing: "subscription",
			day: "2026-11-29",
			outcome: "success",
			committed: true,
			latencyMs: 14_200,
			ttftMs: 1_080,
			usage: { input: 18_790, output: 640, cacheRead: 0, cacheWrite: 0, costUsd: 0.0298 },
		},
	},
	{
		type: "routing.final",
		atMs: at(15),
		...OF_REQUEST,
		data: { outcome: "success", target, provider, modelId, attempts: 2, latencyMs: 14_815, failedOver: true },
	},
	{
		type: "routing.feedback",
		atMs: at(40),
		...OF_REQUEST,
		data: { rating: "good", tags: ["quick"], target, provider, modelId, ratedRequestId: OF_REQUEST.requestId },
	},
	{
		type: "quota.read",
		atMs: at(60),
		data: {
			provider,
			windows: [{ id: "5h", usedPercent: 37, resetsAt: "2026-11-29T12:10:00.000Z", windowSeconds: 18_000 }],
			source: "endpoint",
			ok: true,
			plan: "plus",
		},
	},
	{ type: "balance.read", atMs: at(60), data: { provider: "deepseek", currency: "USD", amount: 11.37, ok: true } },
	{ type: "cooldown.cleared", atMs: at(600), data: { scope: "target", key: OPUS.target, reason: "Opus 5.5 answered" } },
	{
		type: "circuit.changed",
		atMs: at(700),
		data: { provider: "zai", from: "closed", to: "open", failures: 3, until: "2026-11-29T09:42:10.000Z" },
	},
	{ type: "budget.set", atMs: at(800), data: { provider: "google", period: "monthly", limitUsd: 20, hard: true } },
	{ type: "budget.cleared", atMs: at(801), data: { provider: "google", period: "monthly" } },
	{ type: "setting.changed", atMs: at(802), data: { key: "shadow", value: true } },
	{
		type: "state.imported",
		atMs: at(803),
		data: {
			id: "earlier stats 2026-10",
			spend: [{ period: "2026-10-31", provider: "deepseek", inputTokens: 120_000, outputTokens: 9_000, costUsd: 0.42 }],
		},
	},
	{ type: "state.reset", atMs: at(900), data: {} },
];

/** Records as a log has them, at least one of every type. */
export const EXAMPLE_EVENTS: readonly RouterEvent[] = FACTS.map((fact, i) => ({
	...fact,
	writer: "p3Vw1kQx8bZr",
	seq: i + 1,
}));

/** The same as lines. */
export const EXAMPLE_LINES: readonly string[] = EXAMPLE_EVENTS.map(encodeEvent);
