import fc from "fast-check";
import type { RouterEvent, RouterEventType } from "../../src/core/events.ts";
import { FAILURE_KINDS } from "../../src/core/failure.ts";

const text = fc.string({ unit: "binary", maxLength: 20 });
const count = fc.nat();
const flag = fc.boolean();
const share = fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000);
/** Epoch milliseconds that a date can hold: years before 0 and after 9999 too. */
const atMs = fc.integer({ min: -8.64e15, max: 8.64e15 });
const moment = atMs.map((ms) => new Date(ms).toISOString());
const kind = fc.constantFrom(...FAILURE_KINDS);
const scope = fc.constantFrom("target", "family", "account");
const circuit = fc.constantFrom("closed", "open", "half-open");

/** A record of which the fields named in `optional` may be absent. */
function partly(required: Record<string, fc.Arbitrary<unknown>>, optional: Record<string, fc.Arbitrary<unknown>> = {}) {
	return fc.record({ ...required, ...optional }, { requiredKeys: Object.keys(required), noNullPrototype: true });
}

const target = { target: text, provider: text, modelId: text, label: text };
const usage = partly(
	{ input: count, output: count, cacheRead: count, cacheWrite: count },
	{ costUsd: share, estimated: flag },
);
const failure = partly(
	{ kind, scope: fc.constantFrom("request", "target", "provider"), message: text, source: fc.constant("headers") },
	{ status: count, code: text, retryAt: moment, family: text, requestTokens: count },
);
const candidate = partly(
	{ ...target, billing: fc.constant("subscription"), configRank: count, status: fc.constant("eligible") },
	{
		finalRank: count,
		stage: text,
		code: text,
		detail: text,
		bucket: fc.constantFrom("promoted", "normal", "demoted"),
		ttftMs: count,
		expectedCostUsd: share,
		uvi: share,
		uviStatus: fc.constantFrom("ok", "critical"),
	},
);
const day = fc.constantFrom("2026-03-14", "2026-03-15", "2026-04-01");
const quotaWindow = partly(
	{ id: fc.constantFrom("5h", "7d"), usedPercent: fc.integer({ min: 0, max: 1_200 }).map((tenths) => tenths / 10) },
	{ resetsAt: moment, windowSeconds: count, model: text, critical: flag },
);
const importedSpend = partly({ period: day, provider: text, inputTokens: count, outputTokens: count, costUsd: share });
const requiredFacts = {
	intent: fc.constant("code"),
	intentConfidence: share,
	shortcuts: fc.array(text, { maxLength: 3 }),
	estimatedTokens: count,
	hasImages: flag,
	isFollowUp: flag,
	isRepair: flag,
	reason: fc.constant("user"),
	promptHash: text,
	promptChars: count,
};
const facts = partly(requiredFacts, {
	subtask: fc.constantFrom("testing", "review"),
	pin: text,
	prompt: text,
	testOutcome: fc.constantFrom("passed", "failed"),
	buildOutcome: fc.constantFrom("passed", "failed"),
});

const dataByType: Record<RouterEventType, fc.Arbitrary<unknown>> = {
	"routing.decision": partly(
		{
			phase: fc.constant("default"),
			tier: fc.constant("swe"),
			facts,
			order: fc.array(text, { maxLength: 3 }),
			candidates: fc.array(candidate, { maxLength: 3 }),
			rules: fc.array(partly({ name: text, matched: flag, why: text }), { maxLength: 2 }),
			decideUs: count,
		},
		{
			tierSource: fc.constantFrom("shortcut", "rule", "intent", "route"),
			fallback: fc.constant("soft-budget"),
			omitted: fc.dictionary(fc.constantFrom("cooling", "no-images"), count),
			budgetRemainingUsd: share,
			shadow: partly({ would: fc.array(text, { maxLength: 3 }), did: fc.array(text, { maxLength: 3 }) }),
		},
	),
	"routing.attempt": partly({ ...target, index: count }),
	"routing.result": partly(
		{
			...target,
			index: count,
			outcome: fc.constantFrom("success", "failed", "aborted"),
			committed: flag,
			latencyMs: count,
		},
		{ account: text, billing: fc.constantFrom("subscription", "per-token"), day, ttftMs: count, usage, failure },
	),
	"routing.final": partly(
		{
			outcome: fc.constantFrom("success", "exhausted", "terminal_error", "aborted"),
			attempts: count,
			latencyMs: count,
			failedOver: flag,
		},
		{ target: text, provider: text, modelId: text },
	),
	"routing.feedback": partly(
		{
			rating: fc.constantFrom("good", "bad"),
			tags: fc.array(text, { maxLength: 2 }),
			target: text,
			provider: text,
			modelId: text,
			ratedRequestId: text,
		},
		{ reason: text },
	),
	"setting.changed": partly({ key: fc.constantFrom("shadow", "uvi"), value: flag }),
	"cooldown.set": partly({ scope, key: text, until: moment, kind, reason: text }),
	"cooldown.cleared": partly({ scope, key: text, reason: text }),
	"circuit.changed": partly({ provider: text, from: circuit, to: circuit, failures: count }, { until: moment }),
	"budget.set": partly({ provider: text, period: fc.constantFrom("daily", "monthly"), limitUsd: share, hard: flag }),
	"budget.cleared": partly({ provider: text, period: fc.constantFrom("daily", "monthly") }),
	"quota.read": partly(
		{
			provider: text,
			windows: fc.array(quotaWindow, { maxLength: 3 }),
			source: fc.constantFrom("headers", "endpoint"),
			ok: flag,
		},
		{ account: text, error: text, plan: text, usable: flag },
	),
	"balance.read": partly({ provider: text, ok: flag }, { currency: text, amount: share, error: text }),
	"state.imported": partly({ id: text, spend: fc.array(importedSpend, { maxLength: 3 }) }),
	"config.loaded": partly({ path: text, routes: count, problems: count }),
	"state.reset": partly({}),
};

const id = fc.string({ minLength: 1, maxLength: 40 });
const envelopes = Object.entries(dataByType).map(([type, data]) =>
	partly(
		{ type: fc.constant(type), atMs, writer: id, seq: fc.integer({ min: 1 }), data },
		{ requestId: id, sessionId: id, routeId: id },
	),
);

/** Any record that the router may write. */
export const arbitraryEvent = fc.oneof(...envelopes) as fc.Arbitrary<unknown> as fc.Arbitrary<RouterEvent>;
