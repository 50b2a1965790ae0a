import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type {
	CandidateRecord,
	DecisionData,
	Fact,
	FailureRecord,
	RequestRef,
	ResultData,
} from "../../../src/core/events.ts";
import { encodeEvent } from "../../../src/core/log/event-codec.ts";
import { anId, around, pick, type Random, seededRandom } from "./random.ts";

/** What a made-up log is like. */
export interface GeneratedLog {
	readonly records: number;
	readonly seed?: number;
	/** Of the first record, epoch milliseconds. */
	readonly fromMs?: number;
}

const DAY_MS = 24 * 3_600_000;
const FROM_MS = Date.parse("2026-10-01T07:00:00Z");

interface Served {
	readonly provider: string;
	readonly modelId: string;
	readonly billing: "subscription" | "per-token";
	readonly usualMs: number;
	readonly usdPerAnswer: number;
}

const served = (provider: string, modelId: string, usualMs: number, usdPerAnswer: number): Served => ({
	provider,
	modelId,
	billing: usdPerAnswer < 0.05 ? "per-token" : "subscription",
	usualMs,
	usdPerAnswer,
});

const TARGETS: readonly [Served, ...Served[]] = [
	served("openai-codex", "gpt-5.4", 8_500, 0.06),
	served("anthropic", "claude-opus-5", 12_000, 0.14),
	served("deepseek", "deepseek-v4-flash", 5_000, 0.004),
	served("google", "gemini-3-pro", 9_000, 0.03),
	served("openrouter", "moonshotai/kimi-k2", 14_000, 0.012),
];
const ROUTES = ["subscription-swe", "subscription-reasoning", "subscription-fast"] as const;
const FAILURES: readonly [FailureRecord, ...FailureRecord[]] = [
	{ kind: "rate", scope: "target", status: 429, message: "Rate limit reached, try again in 20s", source: "headers" },
	{ kind: "overload", scope: "target", status: 529, message: "Overloaded", source: "body" },
	{
		kind: "window",
		scope: "account",
		status: 429,
		message: "You have hit your usage limit. Resets at 18:40",
		source: "body",
	},
	{
		kind: "request",
		scope: "request",
		status: 400,
		message: "Duplicate item found with id msg_0a71f3c2",
		source: "body",
	},
];

/** Lines of a log as a busy user makes them, each with its newline; the same for the same options. */
export function* generateLog({ records, seed = 1, fromMs = FROM_MS }: GeneratedLog): Generator<string> {
	const random = seededRandom(seed);
	let seq = 0;
	let atMs = fromMs;
	let session = { sessionId: anId(random), routeId: pick<string>(random, ROUTES), left: 20 };
	while (seq < records) {
		if (session.left-- <= 0) {
			session = { sessionId: anId(random), routeId: pick<string>(random, ROUTES), left: Math.ceil(random() * 60) };
			// Nobody works at night, and 200,000 records are some two months.
			atMs += random() < 0.04 ? DAY_MS / 3 : 120_000;
		}
		for (const fact of aRequest(random, session, atMs)) {
			if (seq >= records) return;
			seq += 1;
			atMs = Math.max(atMs, fact.atMs);
			yield `${encodeEvent({ ...fact, writer: "generated000", seq })}\n`;
		}
		atMs += around(random, 20_000);
	}
}

/** Writes a made-up log to a file. */
export async function writeGeneratedLog(path: string, options: GeneratedLog): Promise<void> {
	await pipeline(Readable.from(inBatches(generateLog(options), 2_000)), createWriteStream(path));
}

function* inBatches(lines: Iterable<string>, size: number): Generator<string> {
	let batch: string[] = [];
	for (const line of lines) {
		batch.push(line);
		if (batch.length < size) continue;
		yield batch.join("");
		batch = [];
	}
	yield batch.join("");
}

const ref = ({ provider, modelId }: Served, place: number) => ({
	target: `${provider}/${modelId}`,
	provider,
	modelId,
	label: `L${place}: ${modelId}`,
});

function* aRequest(random: Random, session: { sessionId: string; routeId: string }, startMs: number): Generator<Fact> {
	const request: RequestRef = { requestId: anId(random), sessionId: session.sessionId, routeId: session.routeId };
	const order = TARGETS.map((who, rank) => ({ who, at: rank * 0.4 + random() }))
		.sort((a, b) => a.at - b.at)
		.map(({ who }) => who);
	yield { type: "routing.decision", atMs: startMs, ...request, data: aDecision(random, order) };
	const failures = random() < 0.03 ? 1 + Math.floor(random() * 2) : 0;
	let atMs = startMs;
	for (let at = 0; at <= failures; at++) {
		const who = order[at] ?? TARGETS[0];
		const attempt = { index: at + 1, ...ref(who, at + 1) };
		yield { type: "routing.attempt", atMs, ...request, data: attempt };
		const result = { ...attempt, ...(at < failures ? aFailure(random) : anAnswer(random, who, atMs)) };
		atMs += result.latencyMs;
		yield { type: "routing.result", atMs, ...request, data: result };
		if (at < failures) yield aCooldown(request, result, atMs);
	}
	const who = order[failures] ?? TARGETS[0];
	const { target, provider, modelId } = ref(who, 1);
	// Some processes are killed.
	if (random() < 0.003) return;
	const data = {
		outcome: "success" as const,
		target,
		provider,
		modelId,
		attempts: failures + 1,
		latencyMs: atMs - startMs,
	};
	yield { type: "routing.final", atMs, ...request, data: { ...data, failedOver: failures > 0 } };
	if (random() < 0.02) yield aRating(random, request, atMs + 3_000, { target, provider, modelId });
	if (random() < 0.03) yield aReading(random, provider, atMs + 3_000);
}

function aDecision(random: Random, order: readonly Served[]): DecisionData {
	const isFollowUp = random() < 0.5;
	return {
		phase: "policy",
		tier: pick(random, ["swe", "reasoning", "fast"]),
		tierSource: "intent",
		facts: {
			intent: pick(random, ["code", "analysis", "general", "creative"]),
			intentConfidence: Math.round(random() * 100) / 100,
			subtask: pick(random, ["implementation", "debugging", "testing"]),
			shortcuts: [],
			estimatedTokens: Math.round(around(random, 25_000)),
			hasImages: false,
			isFollowUp,
			isRepair: false,
			reason: pick(random, ["continuation", "user"]),
			promptHash: anId(random).slice(0, 22),
			promptChars: Math.round(around(random, 300)),
		},
		order: order.slice(0, 4).map(({ provider, modelId }) => `${provider}/${modelId}`),
		candidates: order.map((who, rank) => aCandidate(random, who, rank)),
		rules: [
			{ name: "prefer-subscriptions", matched: true, why: "the tier is swe, one of swe and reasoning" },
			{ name: "weekend-economy", matched: false, why: "it is Tuesday, not Saturday or Sunday" },
		],
		decideUs: Math.round(around(random, 20)),
	};
}

function aCandidate(random: Random, who: Served, rank: number): CandidateRecord {
	const base = { ...ref(who, rank + 1), billing: who.billing, configRank: TARGETS.indexOf(who) };
	if (rank === 4) {
		const detail = `${base.label} is rate-limited; 1m left`;
		return { ...base, status: "rejected", stage: "unavailable", code: "cooling", detail };
	}
	const uvi = Math.round(random() * 200) / 100;
	const status = uvi > 1.5 ? "stressed" : uvi < 0.5 ? "surplus" : "ok";
	return {
		...base,
		finalRank: rank,
		bucket: status === "surplus" ? "promoted" : status === "stressed" ? "demoted" : "normal",
		status: rank === 0 ? "selected" : "eligible",
		detail: "usual time to first output 1.4s, before 2.1s; answered this session, and its cache is warm",
		ttftMs: Math.round(around(random, who.usualMs / 5)),
		expectedCostUsd: Math.round(around(random, who.usdPerAnswer) * 1e6) / 1e6,
		...(who.billing === "subscription" ? { uvi, uviStatus: status } : {}),
	};
}

function aFailure(random: Random) {
	const latencyMs = Math.round(around(random, 700));
	return { outcome: "failed" as const, committed: false, latencyMs, failure: pick(random, FAILURES) };
}

function anAnswer(random: Random, who: Served, atMs: number) {
	const latencyMs = Math.round(around(random, who.usualMs));
	const input = Math.round(around(random, 2_000));
	return {
		billing: who.billing,
		day: new Date(atMs).toISOString().slice(0, 10),
		outcome: "success" as const,
		committed: true,
		latencyMs,
		ttftMs: Math.round(latencyMs * (0.1 + random() / 4)),
		usage: {
			input,
			output: Math.round(around(random, 600)),
			cacheRead: Math.round(around(random, 20_000)),
			cacheWrite: input,
			costUsd: Math.round(around(random, who.usdPerAnswer) * 1e6) / 1e6,
		},
	};
}

function aCooldown(
	request: RequestRef,
	{ target, failure }: Pick<ResultData, "target"> & Partial<ResultData>,
	atMs: number,
): Fact {
	const kind = failure?.kind ?? "unknown";
	const data = {
		scope: "target" as const,
		key: target,
		until: new Date(atMs + 60_000).toISOString(),
		kind,
		reason: "rate-limited",
	};
	return { type: "cooldown.set", atMs, ...request, data };
}

function aRating(
	random: Random,
	request: RequestRef,
	atMs: number,
	who: { target: string; provider: string; modelId: string },
): Fact {
	const isBad = random() < 0.3;
	const data = {
		rating: isBad ? ("bad" as const) : ("good" as const),
		...(isBad ? { reason: "forgot the tests" } : {}),
		tags: random() < 0.5 ? [pick<string>(random, ["thorough", "slow", "wrong"])] : [],
		...who,
		ratedRequestId: request.requestId ?? "",
	};
	const { sessionId, routeId } = request;
	return { type: "routing.feedback", atMs, ...(sessionId && { sessionId }), ...(routeId && { routeId }), data };
}

function aReading(random: Random, provider: string, atMs: number): Fact {
	const windows = [
		{ id: "5h", usedPercent: Math.round(random() * 100), windowSeconds: 18_000 },
		{ id: "7d", usedPercent: Math.round(random() * 100), windowSeconds: 604_800 },
	];
	return { type: "quota.read", atMs, data: { provider, windows, source: "headers", ok: true } };
}
