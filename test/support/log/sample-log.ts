import type { Fact, RouterEvent } from "../../../src/core/events.ts";
import { encodeEvent } from "../../../src/core/log/event-codec.ts";
import { aDecisionRecord, aFailureRecord, aUsage, ranked } from "../builders.ts";
import { aCandidate } from "../engine-builders.ts";

const OPUS = "anthropic/claude-opus-5";
const FLASH = "deepseek/deepseek-v4-flash";
const DAY_MS = 24 * 3_600_000;
const FIRST_MS = Date.parse("2026-11-22T09:00:00Z");

const who = (target: string) => {
	const slash = target.indexOf("/");
	return { target, provider: target.slice(0, slash), modelId: target.slice(slash + 1), label: target };
};

function aDecision(order: readonly string[], status: "ok" | "surplus" | "stressed") {
	const pace = { status, windowId: "5h", usedShare: 0.5, uvi: 1 } as const;
	return aDecisionRecord({
		order: order.map((target, at) => ({
			...ranked(aCandidate(target)),
			bucket: status === "surplus" && at === 0 ? ("promoted" as const) : ("normal" as const),
			ttftMs: 900 - at * 300,
			expectedCostUsd: 0.2 - at * 0.1,
			standing: { budgets: [], ...(target === OPUS ? { pace } : {}) },
		})),
	});
}

interface Made {
	readonly id: string;
	readonly atMs: number;
	readonly status?: "ok" | "surplus" | "stressed";
	readonly fails?: boolean;
	readonly latencyMs?: number;
	readonly sessionId?: string;
}

function aRequest({ id, atMs, status = "ok", fails = false, latencyMs = 4_000, sessionId = "s1" }: Made): Fact[] {
	const ids = { requestId: id, sessionId, routeId: "subscription-swe" };
	const answering = fails ? FLASH : OPUS;
	const failed = {
		index: 1,
		...who(OPUS),
		outcome: "failed" as const,
		committed: false,
		latencyMs: 400,
		failure: aFailureRecord({ message: "Too many requests, try again in 20s" }),
	};
	const endMs = atMs + latencyMs;
	const usage = aUsage({ cacheRead: 9_000, cacheWrite: 1_000, costUsd: fails ? 0.004 : 0.12 });
	const billing = fails ? ("per-token" as const) : ("subscription" as const);
	const result = { index: fails ? 2 : 1, ...who(answering), outcome: "success" as const, committed: true, billing };
	const final = {
		outcome: "success" as const,
		...who(answering),
		attempts: fails ? 2 : 1,
		latencyMs,
		failedOver: fails,
	};
	return [
		{ type: "routing.decision", atMs, ...ids, data: aDecision([OPUS, FLASH], status) },
		...(fails ? [{ type: "routing.result", atMs: atMs + 400, ...ids, data: failed } as const] : []),
		{ type: "routing.result", atMs: endMs, ...ids, data: { ...result, latencyMs, ttftMs: 700, usage } },
		{ type: "routing.final", atMs: endMs, ...ids, data: final },
	];
}

function facts(): Fact[] {
	const day = FIRST_MS + DAY_MS;
	const rated = { ...who(OPUS), tags: ["tests"], ratedRequestId: "r3" };
	return [
		...aRequest({ id: "r1", atMs: FIRST_MS }),
		...aRequest({ id: "r2", atMs: FIRST_MS + 600_000, status: "surplus", latencyMs: 1_500 }),
		...aRequest({ id: "r3", atMs: day, sessionId: "s2", status: "stressed", latencyMs: 12_000 }),
		{ type: "routing.feedback", atMs: day + 20_000, data: { rating: "bad", reason: "forgot the tests", ...rated } },
		...aRequest({ id: "r4", atMs: day + 3_600_000, sessionId: "s2", fails: true }),
		...aRequest({ id: "r5", atMs: day + 7_200_000, sessionId: "s2", status: "surplus" }),
		{
			type: "routing.feedback",
			atMs: day + 7_300_000,
			data: { rating: "good", ...rated, tags: [], ratedRequestId: "r5" },
		},
		// Its process was killed.
		...aRequest({ id: "r6", atMs: day + 9_000_000, sessionId: "s3" }).slice(0, 1),
		{ type: "config.loaded", atMs: day + 9_000_000, data: { path: "routes.json", routes: 4, problems: 0 } },
	];
}

/** The lines of a small log of two days: a failover, two ratings, a killed process. */
export function sampleLog(): string {
	const events = facts().map((fact, at): RouterEvent => ({ ...fact, writer: "w1", seq: at + 1 }));
	return events.map((event) => `${encodeEvent(event)}\n`).join("");
}
