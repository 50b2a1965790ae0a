import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryEvent } from "../../../../test/support/arbitrary-event.ts";
import { aDecisionRecord, aFailedResult, aFinal, aResult, NOW_MS, ranked } from "../../../../test/support/builders.ts";
import { aCandidate } from "../../../../test/support/engine-builders.ts";
import type { RouterEvent } from "../../events.ts";
import { decodeEvent, encodeEvent } from "../../log/event-codec.ts";
import { NEEDED_TYPES, readLine } from "./read-record.ts";

const REF = { requestId: "r1", sessionId: "s1", routeId: "swe" };
const TIMESTAMP = new Date(NOW_MS).toISOString();

function line(type: string, data: unknown, more: object = {}): string {
	return JSON.stringify({ type, timestamp: TIMESTAMP, version: 2, writer: "w", seq: 1, ...REF, data, ...more });
}

function recordOf(text: string) {
	const read = readLine(text);
	return read.kind === "record" ? read.record : read;
}

describe("readLine on our own records", () => {
	it("reads a decision", () => {
		const standing = { budgets: [], pace: { status: "surplus", windowId: "5h", usedShare: 0.1, uvi: 0.4 } } as const;
		const first = { ...ranked(aCandidate("anthropic/claude-opus-5")), bucket: "promoted", standing } as const;
		const data = aDecisionRecord({ order: [{ ...first, ttftMs: 900, expectedCostUsd: 0.2 }] });

		expect(recordOf(line("routing.decision", data))).toMatchObject({
			kind: "decision",
			atMs: NOW_MS,
			...REF,
			version: 2,
			tier: "swe",
			planned: { target: "anthropic/claude-opus-5" },
			candidates: [
				{
					target: "anthropic/claude-opus-5",
					provider: "anthropic",
					modelId: "claude-opus-5",
					rank: 0,
					bucket: "promoted",
					ttftMs: 900,
					expectedCostUsd: 0.2,
					uviStatus: "surplus",
				},
			],
		});
	});

	it.each([
		["what the pipeline did not list", ["openrouter/moonshotai/kimi"], "moonshotai/kimi"],
		["nothing", [], undefined],
		["something without a provider", ["kimi"], undefined],
		["something that is no text", [7], undefined],
	])("reads a decision that tries %s first", (_what, order, modelId) => {
		expect(recordOf(line("routing.decision", { ...aDecisionRecord(), order }))).toMatchObject({
			planned: modelId === undefined ? undefined : { provider: "openrouter", modelId },
		});
	});

	it("leaves out candidates that are none", () => {
		const candidates = [7, null, { provider: "a" }, { provider: "a", modelId: "b" }];

		expect(recordOf(line("routing.decision", { candidates }))).toMatchObject({ candidates: [{ target: "a/b" }] });
	});

	it("reads results and how a request ended", () => {
		expect(recordOf(line("routing.result", { ...aResult(), day: "2026-11-23", billing: "per-token" }))).toMatchObject({
			kind: "result",
			outcome: "success",
			latencyMs: 12_000,
			usage: { input: 1_000, costUsd: 0.0175 },
			failure: undefined,
			billing: "per-token",
			day: "2026-11-23",
		});
		expect(recordOf(line("routing.result", aFailedResult()))).toMatchObject({
			outcome: "failed",
			usage: undefined,
			failure: { kind: "rate", message: "Too many requests", provider: "anthropic" },
		});
		expect(recordOf(line("routing.result", { ...aFailedResult(), failure: {} }))).toMatchObject({
			failure: { kind: "unknown", message: "" },
		});
		expect(recordOf(line("routing.final", aFinal()))).toMatchObject({
			kind: "final",
			outcome: "success",
			latencyMs: 12_000,
		});
	});

	it("reads ratings and what was taken over", () => {
		const rating = { ...aFinal(), rating: "bad", reason: "slow", tags: ["a", 7, ""], ratedRequestId: "r0" };
		const spend = [{ period: "2026-03", provider: "openai", inputTokens: 1, outputTokens: 1, costUsd: 2 }];

		expect(recordOf(line("routing.feedback", rating))).toMatchObject({
			kind: "rating",
			rating: "bad",
			reason: "slow",
			tags: ["a"],
			ratedRequestId: "r0",
		});
		expect(recordOf(line("state.imported", { id: "x", spend }))).toMatchObject({ kind: "import", spend });
	});

	it("reads whatever the router may write", () => {
		fc.assert(
			fc.property(arbitraryEvent, (event) => {
				const read = readLine(encodeEvent(event));

				expect(decodeEvent(encodeEvent(event)).kind).toBe("event");
				if (isComplete(event)) expect(read.kind).toBe(NEEDED_TYPES.has(event.type) ? "record" : "other");
			}),
		);
	});
});

/** Names may be empty here, and times before 1970, which the reports have no use for. */
function isComplete({ atMs, data }: RouterEvent): boolean {
	const { provider = "x", modelId = "x" } = data as { provider?: string; modelId?: string };
	return atMs >= 0 && atMs <= 1e15 && provider !== "" && modelId !== "";
}

describe("readLine on what is no record", () => {
	it.each([
		["no JSON", "not json"],
		["a list", "[]"],
		["a number", "7"],
		["no type", JSON.stringify({ version: 2, timestamp: TIMESTAMP })],
		["no time", line("routing.final", aFinal(), { timestamp: "yesterday" })],
		["a number for a time", line("routing.final", aFinal(), { timestamp: 7 })],
		["another version", line("routing.final", aFinal(), { version: 3 })],
		["an unknown outcome", line("routing.final", { ...aFinal(), outcome: "fine" })],
		["a result of nobody", line("routing.result", { ...aResult(), provider: "" })],
		["a result without an outcome", line("routing.result", { ...aResult(), outcome: "fine" })],
		["a rating that is none", line("routing.feedback", { ...aFinal(), rating: 5 })],
		["a rating of nobody", line("routing.feedback", { rating: "good" })],
		["an import of nonsense", line("state.imported", { id: "x", spend: [{ period: "2026" }] })],
		["data that is none", line("routing.result", null)],
	])("calls %s foreign", (_what, text) => {
		expect(readLine(text)).toEqual({ kind: "foreign" });
	});

	it.each([
		["of another type", line("cooldown.set", {}), "other"],
		["of a type that every object has", line("toString", {}), "other"],
	])("has no use for records %s", (_what, text, kind) => {
		expect(readLine(text)).toEqual({ kind });
	});

	it.each([
		["alone", '{"type":"routing.fin', { kind: "foreign", isTorn: true }],
		[
			"before a whole record",
			`{"type":"routing.fin${line("routing.final", aFinal())}`,
			{ kind: "record", isTorn: true },
		],
		["after other text", 'xx{"type":"routing.fin', { kind: "foreign", isTorn: true }],
	])("knows a torn record %s", (_where, text, expected) => {
		expect(readLine(text)).toMatchObject(expected);
	});

	it("keeps nothing of absurd numbers and endless names", () => {
		const usage = { input: -1, output: 1e300, cacheRead: "7", costUsd: Number.MAX_VALUE };
		const record = recordOf(
			line("routing.result", { ...aResult(), modelId: "m".repeat(100_000), usage, day: "today" }),
		);

		expect(record).toMatchObject({
			modelId: `${"m".repeat(199)}…`,
			usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, costUsd: undefined },
			day: undefined,
		});
	});
});
